import type {
  About,
  Asked,
  Draft,
  DraftFaults,
  ElsewhereFacts,
} from '../../../domain/bucket-order.ts';
import type { GrantWish } from '../../../domain/bucket-request.ts';
import { actorName } from '../../../domain/role.ts';
import { changeRequest, findRequest } from '../../../storage/buckets/requests.ts';
import { pathOfFile } from '../../folder/read-folder.ts';
import type { Holding } from '../../in-force/holding.ts';
import { heldIn, unlessSilent } from '../held.ts';
import type { Asker, RequestNeeds } from '../needs.ts';
import { reviewOf } from '../review.ts';
import { layOf, readDraft } from './draft.ts';
import { type Putting, refused } from './putting.ts';

/** What people ask for: a new dataset, another cloud; and what was returned, mended. */
export interface Asking {
  /** What is wrong with a draft, at once; nothing is kept. */
  check(draft: Draft): Promise<DraftFaults>;
  ask(draft: Draft, asker: Asker, key: string): Promise<Asked>;
  /** The same request once more, after it was returned. */
  mend(about: About, draft: Draft, asker: Asker): Promise<Asked>;
  elsewhere(facts: ElsewhereFacts, asker: Asker, key: string): Promise<Asked>;
}

export function createAsking(needs: RequestNeeds, putting: Putting): Asking {
  const { db, clock, setting, turn } = needs;
  const { ownedBy, put, putGrant, begin, answer, once, today } = putting;

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
        const lay = layOf(holding.files, draft);
        const wish = { ...(await wishOf(draft, drafted.text, asker)), lay };
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

    elsewhere: (facts, asker, key) =>
      once(key, () => put({ what: 'elsewhere', ...facts }, asker, key)),
  };
}
