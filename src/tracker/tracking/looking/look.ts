import { setImmediate as breathe } from 'node:timers/promises';
import type { Database } from '../../../storage/database.ts';
import { latestRun } from '../../../storage/tracker/runs.ts';
import { crawl } from '../../crawl/crawl.ts';
import type { Place } from '../../crawl/place.ts';
import { datasetsOf } from '../../history/datasets.ts';
import { unreadOf } from '../../history/snapshot.ts';
import type { Source } from '../../sources/source.ts';
import { compareAll } from './compare.ts';
import { memoPieces, recall } from './kept-memo.ts';
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
    const known = await recall(db);
    const clock = { now: () => new Date(at) };
    const seen = await crawl(sources, known, { open, signal, clock });
    await breathe();
    signal.throwIfAborted();
    const before = await latestRun(db);
    const compared = yield* compareAll(db, before, { at, datasets: datasetsOf(seen) });
    const { filesRead, troubles } = seen;
    const findings = {
      ...compared,
      filesRead,
      troubles: troubles.slice(0, MOST_TROUBLES),
      troubled: troubles.length,
      unread: [...unreadOf(seen)],
    };
    yield [{ what: 'found', findings }];
    yield* memoPieces(seen, known);
  };
}
