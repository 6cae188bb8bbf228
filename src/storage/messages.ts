import type { MessageRef } from '../domain/place.ts';
import type { Database } from './database.ts';

/** Where a message with this key stands, once it has been posted. */
export async function findMessage(db: Database, key: string): Promise<MessageRef | undefined> {
  const row = await db.selectFrom('message').selectAll().where('key', '=', key).executeTakeFirst();
  return row && { channel: row.channel, ts: row.ts };
}

export async function saveMessage(db: Database, key: string, at: MessageRef): Promise<void> {
  await db
    .insertInto('message')
    .values({ key, ...at })
    .onConflict((conflict) => conflict.column('key').doUpdateSet({ ...at }))
    .execute();
}
