import { sql } from 'kysely';
import { z } from 'zod';
import type { Database } from '../database.ts';
import { among } from './among.ts';
import type { GoogleRowTable } from './tables.ts';

const texts = z.record(z.string(), z.string());
type Texts = Readonly<Record<string, string>>;

/** How far a spreadsheet at Google has come. */
export interface ShownSpreadsheet {
  readonly runId: number | undefined; // that it shows
  readonly shownAt: Date | undefined;
  readonly triedAt: Date;
  readonly fault: string | undefined; // of the last attempt
  readonly stale: number; // so many things were decided since
}

export async function findSpreadsheet(
  db: Database,
  id: string,
): Promise<ShownSpreadsheet | undefined> {
  const row = await db
    .selectFrom('google_spreadsheet')
    .selectAll()
    .where('id', '=', id)
    .executeTakeFirst();
  return (
    row && {
      runId: row.run_id ?? undefined,
      shownAt: row.shown_at === null ? undefined : new Date(row.shown_at),
      triedAt: new Date(row.tried_at),
      fault: row.fault ?? undefined,
      stale: row.stale,
    }
  );
}

/** How an attempt ended: the run that is shown now with what was decided by its beginning, or what was in the way. */
export async function saveAttempt(
  db: Database,
  id: string,
  at: Date,
  ended: { readonly runId: number; readonly stale: number } | { readonly fault: string },
): Promise<void> {
  const tried_at = at.getTime();
  const change =
    'fault' in ended
      ? { tried_at, fault: ended.fault }
      : {
          ...{ tried_at, fault: null, run_id: ended.runId, shown_at: tried_at },
          stale: sql<number>`max(0, stale - ${ended.stale})`, // others may have been decided meanwhile
        };
  await db
    .insertInto('google_spreadsheet')
    .values({ id, ...change, stale: 0 })
    .onConflict((conflict) => conflict.column('id').doUpdateSet(change))
    .execute();
}

/** Something was decided that every spreadsheet is to show. */
export async function markStale(db: Database): Promise<void> {
  await db.updateTable('google_spreadsheet').set({ stale: sql<number>`stale + 1` }).execute();
}

export interface SheetOf {
  readonly spreadsheet: string;
  readonly sheet: GoogleRowTable['sheet'];
}

/** What the bot wrote into a row. */
export interface WrittenRow {
  readonly accession: string;
  readonly written: Texts;
  readonly writing: Texts | undefined; // perhaps
}

export async function findRows(
  db: Database,
  { spreadsheet, sheet }: SheetOf,
  accessions: readonly string[],
): Promise<ReadonlyMap<string, WrittenRow>> {
  const rows = await db
    .selectFrom('google_row')
    .select(['accession', 'written', 'writing'])
    .where('spreadsheet', '=', spreadsheet)
    .where('sheet', '=', sheet)
    .where('accession', 'in', among(accessions))
    .execute();
  return new Map(
    rows.map(({ accession, written, writing }) => [
      accession,
      {
        accession,
        written: texts.parse(JSON.parse(written)),
        writing: writing === null ? undefined : texts.parse(JSON.parse(writing)),
      },
    ]),
  );
}

export async function saveRows(
  db: Database,
  { spreadsheet, sheet }: SheetOf,
  rows: readonly WrittenRow[],
): Promise<void> {
  // As one value: a thousand rows of them are a statement that takes longer to make than to run.
  await sql`
    INSERT INTO google_row (spreadsheet, sheet, accession, written, writing)
    SELECT ${spreadsheet}, ${sheet}, value ->> 'accession', value -> 'written', value -> 'writing'
    FROM json_each(${JSON.stringify(rows)})
    WHERE true -- or ON would be taken for a join's
    ON CONFLICT (spreadsheet, sheet, accession)
    DO UPDATE SET written = excluded.written, writing = excluded.writing`.execute(db);
}

/** A column of ours has gone: what was written into it stands nowhere any more. */
export async function forgetTitles(
  db: Database,
  { spreadsheet, sheet }: SheetOf,
  titles: readonly string[],
): Promise<void> {
  const without = JSON.stringify(Object.fromEntries(titles.map((title) => [title, null])));
  await db
    .updateTable('google_row')
    .set({
      written: sql<string>`json_patch(written, ${without})`,
      writing: sql<string | null>`json_patch(writing, ${without})`,
    })
    .where('spreadsheet', '=', spreadsheet)
    .where('sheet', '=', sheet)
    .execute();
}
