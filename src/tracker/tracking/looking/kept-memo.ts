import { setImmediate as breathe } from 'node:timers/promises';
import { z } from 'zod';
import type { Database } from '../../../storage/database.ts';
import {
  beginListing,
  endListing,
  forgetListing,
  forgetReadings,
  listLocations,
  pageReadings,
  type ReadingRow,
  readListing,
  saveListingPiece,
  saveReadings,
} from '../../../storage/tracker/crawl-memory.ts';
import type { Crawl } from '../../crawl/crawl.ts';
import {
  type Known,
  type Listing,
  listing,
  type Remembered,
  remembered,
} from '../../crawl/memo.ts';
import type { Piece } from './piece.ts';

/** So much of a listing, and so many readings, at once: nothing else waits noticeably. */
const PIECE = 2000;

/** What the last crawl left. */
export async function recall(db: Database): Promise<Recalled> {
  const readings = new Map<string, Remembered>();
  for (let after = ''; ; await breathe()) {
    const rows = await pageReadings(db, { after, limit: PIECE });
    for (const { path, content } of rows) {
      const { data } = remembered.safeParse(JSON.parse(content));
      if (data !== undefined) readings.set(path, data); // another version of us wrote it otherwise
    }
    const last = rows.at(-1);
    if (last === undefined) break;
    after = last.path;
  }
  return {
    locations: await listLocations(db),
    listing: async (location) => together(await readListing(db, location)),
    readings,
  };
}

interface Recalled extends Known {
  readonly locations: readonly string[]; // of which a listing is known
}

/** Only what differs from what was recalled. */
export async function* memoPieces(
  { places, memo }: Pick<Crawl, 'places' | 'memo'>,
  recalled: Recalled,
): AsyncGenerator<readonly Piece[]> {
  for (const { source, listing, fresh } of places)
    if (fresh && listing !== undefined) yield* piecesOf(source.location, listing);
  for (const location of recalled.locations)
    if (!memo.listings.has(location)) yield [{ what: 'listing is gone', location }];

  let rows: ReadingRow[] = [];
  for (const [path, reading] of memo.readings) {
    if (recalled.readings.get(path) === reading) continue;
    if (rows.push({ path, content: JSON.stringify(reading) }) < PIECE) continue;
    yield [{ what: 'readings', rows }];
    rows = [];
    await breathe();
  }
  if (rows.length > 0) yield [{ what: 'readings', rows }];
  const gone = [...recalled.readings.keys()].filter((path) => !memo.readings.has(path));
  for (let at = 0; at < gone.length; at += PIECE)
    yield [{ what: 'readings are gone', paths: gone.slice(at, at + PIECE) }];
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
      return saveListingPiece(db, one);
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

const timed = z.object({ at: z.string() });
const piece = listing.omit({ at: true });

/** What, and then when. */
async function* piecesOf(
  location: string,
  { at, ...all }: Listing,
): AsyncGenerator<readonly Piece[]> {
  yield [{ what: 'listing begins', location }];
  const most = Math.max(...Object.values(all).map(({ length }) => length));
  let pieces = 0;
  for (let from = 0; from < most; from += PIECE, await breathe()) {
    const some: z.infer<typeof piece> = {
      accessions: all.accessions.slice(from, from + PIECE),
      files: all.files.slice(from, from + PIECE),
      curators: all.curators.slice(from, from + PIECE),
    };
    pieces += 1;
    yield [{ what: 'listing', location, number: pieces, content: JSON.stringify(some) }];
  }
  yield [{ what: 'listing ends', location, pieces, content: JSON.stringify({ at }) }];
}

async function together([first, ...others]: readonly string[]): Promise<Listing | undefined> {
  if (first === undefined) return undefined;
  const parsed: z.infer<typeof piece>[] = [];
  for (const content of others) {
    parsed.push(piece.parse(JSON.parse(content)));
    await breathe();
  }
  return {
    ...timed.parse(JSON.parse(first)),
    accessions: parsed.flatMap(({ accessions }) => accessions),
    files: parsed.flatMap(({ files }) => files),
    curators: parsed.flatMap(({ curators }) => curators),
  };
}
