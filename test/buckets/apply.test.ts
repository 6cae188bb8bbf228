import { type GetObjectCommand, ListObjectsV2Command, PutObjectCommand } from '@aws-sdk/client-s3';
import { beforeAll, describe, expect, test } from 'vitest';
import { applyAll, applyBucket, applyIdentity, stepsFor } from '../../src/buckets/apply/apply.ts';
import { createIamControl } from '../../src/buckets/apply/iam-control.ts';
import { createS3Control } from '../../src/buckets/apply/s3-control.ts';
import type { PullGrant, PushGrant } from '../../src/buckets/grant/grant.ts';
import { allPolicies, type Setting } from '../../src/buckets/policy/all-policies.ts';
import { systemRandom } from '../../src/config/system.ts';
import { noCeph } from '../support/ceph.ts';
import { CEPH_STARTS_WITHIN, type CephAccess, cephHands, cephUser } from '../support/ceph-user.ts';

const id = systemRandom
  .id()
  .replace(/[^a-z0-9]/gi, '')
  .toLowerCase();
const naming = { hub: `hub-${id}`, prefix: `p${id.slice(0, 8)}-`, account: '111122223333' };
const users = { anna: `alpha_user_anna${id}`, ben: `alpha_user_ben${id}`, reader: `reader${id}` };
const push: PushGrant = {
  kind: 'push',
  name: 'lung',
  users: [users.anna],
  paperwork: [],
  targetBucket: 'target',
  keepFiles: false,
};
const pull: PullGrant = {
  kind: 'pull',
  name: 'heart_2',
  users: [users.ben],
  paperwork: [],
  pullArns: [`arn:aws:iam:::user/${users.reader}`],
  allowPush: false,
  bucketVersioning: true,
};
const heart = `${naming.prefix}heart-2`;

