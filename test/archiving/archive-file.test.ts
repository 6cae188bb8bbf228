import { createHash, randomBytes } from 'node:crypto';
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { smallDisk } from '../exports/small-disk.ts';
import { linesOf, noSamtools } from '../support/samtools.ts';
import { aDesk, aFile, aJob, aLane, type Desk, LOGIN } from './desk.ts';

let desk: Desk;
beforeEach(async () => {
  desk = await aDesk();
});
afterEach(() => desk[Symbol.asyncDispose]());

const sha256 = (content: Uint8Array) => createHash('sha256').update(content).digest('hex');

describe.skipIf(noSamtools !== undefined)(noSamtools ?? 'a job with a conversion', () => {
  test('fetches, converts and uploads, and tells what of it was made', async () => {
    const job = aLane(desk);
    const steps: (readonly [number, string])[] = [];
    const done = await desk.archive(job, { progress: (...step) => steps.push(step) });
    const bam = desk.dsp.content('submission-1', 'lane_1.bam') ?? Buffer.alloc(0);
    expect(done).toEqual({
      ok: true,
      outputs: [{ name: 'lane_1.bam', bytes: bam.length, sha256: sha256(bam), reads: 500 }],
      skipped: [],
      warnings: [],
    });
    const uploaded = join(desk.path, 'uploaded.bam');
    writeFileSync(uploaded, bam);
    let reads = 0;
    for await (const _ of linesOf(uploaded)) reads += 1;
    expect(reads).toBe(500);
    const fractions = steps.map(([fraction]) => fraction);
    expect(fractions).toEqual(fractions.toSorted((a, b) => a - b));
    expect(fractions.at(-1)).toBeCloseTo(1, 3);
    expect([...new Set(steps.map(([, note]) => note.split(' ')[0]))]).toEqual([
      'fetching',
      'converting',
      'uploading',
    ]);
  });

  test('done again: nothing is fetched, made or sent twice', async () => {
    const job = aLane(desk);
    const first = await desk.archive(job);
    const { reads, ...before } = { reads: desk.site.seen.reads, ...desk.dsp.seen };
    const again = await desk.archive(job);
    expect(again).toEqual({ ...first, skipped: ['lane_1.bam'] });
    expect(desk.site.seen.reads).toBe(reads);
    expect(desk.dsp.seen).toMatchObject({ bytes: before.bytes, created: 1 });
  });

  test('lanes share the folder of their manifest and nothing else', async () => {
    const [one, two] = [aLane(desk), aLane(desk, { output: 'lane_2.bam', seed: 2 })];
    const done = await Promise.all([desk.archive(one), desk.archive(two)]);
    expect(done).toMatchObject([{ ok: true }, { ok: true }]);
    expect(readdirSync(join(desk.workFolder, 'manifest-1'))).toHaveLength(2);
    const [bam1, bam2] = [1, 2].map((n) => desk.dsp.content('submission-1', `lane_${n}.bam`));
    expect(bam1).not.toEqual(bam2);
  });

  test('of another schema, the BAM is made anew from what was fetched', async () => {
    const job = aLane(desk);
    await desk.archive(job);
    const { reads } = desk.site.seen;
    const other = {
      ...job.planned,
      conversion: { schema: '10xV2' as const, output: 'lane_1.bam' },
      submissionId: 's2',
    };
    expect(await desk.archive({ ...job, planned: other })).toMatchObject({
      ok: true,
      skipped: [],
      warnings: [expect.stringContaining('more than the 26 bases')],
    });
    expect(desk.site.seen.reads).toBe(reads);
  });

  test('a second index is named, since it has no place in the BAM', async () => {
    const { planned, ...job } = aLane(desk);
    const index2 = {
      name: 'I2.fastq.gz',
      url: 'http://127.0.0.1:9/I2',
      bytes: 1,
      role: 'index2' as const,
    };
    expect(
      await desk.archive({ ...job, planned: { ...planned, inputs: [...planned.inputs, index2] } }),
    ).toMatchObject({ ok: true, warnings: ['I2.fastq.gz has no place in the BAM.'] });
  });

  test('a fault of the files is no matter of time', async () => {
    const { planned, ...job } = aLane(desk);
    const [read1, read2, index1] = planned.inputs;
    if (!read1 || !read2 || !index1) throw new Error('Three files.');
    const swapped = [
      { ...read1, role: 'index1' as const },
      read2,
      { ...index1, role: 'read1' as const },
    ];
    expect(await desk.archive({ ...job, planned: { ...planned, inputs: swapped } })).toMatchObject({
      ok: false,
      kind: 'input',
      passing: false,
      says: expect.stringContaining('8 bases'),
    });
    expect(desk.dsp.seen.created).toBe(0);
  });
});

