import { randomBytes } from 'node:crypto';
import { buffer } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { aBucket, type BucketTrial } from '../objects/stores.ts';
import { noCeph } from '../support/ceph.ts';
import { CEPH_STARTS_WITHIN } from '../support/ceph-user.ts';
import { aDesk, aJob, type Desk, LOGIN } from './desk.ts';

describe.skipIf(noCeph !== undefined)(noCeph ?? 'buckets of Ceph', () => {
  const content = randomBytes(6_000_000);
  let area: BucketTrial;
  let target: BucketTrial;
  let desk: Desk;
  beforeAll(async () => {
    area = await aBucket();
    target = await aBucket();
    desk = await aDesk();
    await area.store.write('7ce4baba/cell_1.fastq.gz', content);
  }, CEPH_STARTS_WITHIN);
  afterAll(async () => {
    await desk?.[Symbol.asyncDispose]();
    await area?.[Symbol.asyncDispose]();
    await target?.[Symbol.asyncDispose]();
  });

  const job = () => {
    const { endpoint } = area.access;
    const name = 'cell_1.fastq.gz';
    const url = `s3://${area.bucket}/7ce4baba/${name}`;
    const planned = aJob(desk, { inputs: [{ name, url, bytes: content.length }] });
    const service = { endpoint, region: 'us-east-1' };
    return { ...planned, source: service, service };
  };
  const secrets = () => ({ aap: LOGIN, source: area.access, target: target.access });

  test('inputs come from one, to DSP', async () => {
    expect(await desk.archive(job(), { secrets: secrets() })).toMatchObject({ ok: true });
    expect(desk.dsp.content('submission-1', 'cell_1.fastq.gz')?.equals(content)).toBe(true);
  });

  test('outputs go to another, with their checksum, and not twice', async () => {
    const { service, ...given } = job();
    const to = {
      kind: 'bucket' as const,
      ...service,
      bucket: target.bucket,
      prefix: 'archived/s1',
    };
    const first = await desk.archive({ ...given, target: to }, { secrets: secrets() });
    expect(first).toMatchObject({ ok: true, skipped: [] });
    const stored = await target.store.read('archived/s1/cell_1.fastq.gz');
    expect(stored && (await buffer(stored)).equals(content)).toBe(true);
    const sha256 = first.ok ? first.outputs[0]?.sha256 : undefined;
    const facts = await target.store.head('archived/s1/cell_1.fastq.gz');
    expect(facts).toMatchObject({ bytes: content.length, sha256 });
    const again = await desk.archive({ ...given, target: to }, { secrets: secrets() });
    expect(again).toMatchObject({ ok: true, skipped: ['cell_1.fastq.gz'] });
    expect((await target.store.head('archived/s1/cell_1.fastq.gz'))?.modifiedAt).toEqual(
      facts?.modifiedAt,
    );
  });

  test('what is not there, or keys that are wrong, is told', async () => {
    const { service: _, ...given } = job();
    const [one] = given.planned.inputs;
    if (one === undefined) throw new Error('One file.');
    const elsewhere = {
      ...given.planned,
      manifestId: 'm2',
      inputs: [{ ...one, url: `${one.url}x` }],
    };
    expect(
      await desk.archive({ ...given, planned: elsewhere }, { secrets: secrets() }),
    ).toMatchObject({
      kind: 'input',
      passing: false,
      says: 'cell_1.fastq.gz is not where the plan says.',
    });
    const wrong = { aap: LOGIN, source: { ...area.access, secretKey: 'wrong' } };
    expect(
      await desk.archive(
        { ...given, planned: { ...given.planned, manifestId: 'm3' } },
        { secrets: wrong },
      ),
    ).toMatchObject({
      ok: false,
      kind: 'input',
      passing: false,
    });
  });
});
