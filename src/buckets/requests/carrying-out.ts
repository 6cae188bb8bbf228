import type { BucketRequest, GrantWish } from '../../domain/bucket-request.ts';
import { OutsideError } from '../../operations/ports.ts';
import { putFirstOwner, putInForce } from '../../storage/buckets/in-force.ts';
import {
  askForBucketCard,
  askToTell,
  askToTellOfEnd,
} from '../../storage/buckets/request-errands.ts';
import {
  changeRequest,
  findRequest,
  keptWith,
  listOpenAbout,
} from '../../storage/buckets/requests.ts';
import { appendJournal } from '../../storage/journal.ts';
import { type Applied, applyAll } from '../apply/apply.ts';
import { planOf } from '../apply/plan.ts';
import { GONE } from '../apply/ports.ts';
import { GitError } from '../changes/git.ts';
import type { Author, Proposal, Records } from '../changes/records.ts';
import { shown } from '../grant/fault.ts';
import { bucketOf, type Grant, pathOf } from '../grant/grant.ts';
import { readGrant } from '../grant/read.ts';
import type { Holding } from '../in-force/holding.ts';
import type { RequestNeeds } from './needs.ts';
import { writePlan } from './plan-folder.ts';
import { readProposal } from './proposal.ts';
import { policiesToApply, reviewOf } from './review.ts';
import { takeOut } from './taking-out.ts';
import { lyingOf } from './wishes/draft.ts';

/** What is done for a request afterwards, by the outbox: again and again until it is done, and once in effect. */
export interface CarryingOut {
  /** Where requests are branches, its branch. `link`: where it is shown in the chat. */
  propose(id: number, round: number, link: string | undefined): Promise<void>;
  /** Makes what was approved hold, and puts it into the store. Rejects with OutsideError while that can’t be. */
  apply(id: number, round: number, link: string | undefined): Promise<void>;
}

