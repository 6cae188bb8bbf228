import type { Database } from './database.ts';

/** What a party asked for under a key of its own, and what it was told; without an answer it was interrupted. */
export interface KeptAnswer {
  readonly request: string; // SHA-256 of what was asked
  readonly answer?: { readonly status: number; readonly body: string };
}

export async function findAnswer(
  db: Database,
  party: string,
  key: string,
): Promise<KeptAnswer | undefined> {
  const row = await db
    .selectFrom('answer')
    .selectAll()
    .where('party', '=', party)
    .where('key', '=', key)
    .executeTakeFirst();
  if (row === undefined) return undefined;
  const { request, status, body } = row;
  return status === null || body === null ? { request } : { request, answer: { status, body } };
}

/** Before the work begins: from now on this key stands for this request. */
export async function reserveAnswer(
  db: Database,
  row: {
    readonly party: string;
    readonly key: string;
    readonly request: string;
    readonly now: Date;
  },
): Promise<void> {
  await db
    .insertInto('answer')
    .values({
      party: row.party,
      key: row.key,
      request: row.request,
      status: null,
      body: null,
      received_at: row.now.getTime(),
    })
    .onConflict((conflict) => conflict.columns(['party', 'key']).doNothing())
    .execute();
}

export async function saveAnswer(
  db: Database,
  party: string,
  key: string,
  answer: { readonly status: number; readonly body: string },
): Promise<void> {
  await db
    .updateTable('answer')
    .set(answer)
    .where('party', '=', party)
    .where('key', '=', key)
    .execute();
}
