import type { Database } from '../database.ts';

/** How far the mover has come with a test file; undefined where it has not found it yet. */
export async function findTrial(db: Database, key: string) {
  return db
    .selectFrom('transfer')
    .select(['state', 'fault'])
    .where('key', '=', key)
    .orderBy('id', 'desc')
    .executeTakeFirst();
}

/** What stands in the way of others of its dataset, which come before it. */
export async function findObstacle(db: Database, dataset: string): Promise<string | undefined> {
  const found = await db
    .selectFrom('transfer')
    .select('fault')
    .where('dataset', '=', dataset)
    .where('state', 'in', ['waiting', 'leased'])
    .where('fault', 'is not', null)
    .orderBy('leased_at', 'desc')
    .limit(1)
    .executeTakeFirst();
  return found?.fault ?? undefined;
}

/** It has been taken away: nobody is to try it again, or be told of it. */
export async function forgetTrial(db: Database, key: string, now: Date): Promise<void> {
  await db
    .updateTable('transfer')
    .set({ state: 'gone', lease_until: null, ended_at: now.getTime() })
    .where('key', '=', key)
    .where('state', '!=', 'done')
    .execute();
}
