import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { systemRandom } from '../../src/config/system.ts';
import { createLocalStore } from '../../src/objects/local/local-store.ts';
import type { Clock, Log } from '../../src/operations/ports.ts';
import type { Database } from '../../src/storage/database.ts';
import type { Place } from '../../src/tracker/crawl/place.ts';
import type { Spreadsheet } from '../../src/tracker/google/spreadsheet.ts';
import type { Source } from '../../src/tracker/sources/source.ts';
import { readSourcesConfig } from '../../src/tracker/sources/sources-config.ts';
import { createCrawls } from '../../src/tracker/tracking/crawls.ts';
import { createGoogleKeeper, SHEET_PATIENCE } from '../../src/tracker/tracking/google/keeper.ts';
import { createProposals } from '../../src/tracker/tracking/google/proposals.ts';
import { createLookUps, type Source as LookUpSource } from '../../src/tracker/tracking/look-ups.ts';
import { lookThrough } from '../../src/tracker/tracking/looking/look.ts';
import { createMetadataFiles } from '../../src/tracker/tracking/metadata-files.ts';
import { createSheetFiles } from '../../src/tracker/tracking/sheet-files.ts';
import { createTracker } from '../../src/tracker/tracking/tracker.ts';
import { createWorkbooks } from '../../src/tracker/tracking/workbooks.ts';
import { createLocalExecutor } from '../../src/workers/local.ts';
import { here } from '../tracker/tree.ts';

const quiet = () => undefined;

/** The tracker on a real database; folders are looked at in this process unless `open` says otherwise. */
export function startTracking(needs: {
  readonly db: Database;
  readonly clock: Clock;
  readonly dataDir: string;
  readonly sources: string; // path
  readonly open?: (source: Source) => Place;
  readonly log?: Log;
  readonly lookUps?: readonly LookUpSource[];
  readonly spreadsheet?: {
    readonly id: string;
    readonly open: (signal: AbortSignal) => Spreadsheet;
  };
}) {
  const { open = ({ location }) => here(location), dataDir } = needs;
  const log = needs.log ?? { info: quiet, warn: quiet, error: quiet };
  const duplicates = async () => (await tracker.twins.list()).open;
  const lookUps = createLookUps({
    ...needs,
    log,
    sources: needs.lookUps ?? [],
    all: (run) => tracker.all(run),
    duplicates,
  });
  const places = {
    open,
    sources: async () =>
      readSourcesConfig(await readFile(needs.sources, 'utf8'), 'sources_config.json'),
  };
  const crawls = createCrawls({
    ...needs,
    log,
    ...places,
    look: lookThrough({ db: needs.db, open }),
    lookUps,
    sheetPatience: needs.spreadsheet && SHEET_PATIENCE,
    news: () => google?.wake(),
  });
  const tracker = createTracker({ ...needs, crawls, changed: () => google?.wake() });
  const files = createSheetFiles({
    tracker,
    random: systemRandom,
    executor: createLocalExecutor({ runs: join(dataDir, 'runs') }),
    limits: { memory: 700 * 1024 ** 2, disk: 2e9, time: 60_000 },
    workFolder: join(dataDir, 'sheets'),
    lookUp: lookUps.lookedUp,
  });
  const store = createLocalStore({
    ...{ system: 'The folder of files', folder: join(dataDir, 'objects') },
    ...{ clock: needs.clock, random: systemRandom },
    links: { link: (key, { fileName }) => `https://handoff.example.org/${key}?name=${fileName}` },
  });
  const workbooks = createWorkbooks({
    ...{ store, files, log, keep: 2 },
    latest: () => tracker.runAt(),
  });
  const { spreadsheet } = needs;
  const google =
    spreadsheet &&
    createGoogleKeeper({
      ...needs,
      log,
      spreadsheet: spreadsheet.id,
      open: spreadsheet.open,
      news: quiet,
      all: tracker.all,
      datasets: tracker.datasets,
      duplicates,
      lookedUp: lookUps.lookedUp,
    });
  const proposals = createProposals({ ...needs, changed: () => google?.wake() });
  const metadata = createMetadataFiles({ ...needs, ...places });
  return {
    crawls,
    keeper: google,
    store,
    workbooks,
    tracking: {
      ...{ ...tracker, timeZone: 'UTC', files, workbooks, metadata, lookUps, proposals, google },
    },
  };
}

/** One crawl, from beginning to end. */
export async function crawled({ crawls }: Pick<ReturnType<typeof startTracking>, 'crawls'>) {
  const started = await crawls.start({ kind: 'timer' });
  if (started.what === 'no sources') throw new Error(started.faults.join('\n'));
  return started.ended;
}
