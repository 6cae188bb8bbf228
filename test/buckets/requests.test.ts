import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { BucketControl, BucketState } from '../../src/buckets/apply/ports.ts';
import { openRecords } from '../../src/buckets/changes/open-records.ts';
import type { Setting } from '../../src/buckets/policy/all-policies.ts';
import {
  type BucketRequests,
  createBucketRequests,
} from '../../src/buckets/requests/bucket-requests.ts';
import type { RequestStore } from '../../src/buckets/requests/needs.ts';
import { systemRandom } from '../../src/config/system.ts';
import type { Draft } from '../../src/domain/bucket-order.ts';
import type { Role } from '../../src/domain/role.ts';
import { openDatabase } from '../../src/storage/database.ts';
import { aDataFolder, type DataFolder } from '../support/data-folder.ts';

const naming = { hub: 'mojap-hub-exports', prefix: 'mojap-', account: '111122223333' };
const SETTING: Setting = { naming, identities: 'roles', usersIn: 'buckets' };
const NOW = new Date('2026-02-03T10:00:00Z');
const person = (id: string, ...roles: Role[]) => ({ kind: 'person', id, roles }) as const;
const fay = { actor: person('U00000FAY6'), channel: 'C1' };
const ben = person('U00000BEN2', 'data-engineering');
const LUNG: Draft = {
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
function aStore() {
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
  const objectsIn: RequestStore['objectsIn'] = () => {
    throw new Error('Nothing is kept here.');
  };
  return {
    buckets,
    calls,
    diesAt(name: string | undefined) {
      dies = name;
    },
    store: { buckets: control, objectsIn },
  };
}

function folderOf(data: DataFolder): string {
  const folder = join(data.path, 'requests');
  mkdirSync(join(folder, 'push_datasets'), { recursive: true });
  return folder;
}

/** A life of the program on the same data; `db` outlives nothing but its own. */
function live(data: DataFolder, store: RequestStore | undefined) {
  const db = openDatabase(data.path);
  const folder = folderOf(data);
  const requests = createBucketRequests({
    db,
    clock: { now: () => NOW },
    log: { info: () => undefined, warn: () => undefined, error: () => undefined },
    random: systemRandom,
    people: { name: async () => 'Fay', email: async () => 'fay@example.org' },
    setting: SETTING,
    openRecords: () => openRecords(folder),
    store,
    planFolder: join(data.path, 'plan'),
    grace: 1000,
    wake: () => undefined,
  });
  return { db, requests };
}

async function approve(requests: BucketRequests, id: number, by = ben) {
  const card = await requests.card(id);
  const about = { id, round: card?.request.round ?? 0 };
  return requests.approve(about, card?.review?.hash ?? '', by);
}

async function asked(requests: BucketRequests, draft = LUNG, key = 'a'): Promise<number> {
  const answer = await requests.ask(draft, fay, key);
  if (!answer.ok) throw new Error(JSON.stringify(answer));
  return answer.request.id;
}

async function journalOf(db: ReturnType<typeof openDatabase>, event: string) {
  return db.selectFrom('journal').selectAll().where('event', '=', event).execute();
}

describe('a request for a bucket', () => {
  test('that was approved before the program died is applied once, wherever it died', async () => {
    for (const moment of ['before', 'create', 'block', 'policy']) {
      using data = aDataFolder();
      const world = aStore();
      const first = live(data, world.store);
      const id = await asked(first.requests);
      expect(await approve(first.requests, id)).toMatchObject({ ok: true, more: 0 });
      const errand = await first.db
        .selectFrom('outbox')
        .selectAll()
        .where('key', '=', `bucket-apply:${id}:1`)
        .executeTakeFirst();
      expect(errand?.status).toBe('waiting'); // it stands there for whoever comes next
      if (moment !== 'before') {
        world.diesAt(moment);
        void first.requests.apply(id, 1, undefined);
        while (!world.calls.includes(moment)) await new Promise((go) => setTimeout(go, 5));
      }
      await first.db.destroy();

      world.diesAt(undefined);
      const second = live(data, world.store);
      await second.requests.apply(id, 1, undefined);
      await second.requests.apply(id, 1, undefined);
      expect((await second.requests.card(id))?.request.status, moment).toBe('applied');
      expect(await journalOf(second.db, 'bucket applied')).toHaveLength(1);
      expect(world.buckets.get(naming.hub)?.policy).toContain('lungPut');
      const told = await second.db
        .selectFrom('outbox')
        .selectAll()
        .where('key', 'like', 'bucket-news:%')
        .execute();
      expect(told).toHaveLength(1);
      await second.db.destroy();
    }
  });

  test('is asked for once, however often the same dialog is sent; another waits its turn', async () => {
    using data = aDataFolder();
    const { db, requests } = live(data, undefined);
    const [one, two] = await Promise.all([asked(requests), asked(requests)]);
    expect(one).toBe(two);
    expect(await requests.ask(LUNG, fay, 'another')).toMatchObject({ ok: false, why: 'under way' });
    await db.destroy();
  });

  test('is approved by people of the role, not by whoever asked, a key, another hash or an older round', async () => {
    using data = aDataFolder();
    const { db, requests } = live(data, undefined);
    const id = await asked(requests);
    const hash = (await requests.card(id))?.review?.hash ?? '';
    const about = { id, round: 1 };
    const key = { kind: 'service', name: 'nightly', roles: ['data-engineering'] } as const;
    const own = person('U00000FAY6', 'data-engineering');
    expect(await requests.approve(about, hash, person('U1'))).toMatchObject({
      why: 'not your role',
    });
    expect(await requests.approve(about, hash, key)).toMatchObject({ why: 'not your role' });
    expect(await requests.approve(about, hash, own)).toMatchObject({ why: 'own request' });
    expect(await requests.approve(about, 'f'.repeat(64), ben)).toMatchObject({ why: 'changed' });
    expect(await requests.approve({ id, round: 2 }, hash, ben)).toMatchObject({ why: 'changed' });
    expect(await journalOf(db, 'bucket approved')).toHaveLength(0);
    expect(await requests.approve(about, hash, ben)).toMatchObject({ ok: true });
    expect(await requests.approve(about, hash, ben)).toMatchObject({ why: 'not now' });
    await db.destroy();
  });

  test('whose file was changed by hand after it was approved goes back to review', async () => {
    using data = aDataFolder();
    const { db, requests } = live(data, undefined);
    const first = await asked(requests);
    await approve(requests, first);
    await requests.apply(first, 1, undefined);
    const change = { verb: 'add-user', user: 'alpha_user_hal' } as const;
    const answer = await requests.change('lung', change, fay, 'b');
    const id = answer.ok ? answer.request.id : 0;
    await approve(requests, id);
    const file = join(data.path, 'requests/push_datasets/lung.yaml');
    writeFileSync(
      file,
      'name: lung\ntarget_bucket: somewhere-else\nusers: [alpha_user_fay]\npaperwork: DPIA 1\n',
    );
    await requests.apply(id, 1, undefined);
    expect((await requests.card(id))?.request).toMatchObject({
      status: 'to be reviewed',
      round: 2,
      decisions: [],
    });
    await db.destroy();
  });

  test('shows in its hash what others have, too: their change makes it another review', async () => {
    using data = aDataFolder();
    const { db, requests } = live(data, undefined);
    const id = await asked(requests);
    const before = (await requests.card(id))?.review?.hash;
    writeFileSync(
      join(data.path, 'requests/push_datasets/heart.yaml'),
      'name: heart\ntarget_bucket: elsewhere\nusers: [alpha_user_fay]\npaperwork: DPIA 1\n',
    );
    expect((await requests.card(id))?.review?.hash).not.toBe(before);
    await db.destroy();
  });
});
