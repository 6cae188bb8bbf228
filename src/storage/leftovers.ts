import type { Leftover } from '../domain/clean-up.ts';
import type { Database } from './database.ts';

/** Rows of one statement: SQLite binds at most 32,766 values. */
const ROWS_AT_ONCE = 1000;

/** Keeps the list that people are shown, in place of an earlier one with this number. */
export async function saveLeftovers(
  db: Database,
  cycleId: string,
  cleanUp: number,
  leftovers: readonly Leftover[],
): Promise<void> {
  await db
    .deleteFrom('leftover')
    .where('cycle_id', '=', cycleId)
    .where('clean_up', '<=', cleanUp)
    .execute();
  for (let from = 0; from < leftovers.length; from += ROWS_AT_ONCE) {
    const rows = leftovers.slice(from, from + ROWS_AT_ONCE);
    await db
      .insertInto('leftover')
      .values(rows.map((row) => ({ ...row, cycle_id: cycleId, clean_up: cleanUp })))
      .execute();
  }
}

export async function listLeftovers(
  db: Database,
  cycleId: string,
  cleanUp: number,
): Promise<readonly Leftover[]> {
  return db
    .selectFrom('leftover')
    .select(['kind', 'key', 'version', 'bytes', 'checksum'])
    .where('cycle_id', '=', cycleId)
    .where('clean_up', '=', cleanUp)
    .execute();
}
