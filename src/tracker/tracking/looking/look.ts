import { setImmediate as breathe } from 'node:timers/promises';
import type { Database } from '../../../storage/database.ts';
import { latestRun } from '../../../storage/tracker/runs.ts';
import { crawl } from '../../crawl/crawl.ts';
import type { Place } from '../../crawl/place.ts';
import { snapshotOf } from '../../history/snapshot.ts';
import type { Source } from '../../sources/source.ts';
import { compareAll } from './compare.ts';
import { memoPieces, recallMemo } from './kept-memo.ts';
import type { Look } from './piece.ts';

/** Of all that could not be read the first are kept; how many there were is counted. */
const MOST_TROUBLES = 1000;

/** Crawls, compares with what the last run knew, and hands over what differs. It reads the database and writes nothing. */
export function lookThrough(needs: {
  readonly db: Database;
  readonly open: (source: Source) => Place;
}): Look {
  const { db, open } = needs;
  return async function* look({ at, sources }, signal) {
    const recalled = await recallMemo(db);
    const clock = { now: () => new Date(at) };
    const seen = await crawl(sources, recalled, { open, signal, clock });
    await breathe();
    signal.throwIfAborted();
    const { datasets, troubles, unread } = snapshotOf(seen);
    const before = await latestRun(db);
    const changes = yield* compareAll(db, before, { at, datasets });
    const findings = {
      datasets: datasets.length,
      filesRead: seen.filesRead,
      changes,
      troubles: troubles.slice(0, MOST_TROUBLES),
      troubled: troubles.length,
      unread: [...unread],
    };
    yield [{ what: 'found', findings }];
    yield* memoPieces(seen.memo, recalled);
  };
}
