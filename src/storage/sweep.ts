import type { Database } from './database.ts';

/** Removes what nobody can ask for any more. Cycles, messages and the journal stay for good. */
export async function sweep(
  db: Database,
  before: {
    readonly previewsBefore: number;
    readonly receiptsBefore: number;
    readonly deliveredBefore: number;
  },
): Promise<{
  readonly previews: number;
  readonly receipts: number;
  readonly answers: number;
  readonly errands: number;
}> {
  return db.transaction().execute(async (trx) => {
    const previews = await trx
      .deleteFrom('preview')
      .where('expires_at', '<', before.previewsBefore)
      .executeTakeFirst();
    const receipts = await trx
      .deleteFrom('inbox')
      .where('received_at', '<', before.receiptsBefore)
      .executeTakeFirst();
    // As long as receipts: a key that is forgotten while its command is remembered would answer for another.
    const answers = await trx
      .deleteFrom('answer')
      .where('received_at', '<', before.receiptsBefore)
      .executeTakeFirst();
    // A card's row is its cycle's for good: it is woken again with each change.
    const errands = await trx
      .deleteFrom('outbox')
      .where('status', '=', 'done')
      .where('created_at', '<', before.deliveredBefore)
      .where('key', 'not like', 'card:%')
      .executeTakeFirst();
    return {
      previews: Number(previews.numDeletedRows),
      receipts: Number(receipts.numDeletedRows),
      answers: Number(answers.numDeletedRows),
      errands: Number(errands.numDeletedRows),
    };
  });
}
