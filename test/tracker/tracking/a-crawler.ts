import { openDatabase } from '../../../src/storage/database.ts';
import { aDataFolder } from '../../support/data-folder.ts';
import { createTestClock } from '../../support/test-clock.ts';
import { crawled, startTracking } from '../../support/tracking.ts';
import { aTree, of, tsv } from '../tree.ts';

const idf = (title: string, secondary = '') =>
  tsv(['Investigation Title', title], ['Comment[SecondaryAccession]', secondary]);

/** A tracker over three datasets, of which two share a name. */
export function aCrawler(log?: Parameters<typeof startTracking>[0]['log']) {
  const open = new AsyncDisposableStack();
  const tree = open.use(
    aTree({
      'loading/E-MTAB-1/E-MTAB-1.idf.txt': idf('One'),
      'loading/E-CURD-7.idf.txt': idf('Seven', 'GSE5'),
      'ext/E-GEOD-5.idf.txt': idf('Five'),
    }),
  );
  const sources = tree.put(
    'sources_config.json',
    JSON.stringify({ [tree.at('loading')]: of('loading'), [tree.at('ext')]: of('external') }),
  );
  const { path: dataDir } = open.use(aDataFolder());
  const db = openDatabase(dataDir);
  open.defer(() => db.destroy());
  const clock = createTestClock(new Date('2026-03-03T09:00:00Z'));
  const tracker = startTracking({ db, clock, dataDir, sources, ...(log && { log }) });
  return {
    ...{ ...tracker, tree, dataDir, db, sources },
    crawl: () => crawled(tracker),
    [Symbol.asyncDispose]: () => open.disposeAsync(),
  };
}
