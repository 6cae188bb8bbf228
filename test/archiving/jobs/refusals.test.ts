import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createFileJobs } from '../../../src/archiving/jobs/file-jobs.ts';
import { createSizes } from '../../../src/archiving/jobs/sizes.ts';
import { findCycle, saveCycle } from '../../../src/storage/cycles/cycles.ts';
import { aSite } from '../../upstream/archiver/site.ts';
import { CYCLE, openFiles, place } from './bench.ts';
import { aCluster } from './executor.ts';

let site: Awaited<ReturnType<typeof aSite>>;
beforeEach(async () => {
  site = await aSite();
});
afterEach(() => site[Symbol.asyncDispose]());

/** Where nothing is run. */
function idle() {
  const { executor, folder } = aCluster().workplace('/shared');
  const { stagingEndpoint: endpoint, dspUrl, aapUrl } = site.world;
  return {
    executors: { conversion: executor, upload: executor },
    workFolders: { conversion: folder, upload: folder },
    equipment: {
      source: { endpoint, region: 'us-east-1' },
      target: { kind: 'dsp', dspUrl, aapUrl },
      converter: { kind: 'samtools', samtools: 'samtools' },
      threads: 1,
    },
  } as const;
}

/** The plan of the simulator with what is to be different in it. */
async function planOf(
  bench: Awaited<ReturnType<typeof openFiles>>,
  dspUuid: string,
  change: (job: Record<string, unknown>, at: number) => Record<string, unknown>,
) {
  const { jobs } = await site.archiver.uploadPlan(dspUuid);
  const { world } = site;
  const files = createFileJobs({
    db: bench.db,
    clock: { now: () => new Date() },
    archiver: { uploadPlan: async () => ({ jobs: jobs.map((job, at) => change({ ...job }, at)) }) },
    dspUrl: world.dspUrl,
    aapUrl: world.aapUrl,
    sizes: createSizes({
      source: { endpoint: world.stagingEndpoint, region: 'us-east-1' },
      secrets: async () => ({
        source: {
          accessKey: world.credentials.stagingAccessKey,
          secretKey: world.credentials.stagingSecretKey,
        },
      }),
    }),
    procedureFolder: '/nfs/production/hca',
    runner: bench.runner,
    changed: () => undefined,
    ...idle(),
  });
  return files.plan({ cycleId: CYCLE, dspUuid });
}

