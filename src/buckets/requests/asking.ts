import type {
  About,
  Asked,
  Draft,
  DraftFaults,
  Edit,
  ElsewhereFacts,
  Named,
} from '../../domain/bucket-order.ts';
import type {
  BucketRequest,
  BucketReview,
  BucketWish,
  GrantWish,
} from '../../domain/bucket-request.ts';
import type { FileNews } from '../../domain/bucket-upkeep.ts';
import { actorName, mayAct } from '../../domain/role.ts';
import { isOwner } from '../../storage/buckets/in-force.ts';
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
  insertRequest,
  listOpenRequests,
} from '../../storage/buckets/requests.ts';
import { appendJournal } from '../../storage/journal.ts';
import { pathOfFile } from '../folder/read-folder.ts';
import type { GoodFile } from '../folder/reading.ts';
import { folderOf, type Naming, pathOf } from '../grant/grant.ts';
import { readGrant } from '../grant/read.ts';
import { rewriteGrant } from '../grant/write.ts';
import type { Holding } from '../in-force/holding.ts';
import { lyingOf, readDraft } from './draft.ts';
import { edited } from './edit.ts';
import { heldIn, unlessSilent } from './held.ts';
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
  /** What somebody has changed in the folder by hand, so that it is reviewed. */
  putUp(name: string, asker: Asker, key: string): Promise<Asked>;
  elsewhere(facts: ElsewhereFacts, asker: Asker, key: string): Promise<Asked>;
}

