import type { FileNews } from '../../domain/bucket-file.ts';
import type { Draft } from '../../domain/bucket-order.ts';
import type {
  AccessRow,
  BucketCard,
  BucketNews,
  BucketNewsKind,
  BucketRequest,
  BucketUsage,
  Held,
} from '../../domain/bucket-request.ts';
import type { BucketStanding } from '../../domain/bucket-upkeep.ts';
import { actorName, mayAct } from '../../domain/role.ts';
import type { Random } from '../../operations/ports.ts';
import { isOwner } from '../../storage/buckets/in-force.ts';
import { findOpenRequest, findRequest, listOpenRequests } from '../../storage/buckets/requests.ts';
import { planOf } from '../apply/plan.ts';
import type { GoodFile } from '../folder/reading.ts';
import { expiryOf, type Grant, pathOf, pullBucketOf } from '../grant/grant.ts';
import { tryDelivery } from '../trial/delivery.ts';
import { roundTrip } from '../trial/round-trip.ts';
import type { Trial } from '../trial/trial.ts';
import type { Upkeep } from '../upkeep/upkeep.ts';
import { heldIn, unlessSilent } from './held.ts';
import { type Asker, REVIEWERS, type RequestNeeds } from './needs.ts';
import { accessOf, reviewOf } from './review.ts';
import { usageOf } from './usage.ts';
import { draftOf } from './wishes/draft.ts';

const MOST_SHOWN = 10_000; // objects that are counted for a look

/** A dataset as it holds now. */
export interface DatasetNow {
  readonly kind: Grant['kind'];
  readonly name: string;
  readonly users: readonly string[];
  readonly paperwork: readonly string[];
  readonly expires?: string | undefined; // 2027-03-31
  readonly usage: BucketUsage;
  readonly access: readonly AccessRow[];
  readonly open?: BucketRequest | undefined;
  readonly standing: BucketStanding;
  /** What is worth knowing of its file, and stops nothing. */
  readonly remarks: readonly string[];
  /** Where its file is not what holds. */
  readonly news: readonly FileNews[];
  /** What lies there now; absent where nobody can look from here, or the store does not answer. */
  readonly held?: Held | undefined;
}

export interface Listed {
  readonly datasets: readonly Pick<
    DatasetNow,
    'kind' | 'name' | 'users' | 'expires' | 'standing' | 'remarks'
  >[];
  /** Files that are not what holds. */
  readonly news: readonly FileNews[];
  readonly requests: readonly BucketRequest[];
}

export type Tried =
  | { readonly ok: true; readonly trial: Trial; readonly target?: BucketUsage['target'] }
  | { readonly ok: false; readonly why: 'unknown' | 'no store' | 'not yours' };

/** What is granted, what is under way, and whether it works. */
export interface Looking {
  card(id: number): Promise<BucketCard | undefined>;
  news(id: number, about: BucketNewsKind): Promise<BucketNews | undefined>;
  list(): Promise<Listed>;
  dataset(name: string): Promise<DatasetNow | undefined>;
  /** What was asked for in a request, to be mended. */
  draft(id: number): Promise<Draft | undefined>;
  /** What holds, without users whose role is gone. */
  grants(): Promise<readonly Grant[]>;
  /** What a dataset is now, to be changed in the dialog. */
  filledIn(name: string): Promise<Draft | undefined>;
  /** Everything as files, by path: for a deployment tool. */
  plan(): Promise<ReadonlyMap<string, string>>;
  /**
   * A file put where users put theirs, and read where it is to be: at the target of a push dataset. For whoever asked for
   * the dataset, and for those who look after the buckets.
   */
  testFile(name: string, asker: Pick<Asker, 'actor'>): Promise<Tried>;
}

