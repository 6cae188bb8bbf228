import type { Database } from './database.ts';

export type Receipt = { readonly cycleId?: string };

/** What became of a command that was carried out before under this key. */
export async function findReceipt(db: Database, key: string): Promise<Receipt | undefined> {
  const row = await db.selectFrom('inbox').selectAll().where('key', '=', key).executeTakeFirst();
  return row && (row.cycle_id === null ? {} : { cycleId: row.cycle_id });
}

export async function saveReceipt(
  db: Database,
  key: string,
  now: Date,
  cycleId?: string,
): Promise<void> {
  await db
    .insertInto('inbox')
    .values({ key, received_at: now.getTime(), cycle_id: cycleId ?? null })
    .execute();
}
