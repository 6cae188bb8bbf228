import type { Actor } from '../../../src/domain/role.ts';
import { openDatabase } from '../../../src/storage/database.ts';
import type { Place } from '../../../src/tracker/crawl/place.ts';
import type { Source } from '../../../src/tracker/sources/source.ts';
import { aDataFolder } from '../../support/data-folder.ts';
import { createTestClock } from '../../support/test-clock.ts';
import { startTracking } from '../../support/tracking.ts';
import { aTree, of, tsv } from '../tree.ts';

export const ana: Actor = { kind: 'person', id: 'U0ANA', roles: ['wrangler'] };
export const idf = (title: string, secondary = '') =>
  tsv(['Investigation Title', title], ['Comment[SecondaryAccession]', secondary]);

type Log = Parameters<typeof startTracking>[0]['log'];
export type ATracker = ReturnType<typeof aTracker>;

/** A tracker on folders with three datasets; `start`: a bot that begins with what the former one left. */
export function aTracker() {
  const open = new AsyncDisposableStack();
  const tree = open.use(
    aTree({
      'loading/E-MTAB-1/E-MTAB-1.idf.txt': idf('One'),
      'loading/E-CURD-7.idf.txt': idf('Seven', 'GSE5'),
      'ext/E-GEOD-5.idf.txt': idf('Five'),
      'processed/keep': '',
    }),
  );
  const sources = tree.put(
    'sources_config.json',
    JSON.stringify({
      [tree.at('loading')]: of('loading'),
      [tree.at('ext')]: of('external'),
      [tree.at('processed')]: of('analysing', 'processed'),
    }),
  );
  const { path: dataDir } = open.use(aDataFolder());
  const db = openDatabase(dataDir);
  open.defer(() => db.destroy());
  const clock = createTestClock(new Date('2026-03-03T09:00:00Z')); // the files have settled
  return {
    ...{ tree, db, clock, dataDir, sources },
    start: (opened?: (source: Source) => Place, log?: Log) =>
      startTracking({
        ...{ db, clock, dataDir, sources },
        ...(opened && { open: opened }),
        ...(log && { log }),
      }),
    [Symbol.asyncDispose]: () => open.disposeAsync(),
  };
}

/** `E-MTAB-1 loading`, each, as it stood then; undefined where nothing is known of then. */
export async function statuses(
  tracking: ReturnType<typeof startTracking>['tracking'],
  at?: Date,
): Promise<readonly string[] | undefined> {
  const run = await tracking.runAt(at);
  if (run === undefined) return undefined;
  const page = { order: 'accession', descending: false, limit: 100, offset: 0 } as const;
  const { rows } = await tracking.board(run, {}, page);
  return rows.map(({ dataset }) => `${dataset.accession} ${dataset.status}`);
}
