import { z } from 'zod';
import type { Database } from '../../../storage/database.ts';
import {
  beginListing,
  endListing,
  findReadings,
  forgetListing,
  forgetReadings,
  type ListingPiece,
  listEndings,
  listLocations,
  readListing,
  saveListingPieces,
  saveReadings,
} from '../../../storage/tracker/crawl-memory.ts';
import type { ListedPlace } from '../../crawl/list-places.ts';
import { type Known, type Remembered, remembered } from '../../crawl/memo.ts';
import { type Difference, heldIn, piecesOf } from './kept-listing.ts';
import type { Piece } from './piece.ts';

/** What is said of a listing that is kept. */
const ending = z.object({
  at: z.string(), // ISO, when the place was listed
  /** What it was used for: by which run, program and source. Otherwise used, the same may mean something else. */
  use: z.string().default(''),
  /** Datasets that are to be looked at again, as if something had changed. */
  again: z.array(z.string()).default([]),
});
export type ListingEnding = z.infer<typeof ending>;

export interface Recalled extends Known {
  readonly locations: readonly string[]; // of which something is kept
  readonly endings: ReadonlyMap<string, ListingEnding>; // by location; of whole listings alone
}

/** What the last crawl left. */
export async function recall(db: Database): Promise<Recalled> {
  const endings = new Map<string, ListingEnding>();
  for (const [location, content] of await listEndings(db))
    endings.set(location, ending.parse(JSON.parse(content)));
  return {
    locations: await listLocations(db),
    endings,
    async listing(location) {
      const at = endings.get(location)?.at;
      if (at === undefined) return undefined;
      return { at, held: new Map(heldIn(await readListing(db, location))) };
    },
    async readings(paths) {
      const readings = new Map<string, Remembered>();
      for (const { path, content } of await findReadings(db, paths)) {
        const { data } = remembered.safeParse(JSON.parse(content));
        if (data !== undefined) readings.set(path, data); // another version of us wrote it otherwise
      }
      return readings;
    },
  };
}

/** What the next crawl is to recall of the places: only what differs from what is kept. */
export function* listingPieces(
  places: readonly (ListedPlace & { readonly difference: Difference | undefined })[],
  kept: Pick<Recalled, 'locations'>,
  endingOf: (place: ListedPlace, at: string) => ListingEnding,
): Generator<readonly Piece[]> {
  const listed = places.filter(({ listing }) => listing !== undefined);
  for (const { difference, ...place } of listed) {
    const { source, listing } = place;
    if (listing === undefined) continue;
    const { location } = source;
    if (difference !== undefined && difference.pieces.length > 0) {
      yield [{ what: 'listing begins', location }];
      yield* inLines(piecesOf(listing.held, difference.pieces), location);
    }
    const content = JSON.stringify(endingOf(place, listing.at));
    yield [{ what: 'listing ends', location, content }];
  }
  const held = new Set(listed.map(({ source }) => source.location));
  for (const location of kept.locations)
    if (!held.has(location)) yield [{ what: 'listing is gone', location }];
}

/** So many are written at once: nothing else waits noticeably. */
const PIECES = 100;

function* inLines(pieces: Iterable<ListingPiece>, location: string): Generator<readonly Piece[]> {
  let some: ListingPiece[] = [];
  for (const piece of pieces) {
    if (some.push(piece) < PIECES) continue;
    yield [{ what: 'listing', location, pieces: some }];
    some = [];
  }
  if (some.length > 0) yield [{ what: 'listing', location, pieces: some }];
}

/** Writes one of these pieces down. A listing without its end counts for nothing. */
export async function keepPiece(
  db: Database,
  one: Exclude<Piece, { what: 'batch' | 'found' }>,
): Promise<void> {
  switch (one.what) {
    case 'listing begins':
      return beginListing(db, one.location);
    case 'listing':
      return saveListingPieces(db, one.location, one.pieces);
    case 'listing ends':
      return endListing(db, one);
    case 'listing is gone':
      return forgetListing(db, one.location);
    case 'readings':
      return saveReadings(db, one.rows);
    case 'readings are gone':
      return forgetReadings(db, one.paths);
  }
}
