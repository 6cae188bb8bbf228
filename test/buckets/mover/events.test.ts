import { DeleteObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { beforeAll, describe, expect, test } from 'vitest';
import { createSqsQueue } from '../../../src/buckets/mover/sqs-queue.ts';
import { hours } from '../../../src/domain/duration.ts';
import { noCeph } from '../../support/ceph.ts';
import { CEPH_STARTS_WITHIN } from '../../support/ceph-user.ts';
import { type SqsQueue, startSqs } from '../../support/sqs.ts';
import { aField, everythingIn, type Field, md5, move, nameless, storeFor, until } from './field.ts';

describe.skipIf(noCeph !== undefined)(noCeph ?? 'told by notifications', () => {
  let field: Field;
  beforeAll(async () => {
    field = await aField();
  }, CEPH_STARTS_WITHIN);

  const queueOf = ({ url }: SqsQueue) =>
    createSqsQueue({ url, region: 'eu-west-1', accessKey: 'A', secretKey: 'S', pollSeconds: 1 });
  const landed = (key: string) => ({
    Records: [
      {
        eventName: 'ObjectCreated:Put',
        s3: {
          bucket: { name: field.hub },
          object: { key: encodeURIComponent(key).replaceAll('%20', '+') },
        },
      },
    ],
  });
  /** The next look through the hub is an hour away: only messages can tell of anything. */
  const listening = (dataset: string, target: string, sqs: SqsQueue) =>
    move(field, [{ dataset, target, keep: false }], { interval: hours(100), queue: queueOf(sqs) });

  test('moves what they name, once however often they come, in the order in which it landed', async () => {
    await using sqs = await startSqs();
    const [name, target] = [`lung${nameless()}`, await field.bucket({ versions: true })];
    await using running = listening(name, target, sqs);
    await until(() => sqs.calls.includes('ReceiveMessage'));
    await until(async () => running.db !== undefined);
    const key = `${name}/a b+c%25 ü.csv`;
    for (const n of [1, 2, 3]) await field.put(key, `version ${n}`);
    await field.put(`${name}/b`, 'two');
    await field.put(`${name}/b2`, 'untold');
    sqs.send({ Service: 'Amazon S3', Event: 's3:TestEvent', Bucket: field.hub });
    for (let time = 0; time < 3; time += 1) sqs.send(landed(key));
    sqs.send(landed(`${name}/b`));
    sqs.send(landed(`${name}/never`));
    sqs.send(landed('of-nobody/a'));
    await running.settled();
    await until(() => sqs.messages.length === 0);
    expect([...(await everythingIn(field.client, target))]).toEqual([
      [key, [1, 2, 3].map((n) => md5(`version ${n}`))],
      [`${name}/b`, [md5('two')]],
    ]);
  });

  test('sets aside what nobody understands, and tells of it once', async () => {
    await using sqs = await startSqs();
    const [name, target] = [`lung${nameless()}`, await field.bucket()];
    await using running = listening(name, target, sqs);
    sqs.send('not even JSON');
    sqs.send({ Records: [{ eventName: 'ObjectCreated:Put' }] });
    await field.put(`${name}/a`, 'one');
    sqs.send(landed(`${name}/a`));
    await running.settled();
    await until(() => sqs.messages.length === 0 && running.alerts.length > 0);
    sqs.send('again');
    await until(() => sqs.messages.length === 0);
    expect(running.alerts).toEqual([
      expect.objectContaining({ kind: 'messages set aside', why: expect.stringMatching(/no/) }),
    ]);
    const aside = await running.db.selectFrom('aside_message').select('body').execute();
    expect(aside.map(({ body }) => body)).toContain('not even JSON');
  });

  test('lets go of a message only when what it names is in the record', async () => {
    await using sqs = await startSqs({ visibility: 100 });
    const [name, target] = [`lung${nameless()}`, await field.bucket()];
    let down = true;
    const store = storeFor(field.access);
    const { landed: list } = store;
    Object.assign(store, {
      landed: (...given: Parameters<typeof list>) => {
        if (down) throw new Error('The store is away.');
        return list(...given);
      },
    });
    await using running = move(field, [{ dataset: name, target, keep: false }], {
      interval: hours(100),
      queue: queueOf(sqs),
      hub: { bucket: field.hub, store },
      storeOf: () => store,
      speed: 100,
    });
    await field.put(`${name}/a`, 'one');
    sqs.send(landed(`${name}/a`));
    await until(() => (sqs.messages[0]?.received ?? 0) > 1);
    expect(await running.rows()).toEqual([]);
    down = false;
    await running.settled();
    await until(() => sqs.messages.length === 0);
  });

  test('reads on when the queue refused for a while', async () => {
    await using sqs = await startSqs();
    sqs.refuse('ReceiveMessage', 4, 'AccessDeniedException');
    sqs.refuse('DeleteMessageBatch', 1, 'InternalError', 400);
    const [name, target] = [`lung${nameless()}`, await field.bucket()];
    await using running = move(field, [{ dataset: name, target, keep: false }], {
      interval: hours(100),
      queue: queueOf(sqs),
      speed: 100,
    });
    await field.put(`${name}/a`, 'one');
    sqs.send(landed(`${name}/a`));
    await running.settled();
    await until(() => sqs.messages.length === 0);
    expect((await running.rows()).map(({ state }) => state)).toEqual(['done']);
  });
});

describe.skipIf(noCeph !== undefined)(noCeph ?? 'an object that changes on its way', () => {
  let plain: Field;
  let versioned: Field;
  beforeAll(async () => {
    plain = await aField({ versions: false });
    versioned = await aField();
  }, CEPH_STARTS_WITHIN);

  /** A store in which something happens just before one of its methods is carried out, once. */
  function disturbed(
    field: Field,
    before: 'copy' | 'look' | 'remove',
    happens: () => Promise<unknown>,
  ) {
    const store = storeFor(field.access);
    const real: (...given: never[]) => Promise<unknown> = store[before];
    let happened = false;
    Object.assign(store, {
      [before]: async (...given: never[]) => {
        if (!happened) {
          happened = true;
          await happens();
        }
        return real(...given);
      },
    });
    return { hub: { bucket: field.hub, store }, storeOf: () => store };
  }

  test.each(['copy', 'look', 'remove'] as const)(
    'replaced before %s: both arrive, in their order, where versions are kept',
    async (before) => {
      const [name, target] = [`lung${nameless()}`, await versioned.bucket({ versions: true })];
      await versioned.put(`${name}/a`, 'before');
      const store = disturbed(versioned, before, () => versioned.put(`${name}/a`, 'after'));
      await using running = move(versioned, [{ dataset: name, target, keep: false }], store);
      await until(
        async () => (await running.rows()).filter(({ state }) => state === 'done').length === 2,
      );
      expect((await everythingIn(versioned.client, target)).get(`${name}/a`)).toEqual([
        md5('before'),
        md5('after'),
      ]);
      expect((await everythingIn(versioned.client, versioned.hub)).has(`${name}/a`)).toBe(false);
    },
  );

  test.each(['copy', 'look', 'remove'] as const)(
    'replaced before %s in a hub without versions: the newer one arrives, and nothing is removed unsent',
    async (before) => {
      const [name, target] = [`lung${nameless()}`, await plain.bucket()];
      await plain.put(`${name}/a`, 'before');
      const store = disturbed(plain, before, () => plain.put(`${name}/a`, 'after'));
      await using running = move(plain, [{ dataset: name, target, keep: false }], store);
      await until(
        async () =>
          (await everythingIn(plain.client, target)).get(`${name}/a`)?.[0] === md5('after'),
      );
      await until(async () => !(await everythingIn(plain.client, plain.hub)).has(`${name}/a`));
      await running.settled();
      const rows = await running.rows();
      expect(rows.at(-1)).toMatchObject({ state: 'done', etag: md5('after') });
      expect(rows.some(({ state }) => state === 'quarantined')).toBe(false);
    },
  );

  test('removed before it was copied: it is not sent, and nobody is called', async () => {
    const [name, target] = [`lung${nameless()}`, await plain.bucket()];
    await plain.put(`${name}/a`, 'before');
    const store = disturbed(plain, 'copy', () =>
      plain.client.send(new DeleteObjectCommand({ Bucket: plain.hub, Key: `${name}/a` })),
    );
    await using running = move(plain, [{ dataset: name, target, keep: false }], store);
    await running.settled();
    expect((await running.rows()).map(({ state }) => state)).toEqual(['gone']);
    expect(await everythingIn(plain.client, target)).toEqual(new Map());
    expect(running.alerts).toEqual([]);
  });

  test('another one that somebody put at the target meanwhile is not taken for it: the original stays', async () => {
    const [name, target] = [`lung${nameless()}`, await plain.bucket()];
    await plain.put(`${name}/a`, 'ours');
    const store = storeFor(plain.access);
    const { copy } = store;
    let copies = 0;
    Object.assign(store, {
      copy: async (...given: Parameters<typeof copy>) => {
        copies += 1;
        await copy(...given);
        await plain.client.send(
          new PutObjectCommand({ Bucket: target, Key: `${name}/a`, Body: 'theirs' }),
        );
      },
    });
    await using running = move(plain, [{ dataset: name, target, keep: false }], {
      hub: { bucket: plain.hub, store },
      storeOf: () => store,
      speed: 1000,
    });
    await running.settled();
    expect((await running.rows()).map(({ state }) => state)).toEqual(['quarantined']);
    expect((await everythingIn(plain.client, plain.hub)).get(`${name}/a`)).toEqual([md5('ours')]);
    expect(copies).toBe(1);
    expect((await everythingIn(plain.client, target)).get(`${name}/a`)).toEqual([md5('theirs')]);
  });
});