export function createCarryingOut(needs: RequestNeeds): CarryingOut {
  const { db, clock, setting, turn } = needs;
  const { naming } = setting;

  async function authorOf(by: string, link: string | undefined): Promise<Author> {
    const name = (await needs.people.name(by)) ?? by;
    const email = (await needs.people.email(by)) ?? 'unknown';
    return link === undefined ? { name, email } : { name, email, link };
  }

  async function proposed(
    records: Records,
    request: BucketRequest,
    { kind, name, after: text }: GrantWish,
    link: string | undefined,
  ): Promise<Proposal> {
    const made = await records.propose({ kind, name, text }, await authorOf(request.by, link));
    const { status } = request;
    await changeRequest(db, request, [status], { proposal: JSON.stringify(made) }, clock.now());
    return made;
  }

  /** Still to be done, and about a dataset. */
  async function open(id: number, round: number, status: BucketRequest['status']) {
    const request = await findRequest(db, id);
    if (request === undefined || request.wanted.what !== 'grant') return undefined;
    const current = request.status === status && request.round === round;
    return current ? { request, wish: request.wanted } : undefined;
  }

  /** Says on its card why it is not applied, and has it tried again. */
  async function troubled(request: BucketRequest, says: string): Promise<never> {
    if (request.trouble !== says) {
      await db.transaction().execute(async (trx) => {
        await changeRequest(trx, request, ['approved'], { trouble: says }, clock.now());
        await askForBucketCard(trx, request.id, clock.now());
      });
      needs.wake();
    }
    throw new OutsideError('The store of buckets', 'retry', says);
  }

  /** What was agreed to is not what would be done now: it is shown anew. */
  async function backToReview(request: BucketRequest): Promise<void> {
    const now = clock.now();
    const round = request.round + 1;
    const change = { status: 'to be reviewed', round, dueAt: null, trouble: null } as const;
    await db.transaction().execute(async (trx) => {
      await changeRequest(trx, request, ['approved'], change, now);
      const detail = { request: request.id, round: request.round };
      await appendJournal(trx, { at: now, event: 'bucket changed', actor: 'timer', detail });
      await askForBucketCard(trx, request.id, now);
      // They were told that nobody has to agree, and that it is done now.
      if (request.decisions.length === 0)
        await askToTell(trx, { id: request.id, round }, 'not done', now);
    });
    needs.wake();
  }

  /** Makes it hold. False where something has changed since it was agreed to. */
  async function accept(
    records: Records,
    request: BucketRequest,
    wish: GrantWish,
    link: string | undefined,
  ): Promise<boolean> {
    const holding = await needs.inForce();
    const { takes, before, after } = wish;
    const by = request.decisions.at(-1)?.by ?? request.by;
    const author = await authorOf(by, link);
    if (takes !== undefined) return takeOut(needs, { request, wish, user: takes, author });
    // It holds: what has to follow was broken off, or the store refused it.
    if (lyingOf(holding.agreed, wish) === after) return true;
    const kept = await keptWith(db, request.id);
    // There already: by somebody’s hand, or by a merge whose end was lost.
    const isThere = lyingOf(holding.files, wish) === after;
    if (!isThere && !(await isAgreed(holding, wish, kept.fingerprint))) return false;
    const proposal = readProposal(kept.proposal) ?? (await proposed(records, request, wish, link));
    let accepted = await records.accept(proposal, author);
    if (accepted === 'changed meanwhile') {
      // The file is as it was shown, only the branch is older.
      const anew = await proposed(records, request, wish, link);
      accepted = await records.accept(anew, author);
    }
    if (accepted === 'uncommitted')
      return troubled(
        request,
        `${shown(pathOf(wish))} lies in the folder as somebody has written it and not committed it, and I don’t write over that: commit it or take it away.`,
      );
    if (accepted !== 'accepted') return false;
    const now = clock.now();
    await db.transaction().execute(async (trx) => {
      await putInForce(trx, wish, after, now);
      if (before === null && after !== null) await putFirstOwner(trx, wish, request.by, now);
    });
    return true;
  }

  /** It would change what was shown to whoever agreed, or nobody has to agree. */
  async function isAgreed(
    holding: Holding,
    wish: GrantWish,
    fingerprint: string | undefined,
  ): Promise<boolean> {
    const reviewed = await reviewOf(setting, holding, wish);
    if ('obstacle' in reviewed) return false;
    return fingerprint === undefined
      ? reviewed.review.people === 0
      : fingerprint === reviewed.fingerprint;
  }

  function grantIn({ kind, name }: GrantWish, text: string | null): Grant | undefined {
    const read = readGrant(text ?? '', { kind, fileName: name, naming, isNew: false });
    return 'grant' in read ? read.grant : undefined;
  }

  /** The bucket and the users that this request is about, before and after. */
  function ownOf(wish: GrantWish): ReadonlySet<string> {
    const users = [wish.before, wish.after].flatMap((text) => grantIn(wish, text)?.users ?? []);
    return new Set([bucketOf(naming, wish), ...users]);
  }

  async function putIntoStore(
    grants: readonly Grant[],
    wish: GrantWish,
  ): Promise<readonly Applied[]> {
    const before = grantIn(wish, wish.before);
    const { store } = needs;
    if (store === undefined) {
      await writePlan(needs.planFolder, planOf(setting, grants));
      return [];
    }
    const ended = wish.after === null ? before : undefined;
    return applyAll(policiesToApply(setting, grants, ended), store, before?.users);
  }

  return {
    propose: (id, round, link) =>
      turn(async () => {
        const found = await open(id, round, 'to be reviewed');
        if (found === undefined) return;
        await proposed(await needs.records(), found.request, found.wish, link);
      }),

    apply: (id, round, link) =>
      turn(async () => {
        const found = await open(id, round, 'approved');
        if (found === undefined) return;
        const { request, wish } = found;
        try {
          const holds = await accept(await needs.records(), request, wish, link);
          if (!holds) return await backToReview(request);
        } catch (error) {
          if (!(error instanceof GitError)) throw error;
          needs.log.warn('bucket request not taken into its folder', { id, error: error.message });
          await troubled(request, error.says);
        }
        const { grants } = await needs.inForce();
        const applied = await putIntoStore(grants, wish);
        const failed = applied.filter((one) => 'failed' in one);
        const own = ownOf(wish);
        const stops = failed.filter(({ of, failed }) => own.has(of) && failed !== GONE);
        if (stops.length > 0) await troubled(request, inWords(stops));
        // Whoever has no role any more, and what is another dataset’s affair, holds this one up for nobody.
        const others = failed.filter(({ of }) => !own.has(of));
        if (others.length > 0) needs.log.warn('other buckets not applied', { failed: others });
        const gone = failed.filter(({ of }) => own.has(of));
        const trouble = gone.length === 0 ? null : inWords(gone);
        const now = clock.now();
        await db.transaction().execute(async (trx) => {
          const change = { status: 'applied', trouble, dueAt: null } as const;
          if (!(await changeRequest(trx, request, ['approved'], change, now))) return;
          const did = applied.flatMap((one) => ('did' in one && one.did.length > 0 ? [one] : []));
          const detail = { request: id, round, name: wish.name, deed: wish.deed, did };
          await appendJournal(trx, { at: now, event: 'bucket applied', actor: 'timer', detail });
          for (const one of await listOpenAbout(trx, wish)) await askForBucketCard(trx, one, now);
          await askForBucketCard(trx, id, now);
          await askToTell(trx, request, 'applied', now);
          if (request.dueAt !== undefined) await askToTellOfEnd(trx, request, now);
        });
        needs.wake();
      }),
  };
}

function inWords(failed: readonly { readonly of: string; readonly failed: string }[]): string {
  return failed.map(({ of, failed: says }) => `${of}: ${says}`).join(' ');
}
