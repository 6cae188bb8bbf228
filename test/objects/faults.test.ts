import { buffer } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type ObjectStore, sweepUnfinished } from '../../src/objects/object-store.ts';
import { createS3Store } from '../../src/objects/s3/s3-store.ts';
import { OutsideError } from '../../src/operations/ports.ts';
import { noCeph } from '../support/ceph.ts';
import { CEPH_STARTS_WITHIN } from '../support/ceph-user.ts';
import { type Fault, type FaultProxy, startFaultProxy } from '../support/fault-proxy.ts';
import { all, inPieces, seeded, sha256Of, someBytes } from './content.ts';
import { aBucket, type BucketTrial, bucketNeeds, PART_BYTES } from './stores.ts';

/** 200 for the long form. */
const UPLOADS = Number(process.env['HANDOFF_UPLOADS'] ?? 20);
const TIMEOUT = 1500; // milliseconds until a call is given up
const MOST_TRIES = 20;
const HOW_OFTEN = 0.15; // of the calls that change something

const FAULTS: readonly [string, Fault][] = [
  ['500', { kind: 'status', status: 500, code: 'InternalError' }],
  ['503', { kind: 'status', status: 503, code: 'SlowDown' }],
  ['no answer in time', { kind: 'late', milliseconds: TIMEOUT + 500 }],
  ['a reset in the middle of a part', { kind: 'reset', after: 40_000 }],
  ['a part that is altered on its way', { kind: 'altered' }],
  ['an error inside 200', { kind: 'error in 200' }],
  ['a conflict, 409', { kind: 'status', status: 409, code: 'ConditionalRequestConflict' }],
  ['a condition that fails, 412', { kind: 'status', status: 412, code: 'PreconditionFailed' }],
  ['an answer that is lost', { kind: 'answer lost' }],
];

describe.skipIf(noCeph !== undefined)(noCeph ?? 'uploads to Ceph through', () => {
  let trial: BucketTrial;
  let proxy: FaultProxy;
  let store: ObjectStore;
  beforeAll(async () => {
    trial = await aBucket();
    proxy = await startFaultProxy(trial.access.endpoint);
    const needs = bucketNeeds(trial.access, trial.bucket);
    store = createS3Store({ ...needs, endpoint: proxy.url, timeout: TIMEOUT });
  }, CEPH_STARTS_WITHIN);
  afterAll(async () => {
    await proxy?.[Symbol.asyncDispose]();
    await trial?.[Symbol.asyncDispose]();
  });

  test.each(FAULTS)(
    '%s: all arrive whole, nothing is replaced, one sweep leaves nothing behind',
    async (name, fault) => {
      const folder = `${name.replaceAll(/\W+/g, '-')}/`;
      const chance = seeded(name.length);
      let met = 0;
      proxy.befall(({ method }) => {
        if ((method !== 'PUT' && method !== 'POST') || chance() > HOW_OFTEN) return undefined;
        met += 1;
        return fault;
      });
      const wrong: string[] = [];
      for (let n = 0; n < UPLOADS; n += 1) {
        const key = `${folder}${n}`;
        const large = n % 5 === 4;
        const bytes = someBytes(large ? 2 * PART_BYTES + 1000 + n : 50_000 + n, n + 1);
        const taken = n % 4 === 3 ? Buffer.from(`first ${n}`) : undefined;
        if (taken !== undefined) await trial.store.write(key, taken);
        await addUntilAnswered(key, bytes);
        const content = await trial.store.read(key);
        const found = content && sha256Of(await buffer(content));
        if (found !== sha256Of(taken ?? bytes)) wrong.push(key);
        await trial.store.remove([{ key }]); // the server keeps all in memory
      }
      expect(wrong).toEqual([]);
      expect(met).toBeGreaterThan(0);

      proxy.befall(() => undefined);
      await sweepUnfinished(store, folder, new Date(Date.now() + 60_000));
      expect(await all(trial.store.listUnfinished(folder))).toEqual([]);
    },
    600_000,
  );

  async function addUntilAnswered(key: string, bytes: Buffer): Promise<void> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        await store.add(key, inPieces(bytes));
        return;
      } catch (fault) {
        const again =
          fault instanceof OutsideError && ['retry', 'ambiguous'].includes(fault.outcome);
        if (!again || attempt === MOST_TRIES) throw fault;
      }
    }
  }

  test('a download that is cut short fails, rather than look whole', async () => {
    await trial.store.write('cut/short', someBytes(200_000));
    proxy.befall(({ method }) =>
      method === 'GET' ? { kind: 'truncated', after: 70_000 } : undefined,
    );
    const content = await store.read('cut/short');
    await expect(content && buffer(content)).rejects.toMatchObject({
      name: 'OutsideError',
      outcome: 'retry',
    });
  });

  test('an upload that fails at its first part does not take all the rest of its content', async () => {
    proxy.befall(({ query }) =>
      query.get('partNumber') === '1' ? { kind: 'status', status: 400, code: 'Odd' } : undefined,
    );
    let taken = 0;
    async function* endless() {
      for (; taken < 100; taken += 1) yield someBytes(PART_BYTES, taken);
    }
    await expect(store.write('early', endless())).rejects.toMatchObject({ outcome: 'refused' });
    expect(taken).toBeLessThan(20);
    expect(await all(trial.store.listUnfinished('early'))).toEqual([]);
  });

  test('while nothing gets through, whether a write happened is not known', async () => {
    proxy.befall(({ method }) =>
      method === 'HEAD'
        ? { kind: 'status', status: 503, code: 'SlowDown' }
        : { kind: 'answer lost' },
    );
    await expect(store.write('unknown', Buffer.of(1))).rejects.toMatchObject({
      outcome: 'ambiguous',
    });
  });
});
