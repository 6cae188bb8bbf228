import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { readUploadPlan } from '../../src/archiving/plan/plan.ts';

const DSP = 'https://submission.ebi.ac.uk';
const AREA = 's3://upload/area/';
const mixed: unknown = JSON.parse(readFileSync('test/fixtures/upload-plan.json', 'utf8'));

const sizeOf = async () => 2_000_000_000;
const read = (plan: unknown, sizes: (url: string) => Promise<number | undefined> = sizeOf) =>
  readUploadPlan(plan, { dspUrl: DSP, sizeOf: sizes });

/** A job of one 10xV3 lane, with whatever is to be different. */
const lane = (change: object = {}, conversion: object = {}) => ({
  dsp_api_url: DSP,
  submission_url: `${DSP}/api/submissions/s-1`,
  manifest_id: 'm1',
  files: [{ name: 'm1.bam' }],
  conversion: {
    output_name: 'm1.bam',
    schema: '10xV3',
    inputs: ['read1', 'read2', 'index1'].map((read_index) => ({
      name: `${read_index}.fastq.gz`,
      read_index,
      cloud_url: `${AREA}${read_index}.fastq.gz`,
    })),
    ...conversion,
  },
  ...change,
});
const fastq = (name: string, change: object = {}) => ({
  name,
  read_index: 'read1',
  cloud_url: `${AREA}${name}`,
  ...change,
});
const asTheyAre = (files: readonly object[], manifest = 'm2') =>
  lane({ manifest_id: manifest, files, conversion: undefined });

async function refusalOf(job: unknown): Promise<readonly string[]> {
  const plan = await read({ jobs: [job] });
  return plan.kind === 'plan'
    ? plan.refused.map(({ kind, says }) => `${kind}: ${says}`)
    : [plan.kind];
}

describe('the upload plan', () => {
  test('of mixed technologies: what is converted, what is uploaded as it is, from where, with how much', async () => {
    const plan = await read(mixed);
    if (plan.kind !== 'plan') throw new Error(plan.kind);
    expect(plan.refused).toEqual([]);
    expect(
      plan.jobs.map(({ conversion, inputs, memory, bundleUuid }) => ({
        conversion,
        inputs: inputs.map(({ role, name }) => `${role}: ${name}`),
        memory,
        bundleUuid,
      })),
    ).toEqual([
      {
        conversion: { schema: '10xV3', output: 'c0b9f94a329ca4bb0deabb15_1.bam' },
        inputs: [
          'read1: RetA_S1_L001_R1_001.fastq.gz',
          'read2: RetA_S1_L001_R2_001.fastq.gz',
          'index1: RetA_S1_L001_I1_001.fastq.gz',
        ],
        memory: 12_000,
      },
      {
        conversion: { schema: '10xV3', output: 'c0b9f94a329ca4bb0deabb15_2.bam' },
        inputs: [
          'read1: RetA_S1_L002_R1_001.fastq.gz',
          'read2: RetA_S1_L002_R2_001.fastq.gz',
          'index1: RetA_S1_L002_I1_001.fastq.gz',
        ],
        memory: 12_000,
      },
      {
        inputs: ['read1: RetB_cell001_R1_001.fastq.gz', 'read2: RetB_cell001_R2_001.fastq.gz'],
        memory: 1000,
      },
      {
        conversion: { schema: '10xV2', output: '6fcc435e-da14-4933-96bb-3d51d9b302fc.bam' },
        inputs: [
          'read1: RetC_S3_L001_R1_001.fastq.gz',
          'read2: RetC_S3_L001_R2_001.fastq.gz',
          'index1: RetC_S3_L001_I1_001.fastq.gz',
        ],
        memory: 12_000,
        bundleUuid: '33340229-3746-4484-ac4c-2759b23ed3c6',
      },
    ]);
    expect(new Set(plan.jobs.map(({ submissionId }) => submissionId))).toEqual(
      new Set(['ecedc7d8-4e30-4a5f-a25d-488e1b880cda']),
    );
    const minutes = plan.jobs.map((job) => job.minutes);
    expect(minutes[0]).toBeGreaterThan(minutes[2] ?? 0);
  });

  test('single or nested, it is the same', async () => {
    const jobs = [lane()];
    expect(await read({ jobs: { jobs } })).toEqual(await read({ jobs }));
  });

  test('while it is being built there are no jobs', async () => {
    expect(await read({ jobs: { jobs: [] } })).toEqual({ kind: 'building' });
    expect(await read({ jobs: [] })).toEqual({ kind: 'building' });
  });

  test.each([[null], ['<html>'], [{ message: 'failed' }], [{ jobs: 'none' }]])(
    'that is none is told as such: %j',
    async (given) => {
      expect(await read(given)).toMatchObject({ kind: 'unreadable' });
    },
  );

  test('with DSP’s address as the procedure writes it, and as the service does', async () => {
    expect(await refusalOf(lane({ dsp_api_url: `${DSP}/api/` }))).toEqual([]);
  });
});

