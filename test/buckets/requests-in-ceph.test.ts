import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { ListObjectsV2Command, PutObjectCommand } from '@aws-sdk/client-s3';
import { beforeAll, describe, expect, test } from 'vitest';
import { openBuckets } from '../../src/app/buckets.ts';
import type { BucketRequests } from '../../src/buckets/requests/bucket-requests.ts';
import { systemRandom } from '../../src/config/system.ts';
import type { Edit } from '../../src/domain/bucket-order.ts';
import { openDatabase } from '../../src/storage/database.ts';
import { noCeph } from '../support/ceph.ts';
import { CEPH_STARTS_WITHIN, type CephAccess, cephHands, cephUser } from '../support/ceph-user.ts';
import { aDataFolder } from '../support/data-folder.ts';

const id = systemRandom.id().slice(0, 8).toLowerCase();
const naming = { hub: `doors-${id}`, prefix: `d${id}-`, account: '111122223333' };
const ANNA = `alpha_user_anna${id}`;
const BILL = `alpha_user_bill${id}`;
const anna = {
  actor: { kind: 'person', id: 'U00000ANNA', roles: [] },
  channel: 'C1',
} as const;
const reviewer = (name: string) =>
  ({ kind: 'person', id: name, roles: ['data-engineering'] }) as const;

/** From the wish to what a real store enforces. */
describe.skipIf(noCeph !== undefined)(noCeph ?? 'requests applied to a real store', () => {
  let admin: CephAccess;
  const hands = new Map<string, ReturnType<typeof cephHands>['client']>();
  beforeAll(async () => {
    admin = await cephUser(`doors${id}`);
    for (const name of [ANNA, BILL]) hands.set(name, cephHands(await cephUser(name)).client);
  }, CEPH_STARTS_WITHIN);

  const may = (who: string, Key: string, Bucket = naming.hub) =>
    hands
      .get(who)
      ?.send(new PutObjectCommand({ Bucket, Key, Body: Buffer.alloc(1), ContentLength: 1 }))
      .then(() => true)
      .catch((error: unknown) => {
        if (error instanceof Error && error.name === 'AccessDenied') return false;
        throw error;
      });

  test('asked, approved, tried with a file, widened, narrowed, ended; nothing that lies there goes', async () => {
    using data = aDataFolder();
    const folder = join(data.path, 'requests');
    mkdirSync(join(folder, 'push_datasets'), { recursive: true });
    const db = openDatabase(data.path);
    const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined };
    let now = new Date('2026-02-03T10:00:00Z');
    const { buckets } = openBuckets({
      secrets: { bucketsAccessKey: admin.accessKey, bucketsSecretKey: admin.secretKey },
      config: {
        dataDir: data.path,
        buckets: {
          ...{ folder, naming, identities: 'users', usersIn: 'buckets', grace: 1000 },
          ...{ reminderDays: [], unusedAfter: 0, chatUsers: {} },
          store: {
            endpoint: admin.endpoint,
            region: 'us-east-1',
            checksums: 'when required',
            accounts: false,
            has: { encryption: false, publicAccessBlock: false },
          },
        },
      },
      db,
      clock: {
        now: () => now,
        sleep: async (milliseconds) => {
          now = new Date(now.getTime() + milliseconds);
        },
      },
      random: systemRandom,
      log: quiet,
      people: {
        actor: async () => ({ refused: '' }),
        name: async () => 'Anna',
        email: async () => undefined,
        groupsOf: async () => [],
        membersOf: async () => [],
        hasLeft: async () => false,
      },
      wake: () => undefined,
    });
    if (buckets === undefined) throw new Error('They are switched off.');
    const requests = buckets;

    const asked = await requests.ask(
      {
        ...{ kind: 'push', name: 'lung', target: 'their-landing', readers: [], users: [ANNA] },
        ...{ paperwork: 'DPIA 1', until: '2099-12-31', keepFiles: false },
        ...{ allowPush: false, bucketVersioning: false },
      },
      anna,
      'ask',
    );
    await settle(requests, asked.ok ? asked.request.id : 0, reviewer('U00000BEN2'));
    expect(await may(ANNA, 'lung/a')).toBe(true);
    expect(await may(ANNA, 'heart/a')).toBe(false);
    expect(await may(BILL, 'lung/b')).toBe(false);
    const tried = await requests.testFile('lung', anna);
    // Nobody has made the target: what was put is taken away again.
    expect(tried).toMatchObject({
      ok: true,
      trial: {
        did: ['put', 'deleted'],
        missing: 'bucket',
        failed: expect.stringContaining('does not exist'),
      },
    });

    await changed({ verb: 'add-user', user: BILL }, 'add');
    expect(await may(BILL, 'lung/b')).toBe(true);
    await changed({ verb: 'remove-user', user: BILL }, 'take'); // nobody has to agree
    expect(await may(BILL, 'lung/c')).toBe(false);

    const ending = await requests.change('lung', { verb: 'remove' }, anna, 'end');
    if (!ending.ok) throw new Error(JSON.stringify(ending));
    expect(ending.request.wanted).toMatchObject({ held: { objects: 2, bytes: 2, more: false } });
    const { id: end } = ending.request;
    await agree(requests, end, reviewer('U00000BEN2'));
    await agree(requests, end, reviewer('U00000ELI5'));
    now = new Date(now.getTime() + 1000);
    await requests.apply(end, 1, undefined);
    expect(await may(ANNA, 'lung/d')).toBe(false);
    const left = await cephHands(admin).client.send(
      new ListObjectsV2Command({ Bucket: naming.hub }),
    );
    expect(left.Contents?.map(({ Key }) => Key)).toEqual(['lung/a', 'lung/b']);
    await db.destroy();

    async function changed(edit: Edit, key: string): Promise<void> {
      const answer = await requests.change('lung', edit, anna, key);
      if (!answer.ok) throw new Error(JSON.stringify(answer));
      const { id: one, status } = answer.request;
      if (status === 'to be reviewed') await settle(requests, one, reviewer('U00000BEN2'));
      else await requests.apply(one, 1, undefined);
    }
  });
});

async function agree(requests: BucketRequests, id: number, by: ReturnType<typeof reviewer>) {
  const card = await requests.card(id);
  const outcome = await requests.approve({ id, round: 1 }, card?.review?.hash ?? '', by);
  expect(outcome).toMatchObject({ ok: true });
}

async function settle(requests: BucketRequests, id: number, by: ReturnType<typeof reviewer>) {
  await agree(requests, id, by);
  await requests.apply(id, 1, undefined);
}