export function createAsking(needs: RequestNeeds): Asking {
  const { db, clock, setting, turn } = needs;

  async function ownedBy({ actor }: Asker, dataset: Named): Promise<boolean> {
    return mayAct(actor, REVIEWERS) || (await isOwner(db, dataset, actorName(actor)));
  }

  const today = (): string => clock.now().toISOString().slice(0, 10);

  /** Puts it to whoever has to agree, or has it applied where nobody has to. */
  async function put(wanted: BucketWish, asker: Asker, key: string, review?: BucketReview) {
    const now = clock.now();
    const by = actorName(asker.actor);
    const id = await db.transaction().execute(async (trx) => {
      if (wanted.what === 'grant' && wanted.takes === undefined) {
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

  async function putGrant(
    holding: Holding,
    wish: GrantWish,
    asker: Asker,
    key: string,
  ): Promise<Asked> {
    const open = wish.takes === undefined ? await findOpenRequest(db, wish) : undefined;
    if (open !== undefined && open.status !== 'returned')
      return { ok: false, why: 'under way', request: open };
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

  function read(draft: Draft, { agreed, files }: Holding) {
    const taken = new Set(agreed.map(pathOfFile));
    const all = [...agreed, ...files.filter((file) => !taken.has(pathOfFile(file)))];
    return readDraft(draft, { naming: setting.naming, files: all, today: today() });
  }

  async function wishOf(draft: Draft, text: string, asker: Asker): Promise<GrantWish> {
    const { kind, name } = draft;
    const byOwner = await ownedBy(asker, draft);
    const wish = { what: 'grant', kind, name, before: null, after: text, deed: 'is new' } as const;
    // Whoever is let in sees what lies there already.
    const held = await heldIn(needs, draft).catch(unlessSilent);
    return { ...wish, byOwner, ...(held === undefined || held.objects === 0 ? {} : { held }) };
  }

  /** Those who are being taken out already. */
  async function leaving(dataset: Named): Promise<ReadonlySet<string | undefined>> {
    const open = await listOpenRequests(db);
    return new Set(
      open.flatMap(({ wanted, status }) =>
        status === 'approved' && wanted.what === 'grant' && pathOf(wanted) === pathOf(dataset)
          ? [wanted.takes]
          : [],
      ),
    );
  }

  return {
    async check(draft) {
      const drafted = read(draft, await needs.inForce());
      return drafted.ok ? {} : drafted.faults;
    },

    ask: (draft, asker, key) =>
      once(key, async () => {
        const holding = await needs.inForce();
        const drafted = read(draft, holding);
        if (!drafted.ok) return { ok: false, why: 'faults', faults: drafted.faults };
        return putGrant(holding, await wishOf(draft, drafted.text, asker), asker, key);
      }),

    mend: ({ id, round }, draft, asker) =>
      turn(async () => {
        const request = await findRequest(db, id);
        const own = request?.by === actorName(asker.actor);
        // The same again, after its answer was lost.
        if (own && request.round > round) return { ok: true, request };
        if (!own || request.status !== 'returned' || request.round !== round)
          return refused('It is not waiting to be mended any more.');
        const { wanted } = request;
        if (wanted.what !== 'grant' || wanted.kind !== draft.kind || wanted.name !== draft.name)
          return {
            ok: false,
            why: 'faults',
            faults: {
              name: `Request ${id} is about ${wanted.name}: for another dataset, type /bucket request.`,
            },
          };
        const holding = await needs.inForce();
        const drafted = read(draft, holding);
        if (!drafted.ok) return { ok: false, why: 'faults', faults: drafted.faults };
        const wish = await wishOf(draft, drafted.text, asker);
        const reviewed = await reviewOf(setting, holding, wish);
        if ('obstacle' in reviewed) return refused(reviewed.obstacle);
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
        const holding = await needs.inForce();
        const held = holding.datasets.find(({ grant }) => grant.name === name);
        const news = newsOf(holding, name, held);
        if (held === undefined) return refused(notThere(name, news));
        const takes = edit.verb === 'remove-user' ? edit.user : undefined;
        if (news?.why === 'set aside' && takes === undefined && edit.verb !== 'remove')
          return refused(asideWords(news));
        // What somebody has written by hand is changed with it, and shown; who is taken out leaves what holds.
        const file = takes === undefined ? lyingOf(holding.files, held.grant) : null;
        const base =
          typeof file === 'string' ? readFile(setting.naming, held.grant, file) : undefined;
        const { grant, text } = base ?? held;
        const gone = takes === undefined ? new Set() : await leaving(grant);
        const users = grant.users.filter((user) => !gone.has(user));
        const made = edited({ ...grant, users }, edit, today());
        if ('refused' in made) return refused(made.refused);
        const after = made.after && rewriteGrant(text, grant, made.after);
        const { kind } = grant;
        const wish: GrantWish = {
          ...{ what: 'grant', kind, name, before: held.text, after, deed: made.deed },
          byOwner: await ownedBy(asker, grant),
          ...(takes === undefined ? {} : { takes }),
        };
        const lies = after === null ? await heldIn(needs, grant) : undefined;
        return putGrant(holding, lies === undefined ? wish : { ...wish, held: lies }, asker, key);
      }),

    putUp: (name, asker, key) =>
      once(key, async () => {
        const holding = await needs.inForce();
        const held = holding.datasets.find(({ grant }) => grant.name === name);
        const news = newsOf(holding, name, held);
        if (news?.why === 'set aside') return refused(asideWords(news));
        if (news?.why !== 'by hand' && news?.why !== 'taken out')
          return refused(
            held === undefined
              ? notThere(name, news)
              : `Nothing was changed by hand in the file of \`${name}\`.`,
          );
        const kind = news.path.startsWith(folderOf('push')) ? 'push' : 'pull';
        const lying = lyingOf(holding.files, { kind, name });
        const after = typeof lying === 'string' ? lying : null;
        const byOwner = await ownedBy(asker, { kind, name });
        const lies = await heldIn(needs, { kind, name }).catch(unlessSilent);
        const wish: GrantWish = {
          ...{ what: 'grant', kind, name, before: held?.text ?? null, after, byOwner },
          deed: 'was made by hand in the folder',
          ...(lies === undefined || (after !== null && held !== undefined) ? {} : { held: lies }),
        };
        return putGrant(holding, wish, asker, key);
      }),

    elsewhere: (facts, asker, key) =>
      once(key, () => put({ what: 'elsewhere', ...facts }, asker, key)),
  };
}

const refused = (says: string): Asked => ({ ok: false, why: 'refused', says });

function newsOf({ news }: Holding, name: string, held: GoodFile | undefined): FileNews | undefined {
  return news.find(({ path }) =>
    held === undefined ? path.endsWith(`/${name}.yaml`) : path === held.path,
  );
}

function notThere(name: string, news: FileNews | undefined): string {
  if (news?.why === 'set aside') return asideWords(news);
  return news?.why === 'by hand'
    ? `${news.path} was put there by hand, and nobody has agreed to it: \`/bucket review ${name}\` has it reviewed.`
    : `There is no dataset \`${name.slice(0, 80)}\`. \`/bucket list\` shows all of them.`;
}

function asideWords({ path, line, says }: FileNews): string {
  return `${path} is set aside. Line ${line}: ${says}`;
}

/** A file as it lies, where it is one that can be changed. */
function readFile(naming: Naming, { kind, name }: Named, text: string) {
  const read = readGrant(text, { kind, fileName: name, naming, isNew: false });
  return 'grant' in read ? { grant: read.grant, text } : undefined;
}
