import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { systemClock } from '../../../src/config/system.ts';
import { minutes } from '../../../src/domain/duration.ts';
import type { Ending } from '../../../src/workers/executor.ts';
import { aDataFolder, type DataFolder } from '../../support/data-folder.ts';
import { aSite } from '../../upstream/archiver/site.ts';
import { CYCLE, openFiles, place } from './bench.ts';
import { aCluster } from './executor.ts';

let site: Awaited<ReturnType<typeof aSite>>;
let folder: DataFolder;
let cluster: ReturnType<typeof aCluster>;
let ahead = 0; // milliseconds
beforeEach(async () => {
  site = await aSite();
  folder = aDataFolder();
  cluster = aCluster();
  ahead = 0;
});
afterEach(async () => {
  await site[Symbol.asyncDispose]();
  folder[Symbol.dispose]();
});

const clock = { ...systemClock, now: () => new Date(Date.now() + ahead) };
const open = (more: object = {}) =>
  openFiles(place(site.world), {
    folder,
    clock,
    backends: cluster.backends(folder.path),
    ...more,
  });
const many = { files: { conversionsAtOnce: 10, uploadsAtOnce: 10 } };
type Bench = Awaited<ReturnType<typeof open>>;

async function plan({ files }: Bench) {
  const { dspUuid } = await site.built();
  await files.plan({ cycleId: CYCLE, dspUuid });
}
const starting = { cycleId: CYCLE, turn: 3, mode: 'parallel' } as const;
const alive = (n: number) => expect.poll(() => cluster.alive().length, { timeout: 3000 }).toBe(n);
const states = async ({ list }: Bench) => (await list()).map(({ state }) => state);
const theRun = (name: string) => {
  const run = cluster.alive().find((one) => one.name.startsWith(name));
  if (run === undefined) throw new Error(`${name} does not run.`);
  return run;
};
const crash = (more: object = {}): Ending => ({
  kind: 'crashed',
  says: 'The node was lost.',
  ...more,
});
/** As when the loop looks again, which it does by itself every few seconds. */
const later = (bench: Bench, milliseconds: number) => {
  ahead += milliseconds;
  bench.runner.wake();
};

describe('people', () => {
  test('who press start at once start each job once', async () => {
    await using bench = await open(many);
    await plan(bench);
    bench.run();
    await Promise.all([bench.files.start(starting), bench.files.start(starting)]);
    await bench.files.start(starting);
    await alive(4);
    expect(cluster.runs().map(({ followers }) => followers)).toEqual([1, 1, 1, 1]);
    expect(new Set(cluster.runs().map(({ key }) => key)).size).toBe(4);
  });

  test('can have jobs done one after the other', async () => {
    await using bench = await open(many);
    await plan(bench);
    bench.run();
    await bench.files.start({ ...starting, mode: 'sequential' });
    for (let number = 1; number <= 4; number += 1) {
      await expect.poll(() => cluster.runs().length, { timeout: 3000 }).toBe(number);
      expect(cluster.alive()).toHaveLength(1);
      await cluster.alive()[0]?.end({ kind: 'done' }, cluster.done);
    }
    await bench.until((jobs) => jobs.every(({ state }) => state === 'uploaded'));
  });

  test('see no more jobs at once than the installation allows', async () => {
    await using bench = await open({ files: { conversionsAtOnce: 1, uploadsAtOnce: 1 } });
    await plan(bench);
    bench.run();
    await bench.files.start(starting);
    await alive(2);
    expect(await states(bench)).toEqual(['running', 'waiting', 'running', 'waiting']);
  });

  test('see where a job stands: in the queue of a cluster, at work, and in its log', async () => {
    await using bench = await open(many);
    await plan(bench);
    bench.run();
    await bench.files.start(starting);
    await alive(4);
    const run = theRun('RetB');
    await run.tell({ kind: 'standing', state: 'waiting', where: 'Slurm job 17: Priority' });
    expect((await bench.list())[2]).toMatchObject({
      state: 'waiting',
      where: 'Slurm job 17: Priority',
    });
    await run.tell({ kind: 'standing', state: 'running', where: 'Slurm job 17' });
    await run.tell({ kind: 'progress', fraction: 0.4, note: 'uploading RetB' });
    const job = (await bench.list())[2];
    expect(job).toMatchObject({ state: 'running', fraction: 0.4, stage: 'uploading RetB' });
    expect(await bench.files.log(job?.id ?? 0)).toEqual([`the log of ${run.key}`]);
    await run.end({ kind: 'done' }, cluster.done);
    await bench.until((jobs) => jobs[2]?.state === 'uploaded');
    await expect.poll(() => cluster.forgotten).toEqual([run.key]);
    expect(await bench.files.log(job?.id ?? 0)).toEqual([`the log of ${run.key}`]); // kept
  });

  test('cancel what runs and what waits; uploaded stays uploaded; a retry begins the rest anew', async () => {
    await using bench = await open(many);
    await plan(bench);
    bench.run();
    await bench.files.start(starting);
    await alive(4);
    await theRun('RetB').end({ kind: 'done' }, cluster.done);
    await bench.until((jobs) => jobs[2]?.state === 'uploaded');
    await bench.files.cancel({ cycleId: CYCLE, turn: 4 });
    await alive(0);
    const ended = ['cancelled', 'cancelled', 'uploaded', 'cancelled'];
    expect(await states(bench)).toEqual(ended);
    await bench.files.retry({ cycleId: CYCLE, turn: 5 });
    await alive(3);
    await bench.files.start(starting); // all of these delivered again
    await bench.files.cancel({ cycleId: CYCLE, turn: 4 });
    await bench.files.retry({ cycleId: CYCLE, turn: 5 });
    expect(await states(bench)).toEqual(['running', 'running', 'uploaded', 'running']);
    expect(cluster.runs()).toHaveLength(7);
  });

  test('who read the plan again keep what is done, and nothing is changed under what runs', async () => {
    await using bench = await open(many);
    const { dspUuid } = await site.built();
    await bench.files.plan({ cycleId: CYCLE, dspUuid });
    bench.run();
    await bench.files.start(starting);
    await alive(4);
    const before = await bench.list();
    expect(await bench.files.plan({ cycleId: CYCLE, dspUuid })).toMatchObject({
      mode: 'parallel',
      progress: { running: 4 },
    });
    await theRun('RetB').end({ kind: 'done' }, cluster.done);
    await bench.until((jobs) => jobs[2]?.state === 'uploaded');
    await bench.files.cancel({ cycleId: CYCLE, turn: 4 });
    await expect.poll(() => cluster.forgotten.length).toBe(4);
    await bench.files.plan({ cycleId: CYCLE, dspUuid });
    expect((await bench.list()).map(({ id }) => id)).toEqual(before.map(({ id }) => id));
    expect((await states(bench))[2]).toBe('uploaded');
  });
});

