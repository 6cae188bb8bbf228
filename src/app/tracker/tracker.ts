import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Config, Secrets } from '../../config/config.ts';
import { runByTheClock } from '../../cron/by-the-clock.ts';
import { days } from '../../domain/duration.ts';
import { actorName } from '../../domain/role.ts';
import type { ObjectStore } from '../../objects/object-store.ts';
import type { Clock, CrawlNews, Log, Random } from '../../operations/ports.ts';
import type { Database } from '../../storage/database.ts';
import { toldBy } from '../../storage/tracker/news.ts';
import { lastRunBy } from '../../storage/tracker/runs.ts';
import { createReaders, READER } from '../../tracker/crawl/folder/readers.ts';
import { beginOnce, CODE_CACHE } from '../../tracker/crawl/process.ts';
import { readSourcesConfig, type SourcesConfig } from '../../tracker/sources/sources-config.ts';
import { type Crawls, createCrawls } from '../../tracker/tracking/crawls.ts';
import { readDigest } from '../../tracker/tracking/digests.ts';
import { SHEET_PATIENCE } from '../../tracker/tracking/google/keeper.ts';
import { createProposals } from '../../tracker/tracking/google/proposals.ts';
import { createLookUps } from '../../tracker/tracking/look-ups.ts';
import { lookElsewhere } from '../../tracker/tracking/looking/crawler.ts';
import { createMetadataFiles } from '../../tracker/tracking/metadata-files.ts';
import { createSheetFiles } from '../../tracker/tracking/sheet-files.ts';
import { createTracker } from '../../tracker/tracking/tracker.ts';
import type { Tracking } from '../../tracker/tracking/tracking.ts';
import { createWorkbooks } from '../../tracker/tracking/workbooks.ts';
import type { Workplace } from '../executors.ts';
import { openGoogleKeeper } from './google-sheets.ts';
import { lookUpSources } from './look-ups.ts';
import { openPlaces } from './places.ts';

interface Needs {
  readonly config: Config;
  readonly secrets: Secrets;
  readonly db: Database;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly workplace: Workplace;
  readonly own: ObjectStore;
  /** A crawl is done, or something was decided. */
  readonly news: () => void;
}

/** Cells of the spreadsheet that the channel is shown at once. */
const MOST_TOLD = 5;
/** The program that looks through all places. */
export const CRAWLER: readonly string[] = [
  process.execPath,
  '--max-semi-space-size=4', // megabytes
  '--max-old-space-size=512', // without a bound it keeps what is done with until there are hundreds of megabytes
  fileURLToPath(new URL('./crawler-main.ts', import.meta.url)),
];
const codeCache = (dataDir: string) => ({ [CODE_CACHE]: `${dataDir}/code-cache` });

/** So that the first crawl starts like all others. */
export async function compileCrawler(dataDir: string, signal: AbortSignal): Promise<void> {
  const environment = codeCache(dataDir);
  for (const command of [CRAWLER, READER])
    if (!signal.aborted) await beginOnce({ command, environment }, signal);
}

/** Undefined where it is switched off. */
export function openTracking(needs: Needs):
  | {
      readonly tracking: Tracking;
      readonly crawls: Crawls;
      readonly news: CrawlNews;
      readonly sweepSheets: () => Promise<number>;
      /** Crawls at the configured times, and keeps the spreadsheet at Google, until the signal. */
      readonly run: (signal: AbortSignal) => Promise<unknown>;
    }
  | undefined {
  const { config, random, workplace } = needs;
  if (config.tracker === undefined) return undefined;
  const { sources: path, store, ...schedule } = config.tracker;
  const { trackerAccessKey: accessKey = '', trackerSecretKey: secretKey = '' } = needs.secrets;
  const keys = { accessKey, secretKey };
  const lastCrawl = async () =>
    (await lastRunBy(needs.db, actorName({ kind: 'timer' })))?.startedAt;
  const places = {
    sources: () => readSources(path, store !== undefined),
    open: openPlaces({ ...needs, store, ...keys, readers: createReaders() }),
  };
  const look = lookElsewhere({
    command: CRAWLER,
    environment: {
      TRACKER_ACCESS_KEY: keys.accessKey,
      TRACKER_SECRET_KEY: keys.secretKey,
      ...codeCache(config.dataDir),
    },
    needs: { dataDir: config.dataDir, store },
  });
  const duplicates = async () => (await tracker.twins.list()).open;
  const lookUps = createLookUps({
    ...needs,
    sources: lookUpSources(needs),
    all: (run) => tracker.all(run),
    duplicates,
  });
  const changed = () => {
    needs.news();
    google?.wake();
  };
  const news = () => {
    changed();
    void workbooks.keepUp();
  };
  const sheetPatience = config.tracker.googleSheets && SHEET_PATIENCE;
  const crawls = createCrawls({ ...needs, ...places, look, lookUps, sheetPatience, news });
  const tracker = createTracker({ ...needs, crawls, changed });
  const files = createSheetFiles({
    tracker,
    random,
    executor: workplace.executor,
    limits: config.exports.limits,
    workFolder: `${workplace.folder}/sheets`,
    lookUp: lookUps.lookedUp,
  });
  const workbooks = createWorkbooks({
    store: needs.own,
    files,
    latest: () => tracker.runAt(),
    keep: config.tracker.workbooks,
    log: needs.log,
  });
  const google = openGoogleKeeper({
    ...needs,
    all: tracker.all,
    datasets: tracker.datasets,
    duplicates,
    lookedUp: lookUps.lookedUp,
  });
  const proposals = createProposals({ ...needs, changed });
  return {
    crawls,
    tracking: {
      ...tracker,
      timeZone: schedule.timeZone,
      files,
      workbooks,
      metadata: createMetadataFiles({ ...needs, ...places }),
      lookUps,
      proposals,
      google,
    },
    news: {
      digest: (run) => readDigest(needs.db, run, workbooks.link),
      async proposals(key, takes) {
        if (google === undefined) return undefined;
        const told = await toldBy(needs.db, key, { takes, limit: MOST_TOLD });
        return told.count === 0 ? undefined : { ...told, address: google.address };
      },
      channel: config.tracker.channel ?? config.slack.channel,
    },
    sweepSheets: () => files.sweep(new Date(needs.clock.now().getTime() - days(1))),
    run: (signal) =>
      Promise.all([
        compileCrawler(config.dataDir, signal),
        workbooks.keepUp(), // of a bot that was stopped before
        runByTheClock(
          {
            ...{ ...schedule, ...needs, name: 'crawl' },
            lastRun: lastCrawl,
            run: () => crawlOfTime(crawls),
          },
          signal,
        ),
        google?.run(signal),
      ]),
  };
}

/** One that somebody else has started is waited for, and is not the one. */
async function crawlOfTime(crawls: Pick<Crawls, 'start'>): Promise<void> {
  for (;;) {
    const started = await crawls.start({ kind: 'timer' });
    if (started.what === 'no sources') throw new Error(started.faults.join('\n'));
    await started.ended;
    if (started.what === 'started') return;
  }
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
