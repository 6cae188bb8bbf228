import type { BucketAnswer, BucketOrder, Decided } from '../../domain/bucket-order.ts';
import { askToCarryOut } from '../../storage/buckets/request-errands.ts';
import type { Deciding } from './deciding.ts';
import type { RequestNeeds } from './needs.ts';
import type { Asking } from './wishes/asking.ts';
import type { Changing } from './wishes/changing.ts';

/** What is wanted in the chat, where nobody is kept waiting and nothing that was confirmed may be lost. */
export interface Orders {
  /** Durable when it resolves; done soon after, once for each key, and answered where it was wanted. */
  place(order: BucketOrder): Promise<void>;
  /** By the outbox. Undefined where the card says it all. */
  carryOut(order: BucketOrder): Promise<BucketAnswer | undefined>;
}

export function createOrders(
  { db, clock, wake }: Pick<RequestNeeds, 'db' | 'clock' | 'wake'>,
  { ask, mend, change, putUp, elsewhere, approve, withdraw }: Asking & Changing & Deciding,
): Orders {
  return {
    async place(order) {
      await askToCarryOut(db, order, clock.now());
      wake();
    },

    async carryOut({ key, actor, channel, wanted }) {
      const asker = { actor, channel };
      switch (wanted.what) {
        case 'ask':
          return { to: 'a wish', asked: await ask(wanted.draft, asker, key) };
        case 'mend':
          return { to: 'a wish', asked: await mend(wanted.about, wanted.draft, asker) };
        case 'change':
          return { to: 'a wish', asked: await change(wanted.name, wanted.edit, asker, key) };
        case 'put up':
          return { to: 'a wish', asked: await putUp(wanted.name, asker, key) };
        case 'elsewhere':
          return { to: 'a wish', asked: await elsewhere(wanted.facts, asker, key) };
        case 'approve':
          return unlessDone(await approve(wanted.about, wanted.hash, actor));
        case 'withdraw': {
          const said = await withdraw(wanted.about, actor);
          return said.ok ? { to: 'a withdrawal', request: said.request } : unlessDone(said);
        }
      }
    },
  };
}

function unlessDone(refused: Decided): BucketAnswer | undefined {
  return refused.ok ? undefined : { to: 'a word', refused };
}
