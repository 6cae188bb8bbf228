import type { Database } from '../../../storage/database.ts';
import type { Known, Listing } from '../../crawl/memo.ts';
import { HELD_NO_MORE, holdsDataset } from '../../crawl/still-held.ts';
import { differenceOf } from './kept-listing.ts';
import type { ComparedPlace } from './to-be-looked-at.ts';

/**
 * A place that is empty all at once counts as it was, as if nothing were mounted there; but not for a dataset that has
 * come to another place since: it was moved. Once all have, the place was looked at, and is empty.
 */
export async function settleEmptied(
  db: Database,
  places: readonly ComparedPlace[],
  { at, known, emptied }: { at: Date; known: Pick<Known, 'listing'>; emptied: ReadonlySet<string> },
): Promise<readonly ComparedPlace[]> {
  if (emptied.size === 0) return places;
  const moved = await whatHasCome(places, known);
  const settled: ComparedPlace[] = [];
  for (const place of places) {
    const { source, listing } = place;
    if (!emptied.has(source.location) || listing === undefined) settled.push(place);
    else {
      const left = without(listing, moved);
      const isLeft = [...left.held.values()].some(holdsDataset);
      const now = isLeft ? left : { at: at.toISOString(), held: new Map<string, string>() };
      const difference = await differenceOf(db, source.location, now);
      settled.push({ source, listing: now, fresh: !isLeft, difference });
    }
  }
  return settled;
}

/** Datasets that a place holds and did not hold the last time. Of all that was known one place at a time is in memory. */
async function whatHasCome(
  places: readonly ComparedPlace[],
  known: Pick<Known, 'listing'>,
): Promise<ReadonlySet<string>> {
  const come = new Set<string>();
  for (const { source, listing, difference } of places) {
    if (listing === undefined || difference === undefined) continue;
    const before = await known.listing(source.location);
    for (const accession of difference.accessions.keys())
      if (holdsDataset(listing.held.get(accession)) && !holdsDataset(before?.held.get(accession)))
        come.add(accession);
  }
  return come;
}

/** It goes on being a place that held so many. */
function without({ at, held }: Listing, moved: ReadonlySet<string>): Listing {
  const left = new Map(held);
  for (const accession of held.keys()) if (moved.has(accession)) left.set(accession, HELD_NO_MORE);
  return { at, held: left };
}
