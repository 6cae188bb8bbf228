import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { BucketControl, BucketState, IdentityControl } from '../../src/buckets/apply/ports.ts';
import { openRecords } from '../../src/buckets/changes/open-records.ts';
import type { Setting } from '../../src/buckets/policy/all-policies.ts';
import {
  type BucketRequests,
  createBucketRequests,
} from '../../src/buckets/requests/bucket-requests.ts';
import type { RequestStore } from '../../src/buckets/requests/needs.ts';
import { systemClock, systemRandom } from '../../src/config/system.ts';
import type { Asked, Draft } from '../../src/domain/bucket-order.ts';
import type { Role } from '../../src/domain/role.ts';
import { createLocalStore } from '../../src/objects/local/local-store.ts';
import type { ObjectStore } from '../../src/objects/object-store.ts';
import { openDatabase } from '../../src/storage/database.ts';
import type { DataFolder } from '../support/data-folder.ts';

export const naming = { hub: 'mojap-hub-exports', prefix: 'mojap-', account: '111122223333' };
const SETTING: Setting = { naming, identities: 'roles', usersIn: 'buckets' };
export const NOW = new Date('2026-02-03T10:00:00Z');
export const person = (id: string, ...roles: Role[]) => ({ kind: 'person', id, roles }) as const;
export const fay = { actor: person('U00000FAY6'), channel: 'C1' };
export const ben = person('U00000BEN2', 'data-engineering');
export const LUNG: Draft = {
  kind: 'push',
  name: 'lung',
  target: 'their-landing',
  readers: [],
  users: ['alpha_user_fay'],
  paperwork: 'DPIA 1',
  until: '2027-01-31',
  keepFiles: false,
  allowPush: false,
  bucketVersioning: false,
};

/** A store in memory that keeps what it is given, or stops in the middle. */
export function aStore() {
  const buckets = new Map<string, BucketState>();
  const calls: string[] = [];
  let dies: string | undefined;
  const set = (bucket: string, change: Partial<BucketState>) => {
    const empty = {
      policy: undefined,
      versioning: false,
      encrypted: false,
      publicAccessBlocked: false,
    };
    buckets.set(bucket, { ...(buckets.get(bucket) ?? empty), ...change });
  };
  const call = async (name: string, run: () => void): Promise<void> => {
    calls.push(name);
    if (dies === name) await new Promise<never>(() => undefined);
    run();
  };
  const control: BucketControl = {
    look: async (bucket) => buckets.get(bucket),
    create: (bucket) => call('create', () => set(bucket, {})),
    setPolicy: (bucket, policy) => call('policy', () => set(bucket, { policy })),
    blockPublicAccess: (bucket) => call('block', () => set(bucket, { publicAccessBlocked: true })),
    encrypt: (bucket) => call('encrypt', () => set(bucket, { encrypted: true })),
    setVersioning: (bucket, versioning) => call('versions', () => set(bucket, { versioning })),
  };
  return {
    buckets,
    calls,
    diesAt(name: string | undefined) {
      dies = name;
    },
    store: { buckets: control },
  };
}

/** IAM, as far as it says which roles there are. */
function identitiesOf(roles: readonly string[]): IdentityControl {
  return {
    look: async (identity) => (roles.includes(identity) ? new Map() : undefined),
    put: async () => undefined,
    remove: async () => undefined,
  };
}

export function folderOf(data: Pick<DataFolder, 'path'>): string {
  const folder = join(data.path, 'requests');
  mkdirSync(join(folder, 'push_datasets'), { recursive: true });
  return folder;
}

/** What lies in a bucket, in a folder. */
export function objectsIn(data: Pick<DataFolder, 'path'>, bucket: string): ObjectStore {
  const folder = join(data.path, 'objects', bucket);
  mkdirSync(folder, { recursive: true });
  const links = {
    link: (): string => {
      throw new Error('Nobody is given a link here.');
    },
  };
  return createLocalStore({
    ...{ system: 'The store of buckets', folder, links, clock: systemClock },
    random: systemRandom,
  });
}

/** A life of the program on the same data; `db` outlives nothing but its own. */
export function live(
  data: Pick<DataFolder, 'path'>,
  store: Pick<RequestStore, 'buckets'> | undefined,
  {
    now = () => NOW,
    gone = [],
    roles,
  }: {
    readonly now?: () => Date;
    readonly gone?: readonly string[];
    readonly roles?: readonly string[];
  } = {},
) {
  const db = openDatabase(data.path);
  const folder = folderOf(data);
  const requests = createBucketRequests({
    db,
    clock: { now, sleep: async () => undefined },
    log: { info: () => undefined, warn: () => undefined, error: () => undefined },
    random: systemRandom,
    people: {
      name: async () => 'Fay',
      email: async () => 'fay@example.org',
      hasLeft: async (id) => gone.includes(id),
    },
    setting: SETTING,
    openRecords: () => openRecords(folder),
    store: store && {
      ...store,
      objectsIn: (bucket) => objectsIn(data, bucket),
      get stores(): never {
        throw new Error('Nothing is delivered here.');
      },
      ...(roles && { identities: identitiesOf(roles) }),
    },
    planFolder: join(data.path, 'plan'),
    grace: 1000,
    ...{
      reminderDays: [30, 7, 1],
      unusedAfter: 90 * 86_400_000,
      chatUsers: { alpha_user_hal: 'U00000HAL9' },
      moves: true,
    },
    wake: () => undefined,
  });
  return { db, requests };
}

/** Ben approves what was asked for, and it is applied. */
export async function agreedTo(requests: BucketRequests, asked: Asked): Promise<number> {
  if (!asked.ok) throw new Error(JSON.stringify(asked));
  const { id } = asked.request;
  const { request, review } = (await requests.card(id)) ?? {};
  if (request?.status === 'to be reviewed')
    await requests.approve({ id, round: request.round }, review?.hash ?? '', ben);
  await requests.apply(id, request?.round ?? 1, undefined);
  const after = await requests.card(id);
  if (after?.request.status !== 'applied') throw new Error(JSON.stringify(after));
  return id;
}
