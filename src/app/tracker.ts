import { readFile } from 'node:fs/promises';
import type { Config, Secrets } from '../config/config.ts';
import { createS3Store } from '../objects/s3/s3-store.ts';
import type { Clock, Log, Random } from '../operations/ports.ts';
import type { Database } from '../storage/database.ts';
import { listCorrections } from '../storage/tracker/proposals.ts';
import { openBucket } from '../tracker/crawl/bucket.ts';
import { openFolder } from '../tracker/crawl/folder/folder.ts';
import type { Place } from '../tracker/crawl/place.ts';
import { openWebList } from '../tracker/crawl/web.ts';
import type { Source } from '../tracker/sources/source.ts';
import { readSourcesConfig, type SourcesConfig } from '../tracker/sources/sources-config.ts';
import { type Crawls, createCrawls } from '../tracker/tracking/crawls.ts';
import { createProposals } from '../tracker/tracking/google/proposals.ts';
import { createLookUps } from '../tracker/tracking/look-ups.ts';
import { createSheetFiles } from '../tracker/tracking/sheet-files.ts';
import { createTracker } from '../tracker/tracking/tracker.ts';
import type { Tracking } from '../tracker/tracking/tracking.ts';
import { createExperimentList } from '../upstream/experiment-list.ts';
import type { Workplace } from './executors.ts';
import { openGoogleKeeper } from './google-sheets.ts';
import { lookUpSources } from './look-ups.ts';

interface Needs {
  readonly config: Config;
  readonly secrets: Secrets;
  readonly db: Database;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly workplace: Workplace;
}

/** Undefined where it is switched off. */
export function openTracking(needs: Needs):
  | {
      readonly tracking: Tracking;
      readonly crawls: Crawls;
      /** Also resolves where another is under way: then that is the one. */
      readonly crawlByTime: () => Promise<void>;
      /** Keeps the spreadsheet at Google, until it is told to stop. */
      readonly keepGoogle: (signal: AbortSignal) => Promise<void>;
    }
  | undefined {
  const { config, random, workplace } = needs;
  if (config.tracker === undefined) return undefined;
  const { sources: path, store } = config.tracker;
  const lookUps = createLookUps({
    ...needs,
    sources: lookUpSources(needs),
    all: (run) => tracker.all(run),
    duplicates: async () => (await tracker.twins.list()).open,
  });
  const crawls = createCrawls({
    ...needs,
    sources: () => readSources(path, store !== undefined),
    open: openPlaces(needs),
    lookUps,
    done: () => google?.wake(),
  });
  const tracker = createTracker({ ...needs, crawls });
  const files = createSheetFiles({
    tracker,
    random,
    executor: workplace.executor,
    limits: config.exports.limits,
    workFolder: `${workplace.folder}/sheets`,
    lookUp: lookUps.lookedUp,
    corrections: () => listCorrections(needs.db),
  });
  const google = openGoogleKeeper({
    ...needs,
    all: tracker.all,
    datasets: tracker.datasets,
    duplicates: async () => (await tracker.twins.list()).open,
    lookedUp: lookUps.lookedUp,
  });
  const proposals = createProposals({ ...needs, changed: () => google?.wake() });
  return {
    crawls,
    tracking: { ...tracker, files, lookUps, proposals, google },
    keepGoogle: async (signal) => google?.run(signal),
    async crawlByTime() {
      const started = await crawls.start({ kind: 'timer' });
      if (started.what === 'no sources') throw new Error(started.faults.join('\n'));
      await started.ended;
    },
  };
}

async function readSources(path: string, hasStore: boolean): Promise<SourcesConfig> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return { ok: false, faults: [`${path} cannot be read: ${why}`] };
  }
  const read = readSourcesConfig(text, path);
  const bucket = read.ok ? read.sources.find(({ kind }) => kind === 'bucket') : undefined;
  return bucket === undefined || hasStore
    ? read
    : { ok: false, faults: [`${bucket.location} is in a bucket: say tracker.store`] };
}

function openPlaces({ config, secrets, clock, random }: Needs): (source: Source) => Place {
  const experiments = createExperimentList({ clock });
  const { trackerAccessKey: accessKey = '', trackerSecretKey: secretKey = '' } = secrets;
  return ({ kind, location }) => {
    switch (kind) {
      case 'folder':
        return openFolder(location);
      case 'web':
        return openWebList(location, { experiments, clock });
      case 'bucket': {
        if (config.tracker?.store === undefined) throw new Error(`${location} has no store.`);
        const bucket = new URL(location).hostname;
        const place = { ...config.tracker.store, system: location, bucket, accessKey, secretKey };
        return openBucket(location, createS3Store({ ...place, random }));
      }
    }
  };
}
