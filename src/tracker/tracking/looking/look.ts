import type { Database } from '../../../storage/database.ts';
import { latestRun } from '../../../storage/tracker/runs.ts';
import { lookAt } from '../../crawl/crawl.ts';
import { type ListedPlace, type Looking, listPlaces } from '../../crawl/list-places.ts';
import type { Place } from '../../crawl/place.ts';
import type { Trouble } from '../../crawl/trouble.ts';
import type { Source } from '../../sources/source.ts';
import { compare } from './compare.ts';
import { settleEmptied } from './emptied.ts';
import { listingPieces, recall } from './kept-memo.ts';
import type { Look } from './piece.ts';
import { comparePlace, toBeLookedAt, useOf } from './to-be-looked-at.ts';

/** Places at the same time. */
const AT_ONCE = 4;
/** Of all that could not be read the first are kept; how many there were is counted. */
const MOST_TROUBLES = 1000;

/** Crawls, compares with what the last run knew, and hands over what differs. It reads the database and writes nothing. */
export function lookThrough(needs: {
  readonly db: Database;
  readonly open: (source: Source) => Place;
}): Look {
  const { db, open } = needs;
  return async function* look(order, signal) {
    const at = new Date(order.at);
    const found = new Map<string, Trouble>(); // links lead to one thing by many ways
    const tell: Looking['tell'] = (trouble) => {
      const { location, path, why, detail } = trouble;
      found.set(JSON.stringify([location, path, why, detail]), trouble);
    };
    const looking = { open, signal, atOnce: AT_ONCE, tell };
    const before = await latestRun(db);
    const known = await recall(db);
    const listed = await listPlaces(order.sources, at, known, looking, (place) =>
      comparePlace(db, place),
    );
    signal.throwIfAborted();
    const emptied = new Set([...found.values()].filter(isEmptied).map(({ location }) => location));
    const places = await settleEmptied(db, listed, { at, known, emptied });
    const accessions = await toBeLookedAt(db, places, { known, before, program: order.program });

    const changed: Record<string, number> = {};
    const again = new Map<string, string[]>();
    let filesRead = 0;
    for await (const stretch of lookAt(accessions, places, at, known, looking)) {
      const { pieces, changes } = await compare(db, before, stretch, at);
      for (const { kind } of changes) changed[kind] = (changed[kind] ?? 0) + 1;
      for (const [location, some] of stretch.again)
        again.set(location, [...(again.get(location) ?? []), ...some]);
      filesRead += stretch.readings.fresh.size;
      if (pieces.length > 0) yield pieces;
    }
    const { appeared = 0, gone = 0 } = changed;
    const troubles = [...found.values()];
    const unread = unreadOf(places, troubles);
    const told = troubles.filter(
      (one) => !isEmptied(one) || unread.some(({ location }) => location === one.location),
    );
    const findings = {
      datasets: (before?.found?.datasets ?? 0) + appeared - gone,
      changes: changed,
      filesRead,
      troubles: told.slice(0, MOST_TROUBLES),
      troubled: told.length,
      unread,
    };
    yield [{ what: 'found', findings }];
    yield* listingPieces(places, known, ({ source }, listedAt) => ({
      at: listedAt,
      use: useOf(source, order.at, order.program),
      again: again.get(source.location) ?? [],
    }));
  };
}

const isEmptied = ({ why }: Trouble): boolean => why === 'emptied';

/** Places of which an earlier look counts, and why. */
const unreadOf = (places: readonly ListedPlace[], troubles: readonly Trouble[]) =>
  places
    .filter(({ fresh }) => !fresh)
    .map(({ source: { location }, listing }) => ({
      location,
      since: listing?.at,
      why: troubles.find((one) => one.location === location && one.path === undefined)?.why,
    }));
