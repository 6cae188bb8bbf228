import type { Asked, Named } from '../../../domain/bucket-order.ts';
import type {
  BucketRequest,
  BucketReview,
  BucketWish,
  GrantWish,
} from '../../../domain/bucket-request.ts';
import { actorName, mayAct } from '../../../domain/role.ts';
import { isOwner } from '../../../storage/buckets/in-force.ts';
import {
  askForBucketCard,
  askToApply,
  askToPropose,
} from '../../../storage/buckets/request-errands.ts';
import {
  changeRequest,
  findOpenRequest,
  findRequest,
  findRequestByKey,
  insertRequest,
} from '../../../storage/buckets/requests.ts';
import { appendJournal } from '../../../storage/journal.ts';
import type { Holding } from '../../in-force/holding.ts';
import { type Asker, REVIEWERS, type RequestNeeds } from '../needs.ts';
import { reviewOf } from '../review.ts';
import { giveUp } from '../withdrawing.ts';
import { layOf } from './draft.ts';

/** How a wish is kept, and put to whoever has to agree. */
export interface Putting {
  /** Data engineering, and whoever the dataset is. */
  ownedBy(asker: Asker, dataset: Named): Promise<boolean>;
  put(wanted: BucketWish, asker: Asker, key: string): Promise<Asked>;
  /** The same for a dataset: what it would change is looked at first. */
  putGrant(holding: Holding, wish: GrantWish, asker: Asker, key: string): Promise<Asked>;
  /** Within the transaction that keeps it: its card, and its branch, or that it is done where nobody has to agree. */
  begin(
    trx: RequestNeeds['db'],
    request: Pick<BucketRequest, 'id' | 'round'>,
    wanted: BucketWish,
    actor: string,
    now: Date,
    review: BucketReview | undefined,
  ): Promise<void>;
  answer(id: number, review?: BucketReview): Promise<Asked>;
  /** The same command or dialog, delivered again. */
  once(key: string, run: () => Promise<Asked>): Promise<Asked>;
  /** As in 2027-03-31. */
  today(): string;
}

export function createPutting(needs: RequestNeeds): Putting {
  const { db, clock, setting, turn } = needs;

  async function ownedBy({ actor }: Asker, dataset: Named): Promise<boolean> {
    return mayAct(actor, REVIEWERS) || (await isOwner(db, dataset, actorName(actor)));
  }

  /** Of a request that is in the way of another: as its card lets people withdraw it, and they have not its card. */
  async function mayEnd({ by, wanted, status, dueAt, trouble }: BucketRequest, asker: Asker) {
    const waits = status === 'to be reviewed' || dueAt !== undefined || trouble !== undefined;
    const theirs = by === actorName(asker.actor);
    return waits && (theirs || (wanted.what === 'grant' && (await ownedBy(asker, wanted))));
  }

  /** Puts it to whoever has to agree, or has it applied where nobody has to. */
  async function put(wanted: BucketWish, asker: Asker, key: string, review?: BucketReview) {
    const now = clock.now();
    const by = actorName(asker.actor);
    const id = await db.transaction().execute(async (trx) => {
      if (wanted.what === 'grant' && wanted.takes === undefined) {
        const before = await findOpenRequest(trx, wanted); // one that was returned
        if (before !== undefined) await giveUp(trx, before, by, now);
      }
      const { channel } = asker;
      const made = await insertRequest(trx, { wanted, by, channel, key }, now);
      await begin(trx, { id: made, round: 1 }, wanted, by, now, review);
      return made;
    });
    return answer(id, review);
  }

  async function begin(
    trx: typeof db,
    request: Pick<BucketRequest, 'id' | 'round'>,
    wanted: BucketWish,
    actor: string,
    now: Date,
    review: BucketReview | undefined,
  ): Promise<void> {
    const detail = { request: request.id, round: request.round, wanted, hash: review?.hash };
    await appendJournal(trx, { at: now, event: 'bucket requested', actor, detail });
    await askForBucketCard(trx, request.id, now);
    if (wanted.what === 'elsewhere') return;
    if (review?.people !== 0) return askToPropose(trx, request, now);
    await changeRequest(trx, request, ['to be reviewed'], { status: 'approved' }, now);
    await askToApply(trx, request, now);
  }

  async function answer(id: number, review?: BucketReview): Promise<Asked> {
    needs.wake();
    const request = await findRequest(db, id);
    if (request === undefined) throw new Error(`Bucket request ${id} was not kept.`);
    return { ok: true, request, ...(review === undefined ? {} : { review }) };
  }

  async function putGrant(
    holding: Holding,
    given: GrantWish,
    asker: Asker,
    key: string,
  ): Promise<Asked> {
    const wish = { ...given, lay: layOf(holding.files, given) };
    const open = wish.takes === undefined ? await findOpenRequest(db, wish) : undefined;
    if (open !== undefined && open.status !== 'returned')
      return { ok: false, why: 'under way', request: open, mayWithdraw: await mayEnd(open, asker) };
    const reviewed = await reviewOf(setting, holding, wish);
    if ('obstacle' in reviewed) return refused(reviewed.obstacle);
    return put(wish, asker, key, reviewed.review);
  }

  /** The same command or dialog, delivered again. */
  async function once(key: string, run: () => Promise<Asked>): Promise<Asked> {
    return turn(async () => {
      const before = await findRequestByKey(db, key);
      return before === undefined ? run() : { ok: true, request: before };
    });
  }

  const today = (): string => clock.now().toISOString().slice(0, 10);
  return { ownedBy, put, putGrant, begin, answer, once, today };
}

export const refused = (says: string): Asked => ({ ok: false, why: 'refused', says });
