import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { noSamtools } from '../../support/samtools.ts';
import { aDesk, aLane, type Desk } from '../desk.ts';

let desk: Desk;
beforeEach(async () => {
  desk = await aDesk();
});
afterEach(() => desk[Symbol.asyncDispose]());

/**
 * fastq2bam cannot be installed for tests. In its place stands a script that takes its options, notes them, and does
 * what the real one does: it hands names to a shell, writes as many reads as the shortest file has, and exits with 0.
 */
function standIn(also = ''): string {
  const path = join(desk.path, 'fastq2bam');
  const script = `#!/bin/bash
echo "$@" >> ${desk.path}/given
bash -c "ls $6 $8" >/dev/null || exit 1
${also}
samtools import -0 "$8" -o "$4"
`;
  writeFileSync(path, script, { mode: 0o755 });
  return path;
}
const job = (also?: string) => ({
  ...aLane(desk, { reads: 40 }),
  converter: { kind: 'fastq2bam' as const, fastq2bam: standIn(also), samtools: 'samtools' },
});

describe.skipIf(noSamtools !== undefined)(noSamtools ?? 'a conversion by fastq2bam', () => {
  test('gets files under names of ours, with the schema of the plan', async () => {
    expect(await desk.archive(job())).toMatchObject({ ok: true, outputs: [{ reads: 40 }] });
    const [given = ''] = readFileSync(join(desk.path, 'given'), 'utf8').split('\n');
    expect(given.replaceAll(/\/\S*\//g, '')).toBe(
      '-s 10xV3 -b out.bam.part -1 in0.fastq.gz -2 in1.fastq.gz -3 in2.fastq.gz',
    );
    expect(desk.dsp.seen.created).toBe(1);
  });

  test('never sees a name that a shell would run', async () => {
    const { planned, ...rest } = job();
    const trap = `a$(touch ${join(desk.path, 'PWNED')}).gz`;
    const inputs = planned.inputs.map((input) => ({ ...input, name: trap }));
    expect(await desk.archive({ ...rest, planned: { ...planned, inputs } })).toMatchObject({
      ok: true,
    });
    expect(readFileSync(join(desk.path, 'given'), 'utf8')).not.toContain('touch');
    expect(existsSync(join(desk.path, 'PWNED'))).toBe(false);
  });

  test('that leaves reads out and says nothing of it is not believed', async () => {
    const short = 'gunzip -c "$8" | head -n 60 | gzip > "$8.short"; mv "$8.short" "$8"';
    expect(await desk.archive(job(short))).toEqual({
      ok: false,
      kind: 'conversion',
      passing: true,
      says: 'The BAM is not whole: 40 reads went in and 15 came out.',
    });
    expect(desk.dsp.seen.created).toBe(0);
  });

  test('of files that it would shorten in silence does not begin', async () => {
    const given = job();
    const [read1, read2, index1] = given.planned.inputs;
    const { planned: other } = aLane(desk, { reads: 30, output: 'other.bam' });
    const shorter = other.inputs[1];
    if (!read1 || !read2 || !index1 || !shorter) throw new Error('Three files.');
    const inputs = [read1, shorter, index1];
    expect(await desk.archive({ ...given, planned: { ...given.planned, inputs } })).toMatchObject({
      ok: false,
      kind: 'input',
      says: expect.stringContaining('ends after 30 reads'),
    });
    expect(existsSync(join(desk.path, 'given'))).toBe(false);
  });

  test('that writes nothing, or fails, is told', async () => {
    expect(await desk.archive(job('exit 0'))).toMatchObject({
      kind: 'conversion',
      says: expect.stringContaining('there is none'),
    });
    expect(await desk.archive(job('echo "Readnames do not match" >&2; exit 3'))).toMatchObject({
      kind: 'conversion',
      says: expect.stringContaining('(3): Readnames do not match'),
    });
  });
});
