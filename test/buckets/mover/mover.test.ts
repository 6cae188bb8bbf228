import {
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  GetObjectTaggingCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutBucketPolicyCommand,
  PutObjectCommand,
  type S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { beforeAll, describe, expect, test } from 'vitest';
import type { PushGrant } from '../../../src/buckets/grant/grant.ts';
import type { MoverStore } from '../../../src/buckets/mover/ports.ts';
import { targetOwnersStatements } from '../../../src/buckets/policy/bucket-policy.ts';
import { listTraffic, listTransferred } from '../../../src/storage/buckets/reports.ts';
import { verifyJournal } from '../../../src/storage/journal.ts';
import { noCeph } from '../../support/ceph.ts';
import {
  CEPH_STARTS_WITHIN,
  type CephAccess,
  cephHands,
  cephUser,
} from '../../support/ceph-user.ts';
import {
  aField,
  contentOf,
  everythingIn,
  type Field,
  md5,
  move,
  nameless,
  storeFor,
  unfinishedIn,
  until,
} from './field.ts';

const PART = 5 * 1024 ** 2;

describe.skipIf(noCeph !== undefined)(noCeph ?? 'what lands in the hub', () => {
  let other: CephAccess;
  const field = { versioned: undefined, plain: undefined } as Record<string, Field | undefined>;
  const the = (name: 'versioned' | 'plain'): Field => {
    const found = field[name];
    if (found === undefined) throw new Error('There is no hub.');
    return found;
  };
  const dataset = () => `lung${nameless()}`;

  beforeAll(async () => {
    field['versioned'] = await aField();
    field['plain'] = await aField({ versions: false });
    other = await cephUser(`other${nameless()}`);
  }, CEPH_STARTS_WITHIN);

  test.each(['versioned', 'plain'] as const)(
    'goes to the target under the same key, with all that belongs to it, and leaves the %s hub',
    async (hub) => {
      const { client, put, bucket, hub: Bucket } = the(hub);
      const [name, target] = [dataset(), await bucket()];
      const strange = ['a b+c%20ü?x#&=.csv', 'a//b', './c', 'x\\y', 'q"\'<>', '100%', 'emoji 🫁'];
      for (const key of strange) await put(`${name}/${key}`, `of ${key}`);
      await put(`${name}/empty`, '');
      await put(`${name}/`, '');
      await put(`${name}/described`, 'one,two', {
        ContentType: 'text/csv',
        CacheControl: 'no-store',
        Metadata: { origin: 'Petra' },
        Tagging: 'release=56&kind=counts',
      });
      await put(`${name}2/not-ours`, 'x');
      await using running = move(the(hub), [{ dataset: name, target, keep: false }]);
      await running.settled();
      const there = await everythingIn(client, target);
      expect([...there.keys()].toSorted()).toEqual(
        [...strange, 'empty', '', 'described'].map((key) => `${name}/${key}`).toSorted(),
      );
      for (const key of strange)
        expect(there.get(`${name}/${key}`), key).toEqual([md5(`of ${key}`)]);
      const Key = `${name}/described`;
      expect(await client.send(new HeadObjectCommand({ Bucket: target, Key }))).toMatchObject({
        ContentType: 'text/csv',
        CacheControl: 'no-store',
        Metadata: { origin: 'Petra' },
      });
      const { TagSet } = await client.send(new GetObjectTaggingCommand({ Bucket: target, Key }));
      expect(TagSet?.map(({ Key, Value }) => `${Key}=${Value}`).sort()).toEqual([
        'kind=counts',
        'release=56',
      ]);
      const left = [...(await everythingIn(client, Bucket)).keys()];
      expect(left.filter((key) => key.startsWith(`${name}/`))).toEqual([]);
      expect(left).toContain(`${name}2/not-ours`);
      expect(await verifyJournal(running.db)).toMatchObject({ ok: true, entries: 10 });
    },
  );

  test('stays where it is to be kept, and goes on once', async () => {
    const { client, put, bucket, hub } = the('versioned');
    const [name, target] = [dataset(), await bucket({ versions: true })];
    await put(`${name}/a`, 'one');
    await using running = move(the('versioned'), [{ dataset: name, target, keep: true }]);
    await running.settled();
    await put(`${name}/b`, 'two');
    await until(
      async () => (await running.rows()).filter(({ state }) => state === 'done').length === 2,
    );
    expect((await everythingIn(client, hub)).get(`${name}/a`)).toEqual([md5('one')]);
    expect((await everythingIn(client, target)).get(`${name}/a`)).toEqual([md5('one')]);
    expect(await listTransferred(running.db, name, { most: 10 })).toMatchObject([
      { key: `${name}/b`, kept: true },
      { key: `${name}/a`, kept: true, bytes: 3, checksum: `etag ${md5('one')}`, way: 'copied' },
    ]);
  });

  test('goes on in all its versions, in their order, but for what somebody removed', async () => {
    const { client, put, bucket, hub } = the('versioned');
    const [name, target] = [dataset(), await bucket({ versions: true })];
    for (let n = 0; n < 12; n += 1) await put(`${name}/a`, `version ${n}`);
    await put(`${name}/removed`, 'not to be sent');
    await client.send(new DeleteObjectCommand({ Bucket: hub, Key: `${name}/removed` }));
    await put(`${name}/again`, 'not to be sent');
    await client.send(new DeleteObjectCommand({ Bucket: hub, Key: `${name}/again` }));
    await put(`${name}/again`, 'to be sent');
    await using running = move(the('versioned'), [{ dataset: name, target, keep: false }]);
    await running.settled();
    const there = await everythingIn(client, target);
    expect(there.get(`${name}/a`)).toEqual(
      Array.from({ length: 12 }, (_, n) => md5(`version ${n}`)),
    );
    expect(there.get(`${name}/again`)).toEqual([md5('to be sent')]);
    expect(there.has(`${name}/removed`)).toBe(false);
  });

  test('is copied in parts with the boundaries that it has, so that the etags are equal; its tags come along', async () => {
    const { client, put, bucket } = the('versioned');
    const [name, target] = [dataset(), await bucket()];
    await putInParts(client, the('versioned').hub, `${name}/parts`, [PART, PART, 1000]);
    await putInParts(client, the('versioned').hub, `${name}/uneven`, [PART, PART + 7, 1000]);
    await putInParts(client, the('versioned').hub, `${name}/100% parts`, [PART, 5]);
    await put(`${name}/large`, Buffer.alloc(2 * PART, 7), { Tagging: 'size=large' });
    await using running = move(the('versioned'), [{ dataset: name, target, keep: false }], {
      mostCopiedAtOnce: PART,
    });
    await running.settled();
    const rows = await running.rows();
    expect(
      rows.map(({ key, state, way, checksum }) => [
        key.slice(name.length + 1),
        state,
        way,
        checksum?.split(' ')[0],
      ]),
    ).toEqual([
      // A percent sign in the name of a part’s source leads old gateways astray.
      ['100% parts', 'done', 'streamed', 'sha256'],
      ['large', 'done', 'copied in parts', 'sha256'],
      ['parts', 'done', 'copied in parts', 'etag'],
      ['uneven', 'done', 'copied in parts', 'sha256'],
    ]);
    const { TagSet } = await client.send(
      new GetObjectTaggingCommand({ Bucket: target, Key: `${name}/large` }),
    );
    expect(TagSet).toEqual([{ Key: 'size', Value: 'large' }]);
    expect(await contentOf(client, target, `${name}/large`)).toEqual(Buffer.alloc(2 * PART, 7));
    expect(await unfinishedIn(client, target)).toBe(0);
  });

  test('passes through the bot where other keys open the target, and is read back before it goes', async () => {
    const { put, bucket } = the('versioned');
    const [name, target] = [dataset(), await bucket({ of: other })];
    await put(`${name}/small`, 'one', { ContentType: 'text/x', Tagging: 'a=b' });
    await put(`${name}/large`, Buffer.alloc(3 * PART, 3));
    const theirs = storeFor(other, { partBytes: PART });
    await using running = move(the('versioned'), [{ dataset: name, target, keep: false }], {
      storeOf: () => theirs,
    });
    await running.settled();
    expect(
      (await running.rows()).map(({ state, way, checksum }) => [state, way, checksum?.length]),
    ).toEqual([
      ['done', 'streamed', 'sha256 '.length + 64],
      ['done', 'streamed', 'sha256 '.length + 64],
    ]);
    const { client } = cephHands(other);
    expect(await contentOf(client, target, `${name}/large`)).toEqual(Buffer.alloc(3 * PART, 3));
    const Key = `${name}/small`;
    expect(await client.send(new HeadObjectCommand({ Bucket: target, Key }))).toMatchObject({
      ContentType: 'text/x',
    });
    const { TagSet } = await client.send(new GetObjectTaggingCommand({ Bucket: target, Key }));
    expect(TagSet).toEqual([{ Key: 'a', Value: 'b' }]);
  });

  test('that is at the target already, needs nothing more; another object there is left alone, told of once', async () => {
    const { client, put, bucket, hub } = the('versioned');
    const [name, target] = [dataset(), await bucket()];
    for (const key of ['same', 'other', 'other2', 'in parts']) {
      const Body =
        key === 'same' ? 'the same' : key === 'in parts' ? Buffer.alloc(PART, 1) : 'theirs';
      await client.send(new PutObjectCommand({ Bucket: target, Key: `${name}/${key}`, Body }));
    }
    await put(`${name}/same`, 'the same', { Tagging: 'late=yes' });
    await putInParts(client, hub, `${name}/in parts`, [PART], 1);
    await put(`${name}/other`, 'ours');
    await put(`${name}/other2`, 'ours');
    await using running = move(the('versioned'), [{ dataset: name, target, keep: false }]);
    await running.settled();
    await until(() => running.alerts.length > 0);
    expect((await running.rows()).map(({ state, way }) => [state, way])).toEqual([
      ['done', 'was there'],
      ['quarantined', null],
      ['quarantined', null],
      ['done', 'was there'],
    ]);
    expect(running.alerts).toMatchObject([
      { kind: 'quarantined', dataset: name, why: expect.stringContaining('Another object') },
    ]);
    expect((await everythingIn(client, target)).get(`${name}/other`)).toEqual([md5('theirs')]);
    expect((await everythingIn(client, hub)).get(`${name}/other`)).toEqual([md5('ours')]);
    // Somebody makes room.
    for (const key of ['other', 'other2'])
      await client.send(new DeleteObjectCommand({ Bucket: target, Key: `${name}/${key}` }));
    expect(await running.mover.release(name, 'U0ANA')).toBe(2);
    await running.settled();
    expect((await everythingIn(client, target)).get(`${name}/other`)).toEqual([md5('ours')]);
    expect(running.alerts).toHaveLength(1);
    expect(await listTraffic(running.db)).toMatchObject([
      { dataset: name, transferred: { objects: 4 }, quarantined: { objects: 0 } },
    ]);
  });

  test('in many small pieces goes together: two listings see to all of them but those that need a look of their own', async () => {
    const { client, put, bucket, access, hub } = the('versioned');
    const [name, target] = [dataset(), await bucket()];
    const keys = Array.from({ length: 60 }, (_, n) => `${name}/${n}`);
    await Promise.all(keys.map((key) => put(key, `of ${key}`)));
    const [same, theirs] = [keys[7], keys[50]];
    await client.send(new PutObjectCommand({ Bucket: target, Key: same, Body: `of ${same}` }));
    await client.send(new PutObjectCommand({ Bucket: target, Key: theirs, Body: 'theirs' }));
    const calls: string[] = [];
    const real = storeFor(access);
    const store: MoverStore = {
      ...real,
      async look(place) {
        calls.push(`look ${place.key}`);
        return real.look(place);
      },
      async listed(...asked) {
        calls.push('listed');
        return real.listed(...asked);
      },
    };
    const more = { hub: { bucket: hub, store }, storeOf: () => store, speed: 0.1, atOnce: 1 };
    await using running = move(the('versioned'), [{ dataset: name, target, keep: false }], more);
    await running.settled();
    const by = Map.groupBy(await running.rows(), ({ state, way }) => `${state} ${way}`);
    expect([...by].map(([how, rows]) => [how, rows.length]).toSorted()).toEqual([
      ['done copied', 58],
      ['done was there', 1],
      ['quarantined null', 1],
    ]);
    expect(calls.filter((call) => call === 'listed')).toHaveLength(2);
    expect(new Set(calls)).toEqual(new Set(['listed', `look ${same}`, `look ${theirs}`]));
    expect((await everythingIn(client, target)).get(`${theirs}`)).toEqual([md5('theirs')]);
    const left = [...(await everythingIn(client, hub)).keys()];
    expect(left.filter((key) => key.startsWith(`${name}/`))).toEqual([theirs]);
    expect(await verifyJournal(running.db)).toMatchObject({ ok: true, entries: 60 });
  });

  test('that is sent anew takes the place of what was sent before; where versions are kept, of anything', async () => {
    const { client, put, bucket } = the('plain');
    const [name, target, keeping] = [dataset(), await bucket(), await bucket({ versions: true })];
    const kept = dataset();
    await client.send(new PutObjectCommand({ Bucket: keeping, Key: `${kept}/a`, Body: 'theirs' }));
    await put(`${name}/a`, 'Monday');
    await put(`${kept}/a`, 'ours');
    const routes = [
      { dataset: name, target, keep: false },
      { dataset: kept, target: keeping, keep: false },
    ];
    await using running = move(the('plain'), routes);
    await running.settled();
    await put(`${name}/a`, 'Tuesday');
    await until(
      async () => (await everythingIn(client, target)).get(`${name}/a`)?.[0] === md5('Tuesday'),
    );
    await running.settled();
    expect(await running.rows()).toMatchObject(
      [
        { key: `${kept}/a`, state: 'done', replaced: md5('theirs') },
        { state: 'done', replaced: null },
        { state: 'done', replaced: md5('Monday') },
      ].toSorted((a, b) =>
        'key' in a ? (kept < name ? -1 : 1) : 'key' in b ? (kept < name ? 1 : -1) : 0,
      ),
    );
    expect((await everythingIn(client, keeping)).get(`${kept}/a`)).toEqual([
      md5('theirs'),
      md5('ours'),
    ]);
  });

  test('is held back where the target denies, told of once, and goes on when it is released', async () => {
    const { client, put, uid, hub } = the('versioned');
    const [name, target] = [dataset(), await the('versioned').bucket({ of: other })];
    const owner = cephHands(other).client;
    for (const n of [1, 2, 3]) await put(`${name}/${n}`, `${n}`);
    await using running = move(the('versioned'), [{ dataset: name, target, keep: false }], {
      speed: 1000,
    });
    await running.settled();
    await until(() => running.alerts.length > 0);
    const rows = await running.rows();
    expect(rows.map(({ state }) => state)).toEqual(Array.from({ length: 3 }, () => 'quarantined'));
    expect(running.alerts).toHaveLength(1);
    expect(
      [...(await everythingIn(client, hub)).keys()].filter((key) => key.startsWith(name)),
    ).toHaveLength(3);
    const Policy = JSON.stringify(opened(target, uid));
    await owner.send(new PutBucketPolicyCommand({ Bucket: target, Policy }));
    await running.mover.release(name, 'U0ANA');
    await running.settled();
    expect((await running.rows()).map(({ state }) => state)).toEqual(['done', 'done', 'done']);
  });

  test('is delivered with what the target’s owner is told to add and no more, one by one and a hundred together', async () => {
    const { put, uid, client } = the('versioned');
    const [name, target] = [dataset(), await the('versioned').bucket({ of: other })];
    const grant: PushGrant = {
      ...{ kind: 'push', name, targetBucket: target, keepFiles: false },
      ...{ users: ['alpha_user_fay'], paperwork: ['DPIA 1'] },
    };
    const Statement = targetOwnersStatements({ arn: `arn:aws:iam:::user/${uid}` }, grant);
    const Policy = JSON.stringify({ Version: '2012-10-17', Statement });
    const owner = cephHands(other).client;
    await owner.send(new PutBucketPolicyCommand({ Bucket: target, Policy }));
    await owner.send(new PutObjectCommand({ Bucket: target, Key: `${name}/taken`, Body: 'x' }));
    const keys = ['taken', 'alone', ...Array.from({ length: 30 }, (_, n) => `${n}`)];
    for (const key of keys) await put(`${name}/${key}`, key);
    await using running = move(the('versioned'), [{ dataset: name, target, keep: false }]);
    await running.settled();
    const rows = new Map((await running.rows()).map((row) => [row.key, row]));
    expect(rows.get(`${name}/taken`)?.state).toBe('quarantined');
    rows.delete(`${name}/taken`);
    expect([...rows.values()].map(({ state }) => state)).toEqual(keys.slice(1).map(() => 'done'));
    for (const Prefix of [undefined, 'another/'])
      await expect(
        client.send(new ListObjectsV2Command({ Bucket: target, Prefix })),
      ).rejects.toMatchObject({ $metadata: { httpStatusCode: 403 } });
  });

  test.each([
    ['plain', 60, 15],
    ['versioned', 250, 201], // where a hundred go together
  ] as const)(
    'of one dataset waits for nobody else’s thousand in the %s hub',
    async (hub, objects, most) => {
      const { put, bucket } = the(hub);
      const [many, few, target] = [`a${dataset()}`, `z${dataset()}`, await bucket()];
      await Promise.all(Array.from({ length: objects }, (_, n) => put(`${many}/${n}`, `${n}`)));
      await put(`${few}/1`, 'one');
      const routes = [many, few].map((dataset) => ({ dataset, target, keep: false }));
      await using running = move(the(hub), routes, { atOnce: 2 });
      await running.settled();
      const order = (
        await running.db.selectFrom('transfer').select('dataset').orderBy('ended_at').execute()
      ).map(({ dataset }) => dataset);
      expect(order.indexOf(few)).toBeLessThan(most);
    },
  );

  test('is left alone while its dataset is not granted, and taken up when it is', async () => {
    const { put, bucket } = the('plain');
    const [name, other, target] = [dataset(), dataset(), await bucket()];
    await put(`${name}/a`, 'one');
    await put(`${other}/a`, 'one');
    const granted = [{ dataset: other, target, keep: false }];
    await using running = move(the('plain'), () => granted);
    await running.settled();
    expect((await running.rows()).map(({ dataset }) => dataset)).toEqual([other]);
    granted.push({ dataset: name, target, keep: false });
    await until(
      async () => (await running.rows()).filter(({ state }) => state === 'done').length === 2,
    );
  });
});

async function putInParts(
  client: S3Client,
  Bucket: string,
  Key: string,
  sizes: readonly number[],
  fill?: number,
): Promise<void> {
  const { UploadId } = await client.send(new CreateMultipartUploadCommand({ Bucket, Key }));
  const Parts = [];
  for (const [index, size] of sizes.entries()) {
    const PartNumber = index + 1;
    const Body = Buffer.alloc(size, fill ?? PartNumber);
    const { ETag } = await client.send(
      new UploadPartCommand({ Bucket, Key, UploadId, PartNumber, Body }),
    );
    Parts.push({ PartNumber, ETag });
  }
  await client.send(
    new CompleteMultipartUploadCommand({ Bucket, Key, UploadId, MultipartUpload: { Parts } }),
  );
}

/** What a target’s owner lets the mover do. */
function opened(bucket: string, uid: string) {
  return {
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Principal: { AWS: [`arn:aws:iam:::user/${uid}`] },
        Action: ['s3:GetObject', 's3:PutObject', 's3:PutObjectTagging', 's3:ListBucket'],
        Resource: [`arn:aws:s3:::${bucket}`, `arn:aws:s3:::${bucket}/*`],
      },
    ],
  };
}
