import { type SqlBool, sql } from 'kysely';
import type { Database } from '../database.ts';

/** Statements take a limited number of values. */
const AT_ONCE = 1000;

export async function listLocations(db: Database): Promise<readonly string[]> {
  const rows = await db.selectFrom('crawl_listing').select('location').distinct().execute();
  return rows.map(({ location }) => location);
}

/** A listing in its pieces, JSON: when, and then what. None of one that was not written to its end. */
export async function readListing(db: Database, location: string): Promise<readonly string[]> {
  const rows = await db
    .selectFrom('crawl_listing')
    .select(['number', 'content'])
    .where('location', '=', location)
    .orderBy('number')
    .execute();
  return rows[0]?.number === WHEN ? rows.map(({ content }) => content) : [];
}

/** The piece that says when; without it the others count for nothing. */
const WHEN = 0;

/** From here on nothing is known of the place, until the listing is at its end. */
export async function beginListing(db: Database, location: string): Promise<void> {
  await db
    .deleteFrom('crawl_listing')
    .where('location', '=', location)
    .where('number', '=', WHEN)
    .execute();
}

/** One that is as it was is not written again. */
export async function saveListingPiece(
  db: Database,
  { location, number, content }: ListingPiece,
): Promise<void> {
  await db
    .insertInto('crawl_listing')
    .values({ location, number, content })
    .onConflict((conflict) =>
      conflict
        .columns(['location', 'number'])
        .doUpdateSet({ content })
        .where('crawl_listing.content', '<>', content),
    )
    .execute();
}

export interface ListingPiece {
  readonly location: string;
  readonly number: number; // from 1
  readonly content: string;
}

/** `pieces`: how many it has; those of a longer one before are gone. `content`: when it was. */
export async function endListing(
  db: Database,
  listing: { readonly location: string; readonly pieces: number; readonly content: string },
): Promise<void> {
  const { location, pieces, content } = listing;
  await db.transaction().execute(async (transaction) => {
    await transaction
      .deleteFrom('crawl_listing')
      .where('location', '=', location)
      .where('number', '>', pieces)
      .execute();
    await saveListingPiece(transaction, { location, number: WHEN, content });
  });
}

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

export async function pageReadings(
  db: Database,
  { after, limit }: { readonly after: string; readonly limit: number },
): Promise<readonly ReadingRow[]> {
  return db
    .selectFrom('crawl_reading')
    .selectAll()
    .where('path', '>', after)
    .orderBy('path')
    .limit(limit)
    .execute();
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
  for (let at = 0; at < paths.length; at += AT_ONCE)
    await db
      .deleteFrom('crawl_reading')
      .where('path', 'in', paths.slice(at, at + AT_ONCE))
      .execute();
}