export function createLooking(
  needs: RequestNeeds & { readonly random: Pick<Random, 'id'> } & Pick<Upkeep, 'standings'>,
): Looking {
  const { db, setting } = needs;
  const { naming } = setting;

  async function find(name: string) {
    const { datasets, grants, news } = await needs.inForce();
    const found = datasets.find((one) => one.grant.name === name);
    const grant = grants.find((one) => one.name === name);
    if (found === undefined || grant === undefined) return undefined;
    const { path } = found;
    const remarks = remarksOf(found);
    return { grant, grants, remarks, news: news.filter((one) => one.path === path) };
  }

  async function card(id: number): Promise<BucketCard | undefined> {
    const request = await findRequest(db, id);
    if (request === undefined) return undefined;
    const { wanted, status } = request;
    if (wanted.what === 'elsewhere' || !['to be reviewed', 'approved'].includes(status))
      return { request };
    const reviewed = await reviewOf(setting, await needs.inForce(), wanted);
    if ('review' in reviewed) return { request, review: reviewed.review };
    // Of what is approved some may be done by now, and is no obstacle.
    return status === 'approved'
      ? { request }
      : { request: { ...request, trouble: reviewed.obstacle } };
  }

  return {
    card,

    async news(id, about) {
      const request = await findRequest(db, id);
      if (request === undefined) return undefined;
      if (about === 'not done') return { about, request: (await card(id))?.request ?? request };
      if (about !== 'applied') return { about, request };
      const found = await find(request.wanted.name);
      if (found === undefined) return { about, request };
      return { about, request, usage: usageOf(setting, found.grant, needs.store !== undefined) };
    },

    async list() {
      const { datasets, news } = await needs.inForce();
      const standings = await needs.standings();
      return {
        datasets: datasets.flatMap((file) => {
          const { path } = file;
          const { kind, name, users, paperwork } = file.grant;
          const standing = standings.get(path);
          const expires = expiryOf({ paperwork });
          const its = { kind, name, users, expires, remarks: remarksOf(file) };
          return standing === undefined ? [] : [{ ...its, standing }];
        }),
        news,
        requests: await listOpenRequests(db),
      };
    },

    async dataset(name) {
      const found = await find(name);
      const standing = found && (await needs.standings()).get(pathOf(found.grant));
      if (found === undefined || standing === undefined) return undefined;
      const { kind, users, paperwork } = found.grant;
      return {
        standing,
        remarks: found.remarks,
        news: found.news,
        held: await heldIn(needs, found.grant, MOST_SHOWN).catch(unlessSilent),
        kind,
        name,
        users,
        paperwork,
        expires: expiryOf({ paperwork }),
        usage: usageOf(setting, found.grant, needs.store !== undefined),
        access: await accessOf(setting, found.grant, found.grants),
        open: await findOpenRequest(db, found.grant),
      };
    },

    async draft(id) {
      const request = await findRequest(db, id);
      if (request?.wanted.what !== 'grant' || request.wanted.before !== null) return undefined;
      return draftOf(request.wanted, naming);
    },

    grants: async () => (await needs.inForce()).grants,

    async filledIn(name) {
      const { datasets } = await needs.inForce();
      const found = datasets.find(({ grant }) => grant.name === name);
      return found && draftOf({ ...found.grant, after: found.text }, naming);
    },

    async plan() {
      return planOf(setting, (await needs.inForce()).grants);
    },

    async testFile(name, { actor }) {
      const found = await find(name);
      if (found === undefined) return { ok: false, why: 'unknown' };
      const { grant } = found;
      const theirs = mayAct(actor, REVIEWERS) || (await isOwner(db, grant, actorName(actor)));
      if (!theirs) return { ok: false, why: 'not yours' };
      const { store } = needs;
      if (store === undefined) return { ok: false, why: 'no store' };
      if (grant.kind === 'push') {
        const hub = { bucket: naming.hub, store: store.stores.hub };
        const trial = await tryDelivery({ ...needs, hub, storeOf: store.stores.of }, grant);
        return { ok: true, trial, target: usageOf(setting, grant, true).target };
      }
      const bucket = pullBucketOf(naming, name);
      const trial = await roundTrip({ bucket, store: store.objectsIn(bucket) }, needs);
      return { ok: true, trial };
    },
  };
}

/** What was said when it was asked for, and stands in its path, is not said again. */
function remarksOf({ remarks }: Pick<GoodFile, 'remarks'>): readonly string[] {
  return remarks.filter(({ code }) => code !== 'name').map(({ says }) => says);
}
