import { type SqlBool, sql } from 'kysely';
import type { Database } from '../database.ts';
import { among } from './among.ts';

/** Statements take a limited number of values. */
const AT_ONCE = 1000;

export async function listLocations(db: Database): Promise<readonly string[]> {
  const rows = await db.selectFrom('crawl_listing').select('location').distinct().execute();
  return rows.map(({ location }) => location);
}

/** What is said of each whole listing, by location: JSON. */
export async function listEndings(db: Database): Promise<ReadonlyMap<string, string>> {
  const rows = await db
    .selectFrom('crawl_listing')
    .select(['location', 'content'])
    .where('number', '=', ENDING)
    .execute();
  return new Map(rows.map(({ location, content }) => [location, content]));
}

/** A listing in its pieces, JSON; of one without an ending some are missing. */
export async function readListing(
  db: Database,
  location: string,
): Promise<readonly ListingPiece[]> {
  return db
    .selectFrom('crawl_listing')
    .select(['number', 'content'])
    .where('location', '=', location)
    .where('number', '>', ENDING)
    .orderBy('number')
    .execute();
}

/** The piece that is written last; without it the others count for nothing. */
const ENDING = 0;

/** From here on nothing is known of the place, until the listing is at its end. */
export async function beginListing(db: Database, location: string): Promise<void> {
  await db
    .deleteFrom('crawl_listing')
    .where('location', '=', location)
    .where('number', '=', ENDING)
    .execute();
}

export async function saveListingPieces(
  db: Database,
  location: string,
  pieces: readonly ListingPiece[],
): Promise<void> {
  await db
    .insertInto('crawl_listing')
    .values(pieces.map((piece) => ({ location, ...piece })))
    .onConflict((conflict) =>
      conflict
        .columns(['location', 'number'])
        .doUpdateSet(({ ref }) => ({ content: ref('excluded.content') })),
    )
    .execute();
}

export interface ListingPiece {
  readonly number: number; // from 1
  readonly content: string;
}

/** `content`: what is to be said of it. */
export const endListing = (
  db: Database,
  { location, content }: { readonly location: string; readonly content: string },
): Promise<void> => saveListingPieces(db, location, [{ number: ENDING, content }]);

export async function forgetListing(db: Database, location: string): Promise<void> {
  await db.deleteFrom('crawl_listing').where('location', '=', location).execute();
}

/** The place in which the last crawl found this file. */
export async function locationOf(db: Database, path: string): Promise<string | undefined> {
  const row = await db
    .selectFrom('crawl_listing')
    .select('location')
    .where(sql<SqlBool>`instr(content, ${`"path":${JSON.stringify(path)}`}) > 0`)
    .executeTakeFirst();
  return row?.location;
}

export interface ReadingRow {
  readonly path: string;
  readonly content: string; // JSON
}

/** In no particular order. */
export async function findReadings(
  db: Database,
  paths: readonly string[],
): Promise<readonly ReadingRow[]> {
  return db.selectFrom('crawl_reading').selectAll().where('path', 'in', among(paths)).execute();
}

export async function saveReadings(db: Database, rows: readonly ReadingRow[]): Promise<void> {
  for (let at = 0; at < rows.length; at += AT_ONCE)
    await db
      .insertInto('crawl_reading')
      .values(rows.slice(at, at + AT_ONCE))
      .onConflict((conflict) =>
        conflict.column('path').doUpdateSet(({ ref }) => ({ content: ref('excluded.content') })),
      )
      .execute();
}

export async function forgetReadings(db: Database, paths: readonly string[]): Promise<void> {
  await db.deleteFrom('crawl_reading').where('path', 'in', among(paths)).execute();
}