describe('what is fetched', () => {
  const content = randomBytes(3_000_000);

  test('goes on where it broke off, and is whole', async () => {
    desk.site.trouble.breaks = [1_000_000, 700_000];
    expect(await desk.archive(aFile(desk, content))).toMatchObject({
      ok: true,
      outputs: [{ name: 'cell_1.fastq.gz', bytes: content.length, sha256: sha256(content) }],
    });
    expect(desk.site.seen).toEqual({ reads: 3, bytes: content.length });
    expect(desk.dsp.content('submission-1', 'cell_1.fastq.gz')?.equals(content)).toBe(true);
  });

  test('is fetched anew when it was altered on our disk', async () => {
    const job = aFile(desk, content);
    await desk.archive(job);
    const manifest = join(desk.workFolder, 'manifest-1');
    const [own = ''] = readdirSync(manifest);
    const altered = Buffer.from(content);
    altered.writeUInt8(altered.readUInt8(99) ^ 1, 99);
    writeFileSync(join(manifest, own, 'in0.fastq.gz'), altered);
    const other = { ...job, planned: { ...job.planned, submissionId: 's2' } };
    expect(await desk.archive(other)).toMatchObject({ outputs: [{ sha256: sha256(content) }] });
  });

  test('must be what was planned with', async () => {
    const job = aFile(desk, content);
    desk.site.put('cell_1.fastq.gz', content.subarray(1));
    expect(await desk.archive(job)).toMatchObject({
      ok: false,
      kind: 'input',
      says: `cell_1.fastq.gz is not the file that was planned with: it had 3000000 bytes and has 2999999.`,
    });
  });

  test('and half of an older file is not put before a newer one', async () => {
    const job = aFile(desk, content);
    desk.site.trouble.breaks = Array.from({ length: 9 }, () => 100_000);
    expect(await desk.archive(job)).toMatchObject({ ok: false, kind: 'input', passing: true });
    desk.site.trouble.breaks = [];
    const newer = randomBytes(content.length);
    desk.site.put('cell_1.fastq.gz', newer);
    expect(await desk.archive(job)).toMatchObject({
      ok: true,
      outputs: [{ sha256: sha256(newer) }],
    });
  });

  test('is missed when it is gone', async () => {
    const job = aFile(desk, content);
    desk.site.remove('cell_1.fastq.gz');
    expect(await desk.archive(job)).toEqual({
      ok: false,
      kind: 'input',
      passing: false,
      says: 'cell_1.fastq.gz is not where the plan says.',
    });
  });
});