describe('before anything runs it is told', () => {
  test('which jobs cannot be done: a schema that nobody converts, an input that is not there', async () => {
    const { dspUuid } = await site.built();
    await using bench = await openFiles(place(site.world));
    const plan = await planOf(bench, dspUuid, (job, at) => {
      if (at === 0)
        return { ...job, conversion: { ...(job['conversion'] as object), schema: 'SS2' } };
      if (at !== 2) return job;
      const [file] = job['files'] as object[];
      return { ...job, files: [{ ...file, cloud_url: 's3://org-hca-data/gone.fastq.gz' }] };
    });
    if (plan.kind !== 'plan') throw new Error(plan.kind);
    expect(plan.progress).toMatchObject({ jobs: 4, refused: 2, planned: 2 });
    expect(plan.jobs.map(({ state, reason }) => reason ?? state)).toEqual([
      'Files of schema SS2 can’t be converted; 10xV2 and 10xV3 can.',
      'planned',
      'RetB_cell001_R1_001.fastq.gz is not where the plan says.',
      'planned',
    ]);
    await bench.files.start({ cycleId: CYCLE, turn: 3, mode: 'parallel' });
    expect((await bench.list()).map(({ state }) => state)).toEqual([
      ...['refused', 'waiting', 'refused', 'waiting'],
    ]);
  });

  test('that a plan which was corrected is taken over, job by job', async () => {
    const { dspUuid } = await site.built();
    await using bench = await openFiles(place(site.world));
    await planOf(bench, dspUuid, (job, at) =>
      at === 0 ? { ...job, conversion: { ...(job['conversion'] as object), schema: null } } : job,
    );
    const [refused, ...others] = await bench.list();
    expect(refused?.state).toBe('refused');
    const plan = await bench.files.plan({ cycleId: CYCLE, dspUuid });
    if (plan.kind !== 'plan') throw new Error(plan.kind);
    expect(plan.progress).toMatchObject({ jobs: 4, refused: 0, planned: 4 });
    expect(plan.jobs.slice(1).map(({ id }) => id)).toEqual(others.map(({ id }) => id));
  });

  test('that DSP is still building', async () => {
    const { dspUuid } = await site.built();
    await using bench = await openFiles(place(site.world));
    const { db, runner } = bench;
    const files = createFileJobs({
      ...{ db, runner, clock: { now: () => new Date() } },
      archiver: { uploadPlan: async () => ({ jobs: [] }) },
      ...{ dspUrl: site.world.dspUrl, aapUrl: site.world.aapUrl, procedureFolder: '/nfs' },
      sizes: { sizeOf: async () => undefined },
      changed: () => undefined,
      ...idle(),
    });
    expect(await files.plan({ cycleId: CYCLE, dspUuid })).toEqual({ kind: 'building' });
    expect(await files.progress(CYCLE)).toBeUndefined();
  });

  test('that the upload area does not let the bot in', async () => {
    const { dspUuid } = await site.built();
    const secrets = { uploadAccessKey: 'another', uploadSecretKey: 'other' };
    await using bench = await openFiles(place(site.world), { secrets });
    expect(await bench.files.plan({ cycleId: CYCLE, dspUuid })).toEqual({
      kind: 'unreadable',
      says: 'RetA_S1_L001_R1_001.fastq.gz could not be fetched. The upload area does not allow this.',
    });
  });

  test('that the upload area is down: it is looked at again', async () => {
    const { dspUuid } = await site.built();
    await using bench = await openFiles(place(site.world));
    site.fault('staging-down');
    await expect(bench.files.plan({ cycleId: CYCLE, dspUuid })).rejects.toMatchObject({
      outcome: 'retry',
      system: 'The upload area',
    });
    expect(await bench.list()).toEqual([]);
  });
});

test('the command lines of the procedure are shown, with placeholders for secrets', async () => {
  const { dspUuid } = await site.built();
  await using bench = await openFiles(place(site.world));
  await bench.files.plan({ cycleId: CYCLE, dspUuid });
  const { procedure: lines = [] } = (await bench.files.commands(CYCLE)) ?? {};
  expect(lines).toHaveLength(5);
  expect(lines[0]?.line).toContain('bsub -J RetinaMixSim_upload -M 64000');
  expect(lines[0]?.line).toContain(`/data/FILE_UPLOAD_PLAN_${dspUuid}.json`);
  const { aapPassword, stagingSecretKey } = site.world.credentials;
  expect(JSON.stringify(lines)).not.toContain(aapPassword);
  expect(JSON.stringify(lines)).not.toContain(stagingSecretKey);
});

test('work folders stay as long as the project archives something, and nothing else is removed', async () => {
  const { dspUuid } = await site.built();
  await using bench = await openFiles(place(site.world));
  await bench.files.plan({ cycleId: CYCLE, dspUuid });
  const cycle = await findCycle(bench.db, CYCLE);
  if (cycle === undefined) throw new Error('The cycle is lost.');
  const folder = join(bench.folder.path, 'archiving');
  const other = '11111111-1111-4111-8111-111111111111';
  for (const name of [cycle.dataset.projectUuid, other, 'runs'])
    mkdirSync(join(folder, name, 'in'), { recursive: true });
  expect(await bench.sweepFolders()).toBe(1);
  expect(readdirSync(folder).sort()).toEqual([cycle.dataset.projectUuid, 'runs']);
  await saveCycle(bench.db, { ...cycle, closedAt: new Date() });
  expect(await bench.sweepFolders()).toBe(1);
  expect(readdirSync(folder)).toEqual(['runs']);
});
