import { type SqlBool, sql } from 'kysely';
import type { Database } from '../database.ts';
import { enqueue, hurry } from '../outbox.ts';
import { fromRow, type Proposal } from './proposals.ts';

/** One after the other, so that the channel reads them in their order. */
const LANE = 'tracker';

/** Spelt as its index spells it. */
const isUntold = sql<SqlBool>`state = 'open' AND told_by IS NULL`;

/** The channel is told what a crawl found; `by`: at the latest, since what people wrote into the spreadsheet may come with it. */
export async function tellDigest(
  db: Database,
  run: number,
  { now, by }: { readonly now: Date; readonly by: Date },
): Promise<void> {
  const errand = { kind: 'crawl digest', run } as const;
  await enqueue(db, { key: `digest:${run}`, lane: LANE, errand, now, notBefore: by });
}

/** The spreadsheet has been looked at: what nobody was told of yet is told, with the digest that waits for it or alone. */
export async function tellProposals(db: Database, now: Date): Promise<void> {
  await db.transaction().execute(async (transaction) => {
    await hurry(transaction, LANE);
    const { last } = await transaction
      .selectFrom('sheet_proposal')
      .select(({ fn }) => fn.max('id').as('last'))
      .where(isUntold)
      .executeTakeFirstOrThrow();
    if (last === null) return;
    const errand = { kind: 'sheet proposals' } as const;
    await enqueue(transaction, { key: `proposals:${last}`, lane: LANE, errand, now });
  });
}

/**
 * What an errand tells. `takes`: all that nobody was told of is this one’s from now on, unless it has taken some before:
 * tried again it tells the same.
 */
export async function toldBy(
  db: Database,
  key: string,
  { takes, limit }: { readonly takes: boolean; readonly limit: number },
): Promise<{ readonly count: number; readonly first: readonly Proposal[] }> {
  return db.transaction().execute(async (transaction) => {
    const mine = transaction.selectFrom('sheet_proposal').where('told_by', '=', key);
    const count = async () =>
      (await mine.select(({ fn }) => fn.countAll<number>().as('n')).executeTakeFirstOrThrow()).n;
    if (takes && (await count()) === 0)
      await transaction
        .updateTable('sheet_proposal')
        .set({ told_by: key })
        .where(isUntold)
        .execute();
    const first = await mine.selectAll().orderBy('id').limit(limit).execute();
    return { count: await count(), first: first.map(fromRow) };
  });
}
