import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { noSamtools } from '../../support/samtools.ts';
import { aSite } from '../../upstream/archiver/site.ts';
import { allEnded, CYCLE, openFiles, place } from './bench.ts';

let site: Awaited<ReturnType<typeof aSite>>;
beforeEach(async () => {
  site = await aSite();
});
afterEach(() => site[Symbol.asyncDispose]());

describe('Step 2 of 3: Archiving Files to DSP', () => {
  test('the upload plan is shown with inputs, sizes, schema, output, memory and time, and nothing runs', async () => {
    const { dspUuid } = await site.built();
    site.fault('archiver-nested-plan');
    await using bench = await openFiles(place(site.world));
    bench.run();
    const plan = await bench.files.plan({ cycleId: CYCLE, dspUuid });
    if (plan.kind !== 'plan') throw new Error(plan.kind);
    expect(plan.progress).toMatchObject({ jobs: 4, planned: 4, refused: 0, percent: 0 });
    expect(plan.jobs.map(({ schema, outputs }) => ({ schema, outputs }))).toEqual([
      { schema: '10xV3', outputs: ['c0b9f94a329ca4bb0deabb15_1.bam'] },
      { schema: '10xV3', outputs: ['c0b9f94a329ca4bb0deabb15_2.bam'] },
      {
        schema: undefined,
        outputs: ['RetB_cell001_R1_001.fastq.gz', 'RetB_cell001_R2_001.fastq.gz'],
      },
      { schema: '10xV2', outputs: ['6fcc435e-da14-4933-96bb-3d51d9b302fc.bam'] },
    ]);
    expect(plan.jobs[0]).toMatchObject({
      number: 1,
      state: 'planned',
      memory: 10_001,
      minutes: 1,
      attempt: 0,
      inputs: [
        { name: 'RetA_S1_L001_R1_001.fastq.gz', role: 'read1', bytes: expect.any(Number) },
        { name: 'RetA_S1_L001_R2_001.fastq.gz', role: 'read2' },
        { name: 'RetA_S1_L001_I1_001.fastq.gz', role: 'index1' },
      ],
    });
    expect(plan.jobs[2]).toMatchObject({ memory: 1000 });
    expect(plan.jobs.every(({ inputs }) => inputs.every(({ bytes }) => bytes > 1000))).toBe(true);
    expect(site.world.archiving.uploads).toEqual([]);
  });

  test.skipIf(noSamtools !== undefined)(
    'files are converted and uploaded in parallel; what failed is retried, and only that',
    async () => {
      const { dspUuid } = await site.built();
      await using bench = await openFiles(place(site.world));
      await bench.files.plan({ cycleId: CYCLE, dspUuid });
      bench.run();
      await bench.files.start({ cycleId: CYCLE, turn: 3, mode: 'parallel' });
      const first = await bench.until(allEnded);
      expect(first.map(({ state, reason }) => [state, reason])).toEqual([
        ['uploaded', undefined],
        ['uploaded', undefined],
        ['uploaded', undefined],
        ['failed', 'DSP did not take 6fcc435e-da14-4933-96bb-3d51d9b302fc.bam: it answered 400.'],
      ]);
      await bench.files.retry({ cycleId: CYCLE, turn: 4 });
      const jobs = await bench.until((all) => all.every(({ state }) => state === 'uploaded'));
      expect(jobs.map(({ attempt }) => attempt)).toEqual([1, 1, 1, 2]);
      expect(jobs[0]).toMatchObject({
        fraction: 1,
        where: 'this machine',
        files: [{ reads: 2000 }],
      });
      const uploaded = jobs.flatMap(({ files }) => files);
      const arrived = site.world.archiving.uploads;
      expect(arrived.map(({ name, sha256 }) => ({ name, sha256 })).sort(byName)).toEqual(
        uploaded.map(({ name, sha256 }) => ({ name, sha256 })).sort(byName),
      );
      expect(await bench.files.progress(CYCLE)).toMatchObject({ uploaded: 4, percent: 100 });
      const wordsOf = async (number: number) =>
        (await bench.files.log(jobs[number - 1]?.id ?? 0)).map((line) => line.split(' ')[1]);
      expect(new Set(await wordsOf(1))).toEqual(
        new Set(['fetching', 'converting', 'uploading', 'done']),
      );
      expect(await wordsOf(4)).toEqual(['uploading', 'done']); // the rest was there
    },
  );
});

const byName = (one: { name: string }, other: { name: string }) =>
  one.name.localeCompare(other.name);
