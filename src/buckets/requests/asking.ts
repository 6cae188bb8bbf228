import type {
  About,
  Asked,
  Draft,
  DraftFaults,
  Edit,
  ElsewhereFacts,
} from '../../domain/bucket-order.ts';
import type {
  BucketRequest,
  BucketReview,
  BucketWish,
  GrantWish,
} from '../../domain/bucket-request.ts';
import { actorName, mayAct } from '../../domain/role.ts';
import {
  askForBucketCard,
  askToApply,
  askToPropose,
} from '../../storage/buckets/request-errands.ts';
import {
  changeRequest,
  findOpenRequest,
  findRequest,
  findRequestByKey,
  hasAsked,
  insertRequest,
} from '../../storage/buckets/requests.ts';
import { appendJournal } from '../../storage/journal.ts';
import { readAll } from '../folder/reading.ts';
import { rewriteGrant } from '../grant/write.ts';
import { readDraft } from './draft.ts';
import { edited } from './edit.ts';
import { heldIn } from './held.ts';
import { type Asker, REVIEWERS, type RequestNeeds } from './needs.ts';
import { reviewOf } from './review.ts';

/** What people ask for: a new dataset, a change in one line, another cloud; and what they take back. */
export interface Asking {
  /** What is wrong with a draft, at once; nothing is kept. */
  check(draft: Draft): Promise<DraftFaults>;
  ask(draft: Draft, asker: Asker, key: string): Promise<Asked>;
  /** The same request once more, after it was returned. */
  mend(about: About, draft: Draft, asker: Asker): Promise<Asked>;
  change(name: string, edit: Edit, asker: Asker, key: string): Promise<Asked>;
  elsewhere(facts: ElsewhereFacts, asker: Asker, key: string): Promise<Asked>;
}

export function createAsking(needs: RequestNeeds): Asking {
  const { db, clock, setting, turn } = needs;

  async function ownedBy({ actor }: Asker, dataset: Pick<GrantWish, 'kind' | 'name'>) {
    return mayAct(actor, REVIEWERS) || (await hasAsked(db, dataset, actorName(actor)));
  }

  const today = (): string => clock.now().toISOString().slice(0, 10);

  /** Puts it to whoever has to agree, or has it applied where nobody has to. */
  async function put(wanted: BucketWish, asker: Asker, key: string, review?: BucketReview) {
    const now = clock.now();
    const by = actorName(asker.actor);
    const id = await db.transaction().execute(async (trx) => {
      if (wanted.what === 'grant') {
        const before = await findOpenRequest(trx, wanted); // one that was returned, and is given up by this
        if (before !== undefined)
          await changeRequest(trx, before, ['returned'], { status: 'withdrawn' }, now);
        if (before !== undefined) await askForBucketCard(trx, before.id, now);
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

  async function putGrant(wish: GrantWish, asker: Asker, key: string): Promise<Asked> {
    const open = await findOpenRequest(db, wish);
    if (open !== undefined && open.status !== 'returned')
      return { ok: false, why: 'under way', request: open };
    const files = await (await needs.records()).files();
    const reviewed = await reviewOf(setting, files, wish);
    if ('obstacle' in reviewed) return { ok: false, why: 'refused', says: reviewed.obstacle };
    return put(wish, asker, key, reviewed.review);
  }

  /** The same command or dialog, delivered again. */
  async function once(key: string, run: () => Promise<Asked>): Promise<Asked> {
    return turn(async () => {
      const before = await findRequestByKey(db, key);
      return before === undefined ? run() : { ok: true, request: before };
    });
  }

  async function read(draft: Draft) {
    const files = await (await needs.records()).files();
    return readDraft(draft, { naming: setting.naming, files, today: today() });
  }

  async function wishOf(draft: Draft, text: string, asker: Asker): Promise<GrantWish> {
    const { kind, name } = draft;
    const byOwner = await ownedBy(asker, draft);
    return { what: 'grant', kind, name, before: null, after: text, deed: 'is new', byOwner };
  }

  return {
    async check(draft) {
      const drafted = await read(draft);
      return drafted.ok ? {} : drafted.faults;
    },

    ask: (draft, asker, key) =>
      once(key, async () => {
        const drafted = await read(draft);
        if (!drafted.ok) return { ok: false, why: 'faults', faults: drafted.faults };
        return putGrant(await wishOf(draft, drafted.text, asker), asker, key);
      }),

    mend: ({ id, round }, draft, asker) =>
      turn(async () => {
        const request = await findRequest(db, id);
        const own = request?.by === actorName(asker.actor);
        // The same again, after its answer was lost.
        if (own && request.round > round) return { ok: true, request };
        if (!own || request.status !== 'returned' || request.round !== round)
          return { ok: false, why: 'refused', says: 'It is not waiting to be mended any more.' };
        const { wanted } = request;
        if (wanted.what !== 'grant' || wanted.kind !== draft.kind || wanted.name !== draft.name)
          return {
            ok: false,
            why: 'faults',
            faults: {
              name: `Request ${id} is about ${wanted.name}: for another dataset, type /bucket request.`,
            },
          };
        const drafted = await read(draft);
        if (!drafted.ok) return { ok: false, why: 'faults', faults: drafted.faults };
        const wish = await wishOf(draft, drafted.text, asker);
        const files = await (await needs.records()).files();
        const reviewed = await reviewOf(setting, files, wish);
        if ('obstacle' in reviewed) return { ok: false, why: 'refused', says: reviewed.obstacle };
        const now = clock.now();
        const next = { id, round: request.round + 1 };
        await db.transaction().execute(async (trx) => {
          const change = { status: 'to be reviewed', wanted: wish, round: next.round } as const;
          if (await changeRequest(trx, request, ['returned'], change, now))
            await begin(trx, next, wish, request.by, now, reviewed.review);
        });
        return answer(id, reviewed.review);
      }),

    change: (name, edit, asker, key) =>
      once(key, async () => {
        const files = await (await needs.records()).files();
        const { good, aside } = readAll(files, { naming: setting.naming });
        const found = good.find(({ grant }) => grant.name === name);
        if (found === undefined) {
          const set = aside.find(({ path }) => path.endsWith(`/${name}.yaml`));
          const says =
            set === undefined
              ? `There is no dataset \`${name.slice(0, 80)}\`. \`/bucket list\` shows all of them.`
              : `${set.path} is set aside. Line ${set.faults[0]?.line ?? 1}: ${set.faults[0]?.says ?? ''}`;
          return { ok: false, why: 'refused', says };
        }
        const { grant, text } = found;
        const made = edited(grant, edit, today());
        if ('refused' in made) return { ok: false, why: 'refused', says: made.refused };
        const after = made.after && rewriteGrant(text, grant, made.after);
        const { kind } = grant;
        const byOwner = await ownedBy(asker, grant);
        const held = after === null ? await heldIn(needs, grant) : undefined;
        const { deed } = made;
        const wish: GrantWish = { what: 'grant', kind, name, before: text, after, deed, byOwner };
        return putGrant(held === undefined ? wish : { ...wish, held }, asker, key);
      }),

    elsewhere: (facts, asker, key) =>
      once(key, () => put({ what: 'elsewhere', ...facts }, asker, key)),
  };
}
