import { sql } from 'kysely';
import type { Database } from '../database.ts';

/**
 * After a restore: what is open here may have been done since, so it counts as interrupted and is looked for before it
 * is repeated; the card of each open cycle is drawn anew.
 */
export async function askAgain(db: Database, now: Date): Promise<void> {
  await db
    .updateTable('outbox')
    .set((set) => ({
      status: 'sending',
      first_sent: set.fn.coalesce('first_sent', set.ref('created_at')),
    }))
    .where('status', 'in', ['waiting', 'sending'])
    .execute();
  await db
    .updateTable('outbox')
    .set({ status: 'waiting', attempts: 0, not_before: now.getTime() })
    .where('status', 'in', ['done', 'given up'])
    .where('key', 'in', (from) =>
      from
        .selectFrom('cycle')
        .select(sql<string>`'card:' || id`.as('key'))
        .where('closed_at', 'is', null),
    )
    .execute();
}
