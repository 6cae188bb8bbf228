import type { Named } from '../../domain/bucket-order.ts';
import type { BucketRequest, GrantWish } from '../../domain/bucket-request.ts';
import { OutsideError } from '../../operations/ports.ts';
import { putInForce } from '../../storage/buckets/in-force.ts';
import {
  askForBucketCard,
  askToPropose,
  askToTell,
} from '../../storage/buckets/request-errands.ts';
import {
  addDecision,
  changeRequest,
  findOpenRequest,
  findRequest,
  keptWith,
} from '../../storage/buckets/requests.ts';
import type { Database } from '../../storage/database.ts';
import type { Author } from '../changes/records.ts';
import { pathOf } from '../grant/grant.ts';
import { readGrant } from '../grant/read.ts';
import type { RequestNeeds } from './needs.ts';
import { reviewOf } from './review.ts';
import { layOf, lyingOf } from './wishes/draft.ts';
import { textWithout } from './wishes/edit.ts';

interface TakenOut {
  readonly request: BucketRequest;
  readonly wish: GrantWish;
  readonly user: string;
  readonly author: Author;
}

/**
 * Takes somebody out of whatever holds now, and out of the file where that can be read. It waits for nobody: what else
 * is asked for about this dataset goes on without them, or back to whoever asked. False where it can’t be done: nobody
 * would be left by now.
 */
export async function takeOut(needs: RequestNeeds, taken: TakenOut): Promise<boolean> {
  const { db, clock } = needs;
  const { wish, user, author } = taken;
  const { kind, name } = wish;
  const holding = await needs.inForce();
  const held = holding.datasets.find(({ path }) => path === pathOf(wish));
  // The dataset has ended meanwhile; or this was done, and its end was lost.
  if (held === undefined || !held.grant.users.includes(user)) return true;
  const left = textWithout(held, user);
  if ('refused' in left) return false;
  const { text: holds } = left;
  const lying = lyingOf(holding.files, wish);
  const text = typeof lying === 'string' ? without(needs, wish, lying, user) : undefined;
  let lies = layOf(holding.files, wish);
  const lay = lies;
  if (text !== undefined && text !== lying) {
    const records = await needs.records();
    const proposal = await records.propose({ kind, name, text }, author);
    const accepted = await records.accept(proposal, author);
    // Whoever is out is out: a file that nobody has committed is told of as any other that says more than what holds.
    if (accepted === 'uncommitted') await records.withdraw(proposal);
    if (accepted === 'accepted') lies = text;
    if (accepted === 'changed meanwhile')
      throw new OutsideError('The folder of requests', 'retry', `${held.path} is being changed.`);
  }
  const now = clock.now();
  const pending = await findOpenRequest(db, wish);
  await db.transaction().execute(async (trx) => {
    await putInForce(trx, wish, holds, now);
    if (pending?.wanted.what !== 'grant') return;
    const { wanted } = pending;
    const after = wanted.after && without(needs, wish, wanted.after, user);
    if (after === undefined || after === holds) await goesBack(trx, pending, taken, now);
    else {
      const anew = wanted.lay === lay ? lies : wanted.lay;
      await goesOn(trx, pending, { ...wanted, before: holds, after, lay: anew }, now);
    }
  });
  if (pending?.status === 'approved') await stillAgreed(needs, pending.id);
  return true;
}

/** As it is where they are not in it; undefined where that is no file, or nobody would be left in it. */
function without(
  { setting: { naming } }: Pick<RequestNeeds, 'setting'>,
  { kind, name }: Named,
  text: string,
  user: string,
): string | undefined {
  const read = readGrant(text, { kind, fileName: name, naming, isNew: false });
  if (!('grant' in read)) return undefined;
  const { grant } = read;
  if (!grant.users.includes(user)) return text;
  const left = textWithout({ text, grant }, user);
  return 'refused' in left ? undefined : left.text;
}

/** It is shown anew as it is now, with a branch of its own; what was approved stays so, for one fewer. */
async function goesOn(
  db: Database,
  pending: BucketRequest,
  wanted: GrantWish,
  now: Date,
): Promise<void> {
  const { status, round } = pending;
  const next = status === 'to be reviewed' ? round + 1 : round;
  const change = { wanted, proposal: null, round: next };
  await changeRequest(db, pending, [status], change, now);
  if (next > round) await askToPropose(db, { id: pending.id, round: next }, now);
  await askForBucketCard(db, pending.id, now);
}

async function goesBack(
  db: Database,
  pending: BucketRequest,
  { request, user }: TakenOut,
  now: Date,
): Promise<void> {
  const reason = `${user} was taken out meanwhile (request ${request.id}), so nothing is left of it to be done.`;
  const verdict = { by: request.by, verdict: 'returned', hash: '', reason, at: now } as const;
  await addDecision(db, pending, verdict);
  await changeRequest(db, pending, [pending.status], { status: 'returned', proposal: null }, now);
  await askForBucketCard(db, pending.id, now);
  await askToTell(db, pending, 'returned', now);
}

/** What was approved is less than was shown: the same without somebody. */
async function stillAgreed(needs: RequestNeeds, id: number): Promise<void> {
  const { db, setting, clock } = needs;
  const request = await findRequest(db, id);
  if (request?.wanted.what !== 'grant' || request.status !== 'approved') return;
  const reviewed = await reviewOf(setting, await needs.inForce(), request.wanted);
  if ('obstacle' in reviewed || (await keptWith(db, id)).fingerprint === undefined) return;
  const { fingerprint } = reviewed;
  await changeRequest(db, request, ['approved'], { fingerprint }, clock.now());
}