describe('a job', () => {
  test('that crashes is tried three times, with pauses, and then has failed with one reason', async () => {
    await using bench = await open(many);
    await plan(bench);
    bench.run();
    await bench.files.start(starting);
    await alive(4);
    await theRun('RetB').end(crash());
    await bench.until((jobs) => jobs[2]?.state === 'waiting');
    expect((await bench.list())[2]).toMatchObject({ reason: 'The node was lost.', attempt: 1 });
    later(bench, minutes(1));
    await alive(4);
    await theRun('RetB').end(crash());
    await bench.until((jobs) => jobs[2]?.state === 'waiting');
    later(bench, minutes(1));
    expect((await bench.list())[2]?.state).toBe('waiting'); // it is given more time
    later(bench, minutes(4));
    await alive(4);
    await theRun('RetB').end(crash());
    await bench.until((jobs) => jobs[2]?.state === 'failed');
    expect((await bench.list())[2]).toMatchObject({
      reason: 'It was tried 3 times. The node was lost.',
      attempt: 3,
    });
    expect(cluster.runs()).toHaveLength(6);
  });

  test('that nothing can mend has failed at once', async () => {
    await using bench = await open(many);
    await plan(bench);
    bench.run();
    await bench.files.start(starting);
    await alive(4);
    const says = 'RetB_cell001_R1_001.fastq.gz is damaged.';
    await theRun('RetB').end({ kind: 'done' }, { ok: false, kind: 'input', says, passing: false });
    await bench.until((jobs) => jobs[2]?.state === 'failed');
    expect((await bench.list())[2]).toMatchObject({ reason: says, attempt: 1 });
  });

  test('that needs more memory is given twice as much each time, up to 64 GB', async () => {
    await using bench = await open(many);
    await plan(bench);
    bench.run();
    await bench.files.start(starting);
    const given: number[] = [];
    for (let round = 0; round < 7; round += 1) {
      await alive(4);
      const run = theRun('RetB');
      given.push(run.memory);
      await run.end(crash({ outOfMemory: true }));
    }
    await bench.until((jobs) => jobs[2]?.state === 'failed');
    expect(given).toEqual([1000, 2000, 4000, 8000, 16_000, 32_000, 64_000]);
    expect((await bench.list())[2]).toMatchObject({
      reason: 'It needs more memory than the 64.0 GB it may take.',
      memory: 64_000,
    });
  });

  test('whose executor cannot be reached is asked for again, as the same run', async () => {
    await using bench = await open(many);
    await plan(bench);
    cluster.trouble.next = new Error('squeue does not answer');
    bench.run();
    await bench.files.start(starting);
    await alive(3);
    expect(bench.logged.join()).toContain('squeue does not answer');
    const missing = (await bench.list()).find(({ where }) => where === undefined);
    expect(missing).toMatchObject({ state: 'running', attempt: 1 });
  });
});

describe('a bot that stops', () => {
  test('leaves what runs on a cluster alone, and follows it when it is back', async () => {
    {
      await using bench = await open(many);
      await plan(bench);
      bench.run();
      await bench.files.start(starting);
      await alive(4);
    }
    expect(cluster.alive().map(({ followers }) => followers)).toEqual([0, 0, 0, 0]);
    await using bench = await open(many);
    expect(await states(bench)).toEqual(['running', 'running', 'running', 'running']);
    await theRun('RetB').end({ kind: 'done' }, cluster.done); // nobody was there
    bench.run();
    await bench.until((jobs) => jobs[2]?.state === 'uploaded');
    expect(cluster.runs()).toHaveLength(4);
  });

  test('right after a cancellation ends what was cancelled when it is back', async () => {
    {
      await using bench = await open(many);
      await plan(bench);
      bench.run();
      await bench.files.start(starting);
      await alive(4);
      await bench.stop();
      await bench.files.cancel({ cycleId: CYCLE, turn: 4 });
      await bench.files.retry({ cycleId: CYCLE, turn: 5 });
    }
    const old = cluster.alive().map(({ key }) => key);
    expect(old).toHaveLength(4);
    await using bench = await open(many);
    bench.run();
    await expect.poll(() => cluster.forgotten.toSorted()).toEqual(old.toSorted());
    await expect.poll(() => cluster.runs().length).toBe(8);
    expect(cluster.alive().every(({ key }) => !old.includes(key))).toBe(true);
  });
});
