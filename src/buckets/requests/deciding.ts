import type { About, Decided } from '../../domain/bucket-order.ts';
import type { BucketDecision, BucketRequest } from '../../domain/bucket-request.ts';
import { type Actor, actorName, mayAct } from '../../domain/role.ts';
import { isOwner } from '../../storage/buckets/in-force.ts';
import {
  askForBucketCard,
  askToApply,
  askToTell,
  askToTellOfEnd,
} from '../../storage/buckets/request-errands.ts';
import {
  addDecision,
  changeRequest,
  findRequest,
  keptWith,
} from '../../storage/buckets/requests.ts';
import { appendJournal } from '../../storage/journal.ts';
import { pathOf } from '../grant/grant.ts';
import { REVIEWERS, type RequestNeeds } from './needs.ts';
import { readProposal } from './proposal.ts';
import { reviewOf } from './review.ts';
import { giveUp } from './withdrawing.ts';

/**
 * What those who look after the buckets say to a request. A key may return one, and agrees to nothing: it has not seen
 * what it confirms.
 */
export interface Deciding {
  /** Holds for exactly what was shown, named by its hash; where it has changed since, it is shown anew. */
  approve(about: About, hash: string, actor: Actor): Promise<Decided>;
  giveBack(about: About, reason: string, actor: Actor): Promise<Decided>;
  /** By whoever asked, whose the dataset is, or those who decide; also while the end of a dataset waits for its day. */
  withdraw(about: About, actor: Actor): Promise<Decided>;
}

export function createDeciding(needs: RequestNeeds): Deciding {
  const { db, clock, setting, turn } = needs;

  /** Whether this actor may decide about it now. */
  async function mayDecide(
    { id, round }: About,
    actor: Actor,
  ): Promise<BucketRequest | Extract<Decided, { ok: false }>> {
    const request = await findRequest(db, id);
    if (request === undefined) return { ok: false, why: 'unknown' };
    if (!mayAct(actor, REVIEWERS)) return { ok: false, why: 'not your role', request };
    if (request.by === actorName(actor)) return { ok: false, why: 'own request', request };
    if (request.status !== 'to be reviewed') return { ok: false, why: 'not now', request };
    if (request.round !== round) return { ok: false, why: 'changed', request };
    return request;
  }

  /** Approved, and nothing of it holds yet: something keeps it from being done. */
  async function isStuck({ wanted, trouble }: BucketRequest): Promise<boolean> {
    if (trouble === undefined || wanted.what !== 'grant' || wanted.takes !== undefined)
      return false;
    const { datasets } = await needs.inForce();
    const held = datasets.find(({ path }) => path === pathOf(wanted));
    return (held?.text ?? null) !== wanted.after;
  }

  async function showAnew(id: number): Promise<void> {
    await askForBucketCard(db, id, clock.now());
    needs.wake();
  }

  async function decided(id: number, more = 0): Promise<Decided> {
    needs.wake();
    const request = await findRequest(db, id);
    return request === undefined ? { ok: false, why: 'unknown' } : { ok: true, request, more };
  }

  return {
    approve: (about, hash, actor) =>
      turn(async () => {
        const request = await mayDecide(about, actor);
        if ('ok' in request) return request;
        const { id, wanted } = request;
        if (actor.kind !== 'person') return { ok: false, why: 'people only', request };
        if (wanted.what === 'elsewhere') return { ok: false, why: 'not now', request };
        const by = actorName(actor);
        const reviewed = await reviewOf(setting, await needs.inForce(), wanted);
        if ('obstacle' in reviewed) {
          await showAnew(id);
          return { ok: false, why: 'obstacle', says: reviewed.obstacle };
        }
        const { review, fingerprint } = reviewed;
        if (review.hash !== hash) {
          await showAnew(id);
          return { ok: false, why: 'changed', request };
        }
        const agreed = new Set(
          request.decisions.filter((one) => one.hash === hash).map((one) => one.by),
        );
        if (agreed.has(by)) return { ok: false, why: 'twice', request };
        const more = Math.max(0, review.people - agreed.size - 1);
        const now = clock.now();
        const ends = wanted.after === null;
        const dueAt = new Date(now.getTime() + (ends ? needs.grace : 0));
        await db.transaction().execute(async (trx) => {
          await addDecision(trx, request, { by, verdict: 'approved', hash, at: now });
          await appendJournal(trx, {
            at: now,
            event: 'bucket approved',
            actor: by,
            detail: {
              request: id,
              round: request.round,
              name: wanted.name,
              hash,
              fingerprint,
              more,
            },
          });
          if (more === 0) {
            const change = { status: 'approved', fingerprint, ...(ends ? { dueAt } : {}) } as const;
            await changeRequest(trx, request, ['to be reviewed'], change, now);
            await askToApply(trx, request, now, dueAt);
            if (ends) await askToTellOfEnd(trx, request, now);
          }
          await askForBucketCard(trx, id, now);
        });
        return decided(id, more);
      }),

    giveBack: (about, reason, actor) =>
      turn(async () => {
        const request = await mayDecide(about, actor);
        if ('ok' in request) return request;
        const elsewhere = request.wanted.what === 'elsewhere';
        const verdict: BucketDecision['verdict'] = elsewhere ? 'answered' : 'returned';
        const by = actorName(actor);
        const now = clock.now();
        await db.transaction().execute(async (trx) => {
          await addDecision(trx, request, { by, verdict, hash: '', reason, at: now });
          await changeRequest(trx, request, ['to be reviewed'], { status: verdict }, now);
          const detail = { request: request.id, round: request.round, reason };
          await appendJournal(trx, { at: now, event: `bucket ${verdict}`, actor: by, detail });
          await askForBucketCard(trx, request.id, now);
          await askToTell(trx, request, verdict, now);
        });
        return decided(request.id);
      }),

    withdraw: ({ id, round }, actor) =>
      turn(async () => {
        const request = await findRequest(db, id);
        if (request === undefined) return { ok: false, why: 'unknown' };
        const by = actorName(actor);
        const { wanted } = request;
        const may =
          request.by === by ||
          mayAct(actor, REVIEWERS) ||
          (wanted.what === 'grant' && (await isOwner(db, wanted, by)));
        if (!may) return { ok: false, why: 'not your role', request };
        const now = clock.now();
        const { dueAt, status } = request;
        const waits =
          status === 'approved' && (dueAt === undefined ? await isStuck(request) : dueAt > now);
        if (request.round !== round || !(waits || ['to be reviewed', 'returned'].includes(status)))
          return { ok: false, why: 'not now', request };
        await db.transaction().execute((trx) => giveUp(trx, request, by, now));
        const proposal = readProposal((await keptWith(db, id)).proposal);
        if (proposal !== undefined) await (await needs.records()).withdraw(proposal);
        return decided(id);
      }),
  };
}