describe('what is uploaded', () => {
  const content = randomBytes(7_000_000); // four chunks

  test('in chunks of 2 MB', async () => {
    expect(await desk.archive(aFile(desk, content))).toMatchObject({ ok: true });
    expect(desk.dsp.seen).toMatchObject({ patches: 4, bytes: content.length, tokens: 1 });
  });

  test('an empty file, too', async () => {
    expect(await desk.archive(aFile(desk, Buffer.alloc(0)))).toMatchObject({ ok: true });
    expect(desk.dsp.content('submission-1', 'cell_1.fastq.gz')?.equals(Buffer.alloc(0))).toBe(true);
  });

  test('through faults that pass, each byte once', async () => {
    const faults = new Map([
      ['PATCH files', [500, 503]],
      ['GET api', [502]],
      ['GET auth', [500]],
    ]);
    desk.dsp.trouble.of = (call) => faults.get(call)?.shift();
    expect(await desk.archive(aFile(desk, content))).toMatchObject({ ok: true });
    expect(desk.dsp.content('submission-1', 'cell_1.fastq.gz')?.equals(content)).toBe(true);
    expect(desk.dsp.seen.bytes).toBe(content.length);
  });

  test('is carried on with by the next attempt', async () => {
    const job = aFile(desk, content);
    let patches = 0;
    desk.dsp.trouble.of = (call) => {
      if (call === 'PATCH files') patches += 1;
      return patches > 2 ? 500 : undefined;
    };
    expect(await desk.archive(job)).toMatchObject({
      ok: false,
      kind: 'upload',
      passing: true,
      says: 'DSP did not take cell_1.fastq.gz: it answered 500.',
    });
    desk.dsp.trouble.of = () => undefined;
    expect(await desk.archive(job)).toMatchObject({ ok: true, skipped: [] });
    expect(desk.dsp.seen).toMatchObject({ bytes: content.length, created: 1 });
    expect(desk.dsp.content('submission-1', 'cell_1.fastq.gz')?.equals(content)).toBe(true);
  });

  test('with another token, once, where the first has run out', async () => {
    const { planned, ...job } = aFile(desk, content);
    const second = { name: 'b.gz', url: desk.site.put('b.gz', content), bytes: content.length };
    let searches = 0;
    desk.dsp.trouble.of = (call) => {
      if (call === 'GET api') searches += 1;
      if (call === 'GET api' && searches === 2) desk.dsp.forgetToken();
      return undefined;
    };
    const both = { ...planned, inputs: [...planned.inputs, second] };
    expect(await desk.archive({ ...job, planned: both })).toMatchObject({ ok: true });
    expect(desk.dsp.seen).toMatchObject({ tokens: 2, created: 2 });
  });

  test('not at all, where the token of the upload itself is refused twice', async () => {
    desk.dsp.trouble.of = (call) => (call === 'POST files' ? 401 : undefined);
    expect(await desk.archive(aFile(desk, content))).toMatchObject({
      ok: false,
      kind: 'upload',
      passing: false,
      says: 'DSP does not let the bot upload (401).',
    });
    expect(desk.dsp.seen.tokens).toBe(2);
  });

  test('not with a wrong password, and without asking for ever', async () => {
    const secrets = { aap: { ...LOGIN, password: 'wrong' } };
    expect(await desk.archive(aFile(desk, content), { secrets })).toEqual({
      ok: false,
      kind: 'upload',
      passing: false,
      says: 'The account service does not accept the bot’s name and password.',
    });
  });

  test('and nothing is fetched where the password is missing', async () => {
    expect(await desk.archive(aFile(desk, content), { secrets: {} })).toMatchObject({
      kind: 'upload',
    });
    expect(desk.site.seen.reads).toBe(0);
  });

  test('is given up when DSP falls silent', async () => {
    desk.dsp.trouble.of = (call) => (call === 'PATCH files' ? 'never' : undefined);
    const patience = { delays: [0], silence: 300 };
    expect(await desk.archive(aFile(desk, content), { patience })).toMatchObject({
      ok: false,
      kind: 'upload',
      passing: true,
      says: 'DSP did not take cell_1.fastq.gz: it does not answer.',
    });
  });

  test('is stopped when nobody wants it any more', async () => {
    const stop = new AbortController();
    desk.dsp.trouble.of = (call) => {
      if (call === 'PATCH files') stop.abort();
      return undefined;
    };
    expect(await desk.archive(aFile(desk, content), { signal: stop.signal })).toMatchObject({
      ok: false,
      kind: 'cancelled',
    });
  });

  test('never to an address that others can listen to', async () => {
    const job = aFile(desk, content);
    const target = {
      kind: 'dsp' as const,
      dspUrl: 'http://example.org',
      aapUrl: `${desk.dsp.url}/auth`,
    };
    await expect(desk.archive({ ...job, target })).rejects.toThrow(
      'neither https nor on this machine',
    );
  });
});

describe('room', () => {
  test('is looked for before anything is fetched, and told of when it runs out', async () => {
    using disk = smallDisk(join(desk.path, 'small'), 4);
    if (disk === undefined) return;
    const workFolder = join(desk.path, 'small');
    const job = aFile(desk, randomBytes(8_000_000));
    expect(await desk.archive(job, { workFolder })).toMatchObject({
      ok: false,
      kind: 'no space',
      says: expect.stringMatching(/about 8\.0 MB are needed and \d\.\d MB are free/),
    });
    expect(desk.site.seen.reads).toBe(0);
    const fits = aFile(desk, randomBytes(3_000_000), 'fits.gz');
    const filling = desk.archive(fits, { workFolder, progress: () => disk.fill(100_000) });
    expect(await filling).toMatchObject({ ok: false, kind: 'no space' });
    disk.fill('nothing');
    expect(await desk.archive(fits, { workFolder })).toMatchObject({ ok: true });
  });

  test.skipIf(noSamtools !== undefined)('that runs out while a BAM is written', async () => {
    using disk = smallDisk(join(desk.path, 'small'), 8);
    if (disk === undefined) return;
    const workFolder = join(desk.path, 'small');
    const job = aLane(desk, { reads: 20_000 });
    const bytes = job.planned.inputs.reduce((sum, one) => sum + one.bytes, 0);
    expect(bytes).toBeLessThan(3_500_000);
    let filled = false;
    const once = (_: number, note: string) => {
      if (!filled && note.startsWith('converting')) {
        filled = true;
        disk.fill(100_000);
      }
    };
    expect(await desk.archive(job, { workFolder, progress: once })).toMatchObject({
      ok: false,
      kind: 'no space',
    });
    disk.fill('nothing');
    expect(await desk.archive(job, { workFolder })).toMatchObject({ ok: true });
  });
});

test('an input of nothing but its address is refused without the keys', async () => {
  const inputs = [{ name: 'a.gz', url: 's3://area/a.gz', bytes: 1 }];
  const secrets = { aap: LOGIN };
  expect(await desk.archive(aJob(desk, { inputs }), { secrets })).toMatchObject({
    ok: false,
    kind: 'input',
    says: 'The keys of the upload area are missing.',
  });
});
