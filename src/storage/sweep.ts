import type { Database } from './database.ts';

/** Removes what nobody can ask for any more, and who it was that downloaded long ago. Cycles, messages and the journal stay for good. */
export async function sweep(
  db: Database,
  before: {
    readonly previewsBefore: number;
    readonly receiptsBefore: number;
    readonly deliveredBefore: number;
    readonly visitorsBefore: number;
    readonly transfersBefore: number;
  },
): Promise<{
  readonly previews: number;
  readonly receipts: number;
  readonly answers: number;
  readonly errands: number;
  readonly visitors: number;
  readonly transfers: number;
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
    // That there was a download stays, with its time: who counts them is answered for good.
    const visitors = await trx
      .updateTable('download')
      .set({ address: null, agent: null, visitor: null })
      .where('share_id', 'is not', null)
      .where('visitor', 'is not', null)
      .where('at', '<', before.visitorsBefore)
      .executeTakeFirst();
    // What still lies in the hub would be found anew; and of each dataset it is known when it was last used.
    const transfers = await trx
      .deleteFrom('transfer')
      .where('ended_at', '<', before.transfersBefore)
      .where(({ or, and, eb }) =>
        or([
          eb('state', '=', 'gone'),
          and([eb('state', '=', 'done'), eb('removed_at', 'is not', null)]),
        ]),
      )
      .where('id', 'not in', (query) =>
        query
          .selectFrom('transfer')
          .select(({ fn }) => fn.max('id').as('last'))
          .where('state', '=', 'done')
          .groupBy('dataset'),
      )
      .executeTakeFirst();
    return {
      previews: Number(previews.numDeletedRows),
      receipts: Number(receipts.numDeletedRows),
      answers: Number(answers.numDeletedRows),
      errands: Number(errands.numDeletedRows),
      visitors: Number(visitors.numUpdatedRows),
      transfers: Number(transfers.numDeletedRows),
    };
  });
}
