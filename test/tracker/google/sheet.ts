import { rmSync } from 'node:fs';
import { serviceAccount } from '../../../src/sandbox/google-sheets/account.ts';
import { startGoogleSheets } from '../../../src/sandbox/google-sheets/google-sheets.ts';
import { openDatabase } from '../../../src/storage/database.ts';
import { openGoogleSpreadsheet } from '../../../src/tracker/google/google-client.ts';
import { aDataFolder } from '../../support/data-folder.ts';
import { leapingClock } from '../../support/leaping-clock.ts';
import { crawled, startTracking } from '../../support/tracking.ts';
import { aTree, of, tsv } from '../tree.ts';

export const ID = '1rIf3t2wcfYdE8rgxDhYOwr';
export const DISCOVER = 'Discover Experiments';
export const TRACK = 'Track Ingested Experiments';

export const idf = (title: string, secondary = '') =>
  tsv(['Investigation Title', title], ['Comment[SecondaryAccession]', secondary]);

/** The tracker with a spreadsheet at a simulated Google. */
export async function aTrackedSheet(files: Record<string, string>) {
  const open = new AsyncDisposableStack();
  const tree = open.use(aTree({ ...files, 'ext/keep': '', 'loading/keep': '', 'done/keep': '' }));
  const sources = tree.put(
    'sources_config.json',
    JSON.stringify({
      [tree.at('ext')]: of('external'),
      [tree.at('loading')]: of('loading'),
      [tree.at('done')]: of('analysing', 'processed'),
    }),
  );
  const { path: dataDir } = open.use(aDataFolder());
  const clock = leapingClock(new Date('2026-03-03T09:00:00Z'));
  const db = openDatabase(dataDir);
  open.defer(() => db.destroy());
  const google = open.use(await startGoogleSheets({ id: ID, now: clock.now }));
  const { endpoint } = google;
  const tracker = startTracking({
    ...{ db, clock, dataDir, sources },
    spreadsheet: {
      id: ID,
      open: (signal) =>
        openGoogleSpreadsheet({ id: ID, credentials: serviceAccount(), endpoint, clock, signal }),
    },
  });
  const never = new AbortController().signal;

  return {
    ...{ tree, clock, db, google, people: google.people, ...tracker },
    /** One attempt; whether the sheet shows the last run by now. */
    show: (signal = never) => tracker.keeper?.show(signal) ?? Promise.resolve(false),
    /** A run, and all attempts that it takes. */
    async run(): Promise<void> {
      await crawled(tracker);
      for (let attempt = 0; attempt < 20; attempt += 1) {
        if (await tracker.keeper?.show(never)) return;
        clock.leap(60_000);
      }
      throw new Error(`It is not shown: ${(await tracker.keeper?.state())?.fault}`);
    },
    crawl: () => crawled(tracker),
    remove: (path: string) => rmSync(tree.at(path), { recursive: true }),
    fault: async () => (await tracker.keeper?.state())?.fault,
    open: () => tracker.tracking.proposals.list({ state: 'open', limit: 1000 }),
    [Symbol.asyncDispose]: () => open.disposeAsync(),
  };
}
