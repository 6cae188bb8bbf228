import { setImmediate as breathe } from 'node:timers/promises';
import { z } from 'zod';
import type { Database } from '../../storage/database.ts';
import {
  forgetReadings,
  listLocations,
  pageReadings,
  type ReadingRow,
  readListing,
  saveListing,
  saveReadings,
} from '../../storage/tracker/crawl-memory.ts';
import { type Listing, listing, type Memo, type Remembered, remembered } from '../crawl/memo.ts';

/** So much of a listing, and so many readings, at once: nothing else waits noticeably. */
const PIECE = 2000;

/** What the last crawl left. */
export async function recallMemo(db: Database): Promise<Memo> {
  const listings = new Map<string, Listing>();
  for (const location of await listLocations(db)) {
    const known = await together(await readListing(db, location));
    if (known !== undefined) listings.set(location, known);
  }
  const readings = new Map<string, Remembered>();
  for (let after = ''; ; ) {
    const rows = await pageReadings(db, { after, limit: PIECE });
    for (const { path, content } of rows) readings.set(path, remembered.parse(JSON.parse(content)));
    const last = rows.at(-1);
    if (last === undefined) return { listings, readings };
    after = last.path;
    await breathe();
  }
}

/** Only what differs from what was recalled is written. */
export async function keepMemo(db: Database, memo: Memo, recalled: Memo): Promise<void> {
  for (const [location, known] of memo.listings)
    if (recalled.listings.get(location) !== known)
      await saveListing(db, location, await piecesOf(known));
  for (const location of recalled.listings.keys())
    if (!memo.listings.has(location)) await saveListing(db, location, []);

  let fresh: ReadingRow[] = [];
  for (const [path, reading] of memo.readings) {
    if (recalled.readings.get(path) === reading) continue;
    if (fresh.push({ path, content: JSON.stringify(reading) }) < PIECE) continue;
    await saveReadings(db, fresh);
    fresh = [];
    await breathe();
  }
  await saveReadings(db, fresh);
  await forgetReadings(
    db,
    [...recalled.readings.keys()].filter((path) => !memo.readings.has(path)),
  );
}

const timed = z.object({ at: z.string() });
const piece = listing.omit({ at: true });

/** When, and then what. */
async function piecesOf({ at, ...all }: Listing): Promise<readonly string[]> {
  const pieces = [JSON.stringify({ at })];
  const most = Math.max(...Object.values(all).map(({ length }) => length));
  for (let from = 0; from < most; from += PIECE, await breathe()) {
    const some: z.infer<typeof piece> = {
      accessions: all.accessions.slice(from, from + PIECE),
      files: all.files.slice(from, from + PIECE),
      curators: all.curators.slice(from, from + PIECE),
    };
    pieces.push(JSON.stringify(some));
  }
  return pieces;
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
