import { PutBucketPolicyCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createS3Store } from '../../src/objects/s3/s3-store.ts';
import { noCeph } from '../support/ceph.ts';
import { CEPH_STARTS_WITHIN, cephHands } from '../support/ceph-user.ts';
import { all } from './content.ts';
import { aBucket, type BucketTrial, bucketNeeds } from './stores.ts';

describe.skipIf(noCeph !== undefined)(noCeph ?? 'a bucket of Ceph', () => {
  let trial: BucketTrial;
  beforeAll(async () => {
    trial = await aBucket({ versions: true });
  }, CEPH_STARTS_WITHIN);
  afterAll(() => trial?.[Symbol.asyncDispose]());

  test('keeps what was replaced and removed, until its versions are removed', async () => {
    const { store } = trial;
    await store.write('kept/a', Buffer.from('one'));
    await store.write('kept/a', Buffer.from('second'));
    await store.remove([{ key: 'kept/a' }]);
    expect(await store.head('kept/a')).toBeUndefined();
    expect(await all(store.list('kept/'))).toEqual([]);
    const versions = await all(store.listVersions('kept/'));
    expect(versions.map(({ bytes, latest, removed }) => [bytes, latest, removed]).sort()).toEqual([
      [0, true, true],
      [3, false, false],
      [6, false, false],
    ]);
    expect(await store.remove(store.listVersions('kept/'))).toEqual({ removed: 3, failed: [] });
    expect(await all(store.listVersions('kept/'))).toEqual([]);
  });

  test('adds where a removed object was', async () => {
    const { store } = trial;
    await store.write('again/a', Buffer.from('one'));
    await store.remove([{ key: 'again/a' }]);
    expect(await store.add('again/a', Buffer.from('two'))).toMatchObject({ bytes: 3 });
  });

  test('says which objects it did not remove, and why', async () => {
    const { store, access, bucket } = trial;
    await store.write('free/a', Buffer.of(1));
    await store.write('held/b', Buffer.of(1));
    const Policy = JSON.stringify({
      Version: '2012-10-17',
      Statement: [
        {
          Effect: 'Deny',
          Principal: '*',
          Action: 's3:DeleteObject',
          Resource: `arn:aws:s3:::${bucket}/held/*`,
        },
      ],
    });
    const { client } = cephHands(access);
    await client.send(new PutBucketPolicyCommand({ Bucket: bucket, Policy }));
    expect(await store.remove([{ key: 'free/a' }, { key: 'held/b' }])).toEqual({
      removed: 1,
      failed: [{ key: 'held/b', why: expect.stringContaining('AccessDenied') }],
    });
    expect(await store.head('held/b')).toBeDefined();
  });

  test.each([
    ['a wrong secret', { secretKey: 'wrong' }, 'The store does not accept the bot’s keys'],
    ['an unknown key', { accessKey: 'NOBODY' }, 'The store does not accept the bot’s keys'],
    [
      'a bucket that is not there',
      { bucket: 'no-such-bucket' },
      'The store says that the bucket does not exist',
    ],
  ])('%s is refused, and the words are for people', async (_, wrong, words) => {
    const store = createS3Store({ ...bucketNeeds(trial.access, trial.bucket), ...wrong });
    const refused = { outcome: 'refused', message: expect.stringContaining(words) };
    await expect(all(store.list(''))).rejects.toMatchObject(refused);
    await expect(store.write('a', Buffer.of(1))).rejects.toMatchObject(refused);
    await expect(store.read('a')).rejects.toMatchObject(refused);
  });
});

test('keys and content do not travel over plain HTTP to another machine', () => {
  const access = { endpoint: 'http://objects.example.org', accessKey: 'A', secretKey: 'S' };
  expect(() => createS3Store(bucketNeeds(access, 'bucket'))).toThrow(
    'neither https nor on this machine',
  );
});