describe.skipIf(noCeph !== undefined)(noCeph ?? 'applied to a real store', () => {
  const access = new Map<string, CephAccess>();
  const hand = (name: string) => {
    const found = access.get(name);
    if (found === undefined) throw new Error(`${name} has no keys.`);
    return cephHands(found).client;
  };
  const buckets = () =>
    createS3Control({
      system: 'The store',
      ...admin(),
      region: 'us-east-1',
      checksums: 'when required',
      has: { encryption: false, publicAccessBlock: false },
    });
  const iam = () => createIamControl({ ...admin(), region: 'us-east-1', identities: 'users' });
  const admin = (): CephAccess => {
    const found = access.get('admin');
    if (found === undefined) throw new Error('No admin.');
    return found;
  };
  const may = (name: string, what: PutObjectCommand | GetObjectCommand | ListObjectsV2Command) =>
    hand(name)
      .send(what as PutObjectCommand)
      .then(() => true)
      .catch((error: unknown) => {
        if (error instanceof Error && error.name === 'AccessDenied') return false;
        throw error;
      });
  const put = (Bucket: string, Key: string) =>
    new PutObjectCommand({ Bucket, Key, Body: Buffer.alloc(0), ContentLength: 0 });
  const list = (Bucket: string, Prefix?: string) => new ListObjectsV2Command({ Bucket, Prefix });

  beforeAll(async () => {
    access.set('admin', await cephUser(`admin${id}`, 'user-policy=*'));
    for (const [who, name] of Object.entries(users)) access.set(who, await cephUser(name));
  }, CEPH_STARTS_WITHIN);

  test('buckets are made, closed before they are opened, and read back; the second time there is nothing to do', async () => {
    const setting: Setting = { naming, identities: 'users', usersIn: 'buckets' };
    const all = allPolicies(setting, [push, pull]);
    const controls = { buckets: buckets() };
    expect(await applyAll(all, controls)).toEqual([
      { of: naming.hub, did: ['create', 'set policy'] },
      { of: heart, did: ['create', 'keep versions', 'set policy'] },
    ]);
    expect(await applyAll(all, controls)).toEqual([
      { of: naming.hub, did: [] },
      { of: heart, did: [] },
    ]);
    expect(await may('anna', put(naming.hub, 'lung/a'))).toBe(true);
    expect(await may('anna', put(naming.hub, 'other/a'))).toBe(false);
    expect(await may('anna', list(naming.hub, 'lung/'))).toBe(true);
    expect(await may('anna', list(naming.hub, 'lung'))).toBe(false);
    expect(await may('anna', list(naming.hub))).toBe(false);
    expect(await may('ben', put(heart, 'a'))).toBe(true);
    expect(await may('reader', list(heart))).toBe(true);
    expect(await may('reader', put(heart, 'a'))).toBe(false);
    expect(await may('anna', list(heart))).toBe(false);
  });

  test('policies of users are put into them, and taken away with the last dataset; what is not ours stays', async () => {
    const setting: Setting = { naming, identities: 'users', usersIn: 'identities' };
    const controls = { buckets: buckets(), identities: iam() };
    const done = await applyAll(allPolicies(setting, [push, pull]), controls);
    expect(done.slice(2)).toEqual([
      { of: users.anna, did: ['put hub-exports'] },
      { of: users.ben, did: ['put hub-exports-pull-heart-2'] },
    ]);
    expect(await may('anna', put(naming.hub, 'lung/b'))).toBe(true);
    expect(await may('anna', put(naming.hub, 'other/b'))).toBe(false);
    expect(await may('anna', list(naming.hub, 'lung/'))).toBe(true);
    expect(await may('anna', list(naming.hub))).toBe(false);
    await iam().put(
      users.anna,
      'of-somebody-else',
      '{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":["s3:DeleteObject"],"Resource":["arn:aws:s3:::x/*"]}]}',
    );
    const ended = await applyAll(allPolicies(setting, []), controls, [users.anna]);
    expect(ended.slice(1)).toEqual([{ of: users.anna, did: ['remove hub-exports'] }]);
    expect([...((await iam().look(users.anna)) ?? new Map()).keys()]).toEqual(['of-somebody-else']);
    expect(await may('anna', put(naming.hub, 'lung/c'))).toBe(false);
  });

  test('who is gone, what belongs to others, and what must not be there fail alone, in words', async () => {
    const [hub] = allPolicies({ naming, identities: 'users', usersIn: 'buckets' }, [push]).buckets;
    if (hub === undefined) throw new Error('No hub.');
    const failed = (of: string, failed: RegExp) => ({ of, failed: expect.stringMatching(failed) });
    const gone = `alpha_user_gone${id}`;
    const theirs = {
      identity: gone,
      name: 'hub-exports',
      policy: { ...hub.policy, Statement: [] },
    };
    expect(await applyIdentity(iam(), gone, [theirs])).toEqual(failed(gone, /no such user/));
    const Bucket = `theirs-${id}`;
    await cephHands(access.get('ben') ?? admin()).makeBucket(Bucket);
    expect(
      await applyBucket(buckets(), {
        ...hub,
        bucket: Bucket,
        policy: { Version: '2012-10-17', Statement: [] },
      }),
    ).toEqual(failed(Bucket, /belongs to somebody else/));
    expect(await applyBucket(buckets(), { ...hub, bucket: `other-${id}` })).toEqual(
      failed(`other-${id}`, /not in this bucket/),
    );
    expect(await buckets().look(`other-${id}`)).toBeUndefined();
  });
});

test('a bucket is closed before it is opened, and what it already has is left alone', () => {
  const [wanted] = allPolicies({ naming, identities: 'roles', usersIn: 'identities' }, [
    pull,
  ]).buckets.slice(1);
  if (wanted === undefined) throw new Error('No bucket.');
  expect(stepsFor(wanted, undefined)).toEqual([
    'create',
    'block public access',
    'encrypt',
    'keep versions',
    'set policy',
  ]);
  const policy = JSON.stringify(wanted.policy).replace('{"AWS":["*"]}', '"*"');
  const found = { policy, versioning: true, encrypted: true, publicAccessBlocked: true };
  expect(stepsFor(wanted, found)).toEqual([]);
  expect(stepsFor({ ...wanted, versioning: false }, { ...found, policy: undefined })).toEqual([
    'stop keeping versions',
    'set policy',
  ]);
});