describe('what cannot be done is told before anything runs', () => {
  test.each([
    ['SS2', 'unsupported: Files of schema SS2 can’t be converted; 10xV2 and 10xV3 can.'],
    ['10xV1', 'unsupported: Files of schema 10xV1 can’t be converted; 10xV2 and 10xV3 can.'],
    ['toString', 'unsupported: Files of schema toString can’t be converted; 10xV2 and 10xV3 can.'],
    [null, 'unsupported: The plan names no schema for m1.bam; 10xV2 and 10xV3 can be converted.'],
  ])('schema %s', async (schema, says) => {
    expect(await refusalOf(lane({}, { schema }))).toEqual([says]);
  });

  test.each([
    '../../etc/passwd',
    'a/b.fastq.gz',
    'a\\b.fastq.gz',
    'a$(touch PWNED).gz',
    'a`id`.gz',
    'a;b.gz',
    "a'b.gz",
    'a b.gz',
    'a\nb.gz',
    'a\u0000b.gz',
    '-o.gz',
    '.hidden',
    '..',
    '',
    'x'.repeat(300),
  ])('the name %j, wherever it stands', async (name) => {
    const says = [expect.stringContaining('can’t be taken')];
    const inputs = lane().conversion.inputs.map((one, at) => (at === 0 ? { ...one, name } : one));
    expect(await refusalOf(lane({}, { inputs }))).toEqual(says);
    expect(await refusalOf(lane({ files: [{ name }] }, { output_name: name }))).toEqual(says);
    expect(await refusalOf(lane({ manifest_id: name }))).toEqual(says);
    expect(await refusalOf(asTheyAre([fastq(name, { cloud_url: `${AREA}x` })]))).toEqual(says);
  });

  test('two jobs that make the same file', async () => {
    const plan = await read({ jobs: [lane(), lane({ manifest_id: 'm9' })] });
    expect(plan).toMatchObject({
      jobs: [{ manifestId: 'm1' }],
      refused: [
        { number: 2, manifestId: 'm9', says: 'm1.bam is made by another job of this plan, too.' },
      ],
    });
  });

  test('but the same file may belong to two bundles', async () => {
    const file = fastq('one.fastq.gz');
    const plan = await read({ jobs: [asTheyAre([file]), asTheyAre([file], 'm3')] });
    expect(plan).toMatchObject({ jobs: [{}, {}], refused: [] });
    const other = fastq('one.fastq.gz', { cloud_url: `${AREA}other` });
    expect(await read({ jobs: [asTheyAre([file]), asTheyAre([other], 'm3')] })).toMatchObject({
      refused: [{ number: 2 }],
    });
  });

  test('another environment’s DSP: it would get this one’s password', async () => {
    const test = 'https://submission-test.ebi.ac.uk';
    const says = [
      'input: The plan is for submission-test.ebi.ac.uk, but this environment’s DSP is submission.ebi.ac.uk.',
    ];
    expect(await refusalOf(lane({ dsp_api_url: test }))).toEqual(says);
    expect(await refusalOf(lane({ submission_url: `${test}/api/submissions/s-1` }))).toEqual(says);
  });

  test.each<[string, object, string]>([
    ['no read2', { inputs: [fastq('a.gz')] }, 'There is no read2 for m1.bam.'],
    [
      'two read1',
      { inputs: [fastq('a.gz'), fastq('b.gz'), fastq('c.gz', { read_index: 'read2' })] },
      'There are two files of read1 for m1.bam.',
    ],
    [
      'a read nobody knows',
      { inputs: [fastq('a.gz', { read_index: 'read9' })] },
      'The plan does not say which read a.gz is.',
    ],
    [
      'no address',
      { inputs: [fastq('a.gz', { cloud_url: undefined })] },
      'The plan does not say where a.gz lies.',
    ],
    [
      'an address of another kind',
      { inputs: [fastq('a.gz', { cloud_url: 'file:///etc/passwd' })] },
      'The plan does not say where a.gz lies.',
    ],
    ['no inputs', { inputs: [] }, 'The job names no files.'],
  ])('%s', async (_, conversion, says) => {
    expect(await refusalOf(lane({}, conversion))).toEqual([`input: ${says}`]);
  });

  test('a file that is not there', async () => {
    const plan = await read({ jobs: [lane()] }, async (url) =>
      url.endsWith('read2.fastq.gz') ? undefined : 1,
    );
    expect(plan).toMatchObject({
      jobs: [],
      refused: [{ kind: 'input', says: 'read2.fastq.gz is not where the plan says.' }],
    });
  });

  test('a job that is malformed, while the others are done', async () => {
    const plan = await read({ jobs: [{ ...lane(), manifest_id: 7 }, lane()] });
    expect(plan).toMatchObject({
      jobs: [{ manifestId: 'm1' }],
      refused: [{ number: 1, says: 'The job is not as it should be at manifest_id.' }],
    });
  });
});
