import type { Database } from '../database.ts';

/** Kept for whoever looks into it. The same message a second time changes nothing. */
export async function setMessageAside(
  db: Database,
  message: { readonly messageId: string; readonly body: string; readonly why: string },
  now: Date,
): Promise<void> {
  await db
    .insertInto('aside_message')
    .values({
      message_id: message.messageId,
      body: message.body,
      why: message.why,
      received_at: now.getTime(),
      told_at: null,
    })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

export interface AsideMessages {
  readonly count: number;
  readonly firstId: string;
  readonly why: string; // of the oldest
}

/** Those that nobody was told of; undefined where there are none, or somebody was told of others since then. */
export async function asideMessagesToTell(
  db: Database,
  notToldSince: Date,
): Promise<AsideMessages | undefined> {
  const recently = await db
    .selectFrom('aside_message')
    .select('message_id')
    .where('told_at', '>', notToldSince.getTime())
    .limit(1)
    .executeTakeFirst();
  if (recently !== undefined) return undefined;
  const untold = await db
    .selectFrom('aside_message')
    .select(['message_id', 'why'])
    .where('told_at', 'is', null)
    .orderBy('received_at')
    .execute();
  const [oldest] = untold;
  return oldest && { count: untold.length, firstId: oldest.message_id, why: oldest.why };
}

export async function noteToldOfMessages(db: Database, now: Date): Promise<void> {
  await db
    .updateTable('aside_message')
    .set({ told_at: now.getTime() })
    .where('told_at', 'is', null)
    .execute();
}
