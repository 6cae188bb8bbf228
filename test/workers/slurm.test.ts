import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createSlurm } from '../../src/workers/cluster/slurm.ts';
import { LEAVING } from '../../src/workers/executor.ts';
import { runFolder } from '../../src/workers/run/folder.ts';
import { extent } from '../endurance/extent.ts';
import { aDataFolder, type DataFolder } from '../support/data-folder.ts';
import { noSlurm, type Slurm, startSlurmHere } from '../support/slurm.ts';
import { aTask, begin, jobsOnSlurm, LIMITS, MIB, on, onSlurm } from './cluster.ts';

let slurm: Slurm;
let folder: DataFolder;
let later: Promise<unknown>;
const path = () => folder.path;
const jobsOf = (key: string) => jobsOnSlurm(slurm, key);

/** Of the memory of the node, so that nothing of this size runs beside it. */
const HALF_AND_MORE = 10_000 * MIB;
async function somethingUrgent(): Promise<void> {
  const script = join(path(), 'urgent.sh');
  writeFileSync(script, '#!/bin/sh\nsleep 1\n', { mode: 0o700 });
  const memory = `--mem=${HALF_AND_MORE / MIB}M`;
  await slurm.ask('sbatch', '-p', 'urgent', memory, '--output=/dev/null', script);
}

describe.skipIf(noSlurm !== undefined)('a run on a real Slurm', () => {
  beforeAll(async () => {
    slurm = await startSlurmHere();
    folder = aDataFolder();
  });
  afterAll(async () => {
    await slurm?.stop();
    folder?.[Symbol.dispose]();
  });

  test('is done, and what its worker says is heard in order, once', async () => {
    const run = begin(onSlurm(path()), 'good', aTask(path(), 'good', 'a,b\n1,2\n'));
    expect(await run.ending).toEqual({ kind: 'done' });
    const kinds = run.heard.filter(({ kind }) => kind !== 'standing').map(({ kind }) => kind);
    expect(kinds).toEqual(['begun', 'finished']);
    expect(run.heard).toContainEqual(
      expect.objectContaining({ where: expect.stringMatching(/^Slurm job \d+/) }),
    );
    expect(readFileSync(join(path(), 'work/good/out.tsv'), 'utf8')).toBe('a\tb\n1\t2\n');
    expect(await jobsOf('good')).toHaveLength(1);
  });

  test('whose program crashes says so, with the last lines of its log', async () => {
    const executor = onSlurm(path());
    const task = { ...aTask(path(), 'wrong', 'a,1\n'), folder: 'x' };
    const gone = begin(executor, 'wrong', {
      ...task,
      conversions: [
        {
          file: 1,
          spec: { input: { path: '/nowhere' }, output: { path: '/nowhere/x', format: 'tsv' } },
        },
      ],
    } as never);
    expect(await gone.ending).toMatchObject({
      kind: 'crashed',
      says: expect.stringMatching(/unexpectedly/),
    });
    expect((await executor.logs('wrong')).join('\n')).toContain('ENOENT');
    const killed = begin(executor, 'crash', aTask(path(), 'crash', 'crash,1\n'));
    expect(await killed.ending).toMatchObject({ kind: 'crashed' });
  });

  test('that takes more memory than it may is told from others', async () => {
    const run = begin(onSlurm(path()), 'buffers', aTask(path(), 'buffers', 'buffers,1\n'));
    expect(await run.ending).toMatchObject({ kind: 'crashed', outOfMemory: true });
    const heap = begin(onSlurm(path()), 'heap', aTask(path(), 'heap', 'heap,1\n'), {
      limits: { ...LIMITS, memory: 200 * MIB },
    });
    expect(await heap.ending).toMatchObject({ kind: 'crashed', outOfMemory: true });
  });

  test('that asks for more than any machine has is refused in the scheduler’s words', async () => {
    const limits = { ...LIMITS, memory: 900_000 * MIB };
    const run = begin(onSlurm(path()), 'huge', aTask(path(), 'huge', 'a,1\n'), { limits });
    expect(await run.ending).toMatchObject({
      kind: 'crashed',
      says: expect.stringMatching(/Slurm does not take it: .*(Memory|node configuration)/),
    });
  });

  test('that is cancelled is ended at the scheduler too', async () => {
    const run = begin(onSlurm(path()), 'cancelled', aTask(path(), 'cancelled', 'hang,1\n'));
    await run.until('progress');
    run.stop('cancelled');
    expect(await run.ending).toEqual({ kind: 'stopped' });
    expect(await jobsOf('cancelled')).toEqual([expect.stringContaining('|CANCELLED|')]);
  });

  test.skipIf(!extent(true, false))(
    'that takes too long is told as that',
    async () => {
      const run = begin(onSlurm(path()), 'late', aTask(path(), 'late', 'hang,1\n'), {
        limits: { ...LIMITS, time: 60_000 },
      });
      expect(await run.ending).toMatchObject({ says: 'It took longer than 1 min.' });
    },
    200_000,
  );

  test('that somebody else cancels is told as that', async () => {
    const run = begin(onSlurm(path()), 'scancel', aTask(path(), 'scancel', 'hang,1\n'));
    await run.until('progress');
    const [job = ''] = await jobsOf('scancel');
    await slurm.ask('scancel', job.split('|')[2] ?? '');
    expect(await run.ending).toMatchObject({
      says: expect.stringMatching(/Somebody has cancelled/),
    });
  });

  test('of which a bot that was killed had only noted that it is to be, is submitted by the next', async () => {
    const task = aTask(path(), 'intent', 'a,1\n');
    await runFolder(join(path(), 'runs'), 'intent').begin(task, false);
    expect(await begin(onSlurm(path()), 'intent', task).ending).toEqual({ kind: 'done' });
    expect(await jobsOf('intent')).toHaveLength(1);
  });

  test('that has ended is told again to a bot that was killed before it could note it, and not done again', async () => {
    for (const [key, how] of Object.entries({ told: 'a', why: 'crash' })) {
      const task = aTask(path(), key, `${how},1\n`);
      const ending = await begin(onSlurm(path()), key, task).ending;
      const again = begin(onSlurm(path()), key, task);
      expect(await again.ending).toEqual(ending);
      expect(again.heard.map(({ kind }) => kind)).toContain('begun');
      expect(await jobsOf(`${key}`)).toHaveLength(1);
    }
  });

  test('goes on while the bot is away, and is followed again to its end', async () => {
    const task = aTask(path(), 'away', 'slow,1\n');
    const first = begin(onSlurm(path()), 'away', task);
    await first.until('begun');
    first.stop(LEAVING);
    expect(await first.ending).toEqual({ kind: 'stopped' });
    const second = begin(onSlurm(path()), 'away', task);
    expect(await second.ending).toEqual({ kind: 'done' });
    expect(second.heard.map(({ kind }) => kind)).toContain('finished');
    expect(await jobsOf('away')).toHaveLength(1);
  });

  test('that was submitted twice is done once', async () => {
    const task = aTask(path(), 'twice', 'slow,1\n');
    const executor = onSlurm(path());
    const run = begin(executor, 'twice', task);
    await run.until('standing', 'running');
    const script = join(path(), 'runs/twice/job.sh');
    const [job = ''] = await jobsOf('twice');
    await slurm.ask(
      'sbatch',
      `--job-name=${job.split('|')[0]}`,
      '--mem=300M',
      '--output=/dev/null',
      script,
    );
    expect(await run.ending).toEqual({ kind: 'done' });
    await expect
      .poll(async () => (await jobsOf('twice')).filter((one) => /FAILED|COMPLETED/.test(one)), {
        timeout: 10_000,
      })
      .toHaveLength(2);
    expect(run.heard.filter(({ kind }) => kind === 'begun')).toHaveLength(1);
  });

  test('is not disturbed by a controller that is away: begun before, it ends; asked for meanwhile, it begins after', async () => {
    const executor = onSlurm(path());
    const first = begin(executor, 'before', aTask(path(), 'before', 'slow,1\n'));
    await first.until('begun');
    await slurm.withoutController(async () => {
      const second = begin(executor, 'meanwhile', aTask(path(), 'meanwhile', 'a,1\n'));
      later = second.ending;
      expect(await first.ending).toEqual({ kind: 'done' });
    });
    expect(await later).toEqual({ kind: 'done' });
    expect(await jobsOf('before')).toHaveLength(1);
    expect(await jobsOf('meanwhile')).toHaveLength(1);
  });

  test('outlives the machine that it runs on: it is started again, and never by two at once', async () => {
    const run = begin(onSlurm(path()), 'node', aTask(path(), 'node', 'slow,1\n'));
    await run.until('begun');
    await slurm.failNode({ noticed: extent(false, true) });
    await expect
      .poll(() => jobsOf('node'), { timeout: 40_000 })
      .toEqual([expect.stringContaining('|PENDING|')]);
    await slurm.startNode();
    expect(await run.ending).toEqual({ kind: 'done' });
    expect(run.heard.filter(({ kind }) => kind === 'begun')).toHaveLength(2);
    expect(run.heard.filter(({ kind }) => kind === 'finished')).toHaveLength(1);
  });

  test('that is put aside for something more urgent is begun again, as the same job', async () => {
    const limits = { ...LIMITS, memory: HALF_AND_MORE };
    const run = begin(onSlurm(path()), 'aside', aTask(path(), 'aside', 'slow,1\n'), { limits });
    await run.until('begun');
    await somethingUrgent();
    await expect
      .poll(() => jobsOf('aside'), { timeout: 20_000 })
      .toEqual([expect.stringContaining('|PENDING|')]);
    expect(await run.ending).toEqual({ kind: 'done' });
    expect(run.heard.filter(({ kind }) => kind === 'begun')).toHaveLength(2);
    expect(await jobsOf('aside')).toHaveLength(1);
  });

  test('that a partition ends for something more urgent is told as that', async () => {
    const limits = { ...LIMITS, memory: HALF_AND_MORE };
    const executor = on(createSlurm({ partition: 'cheap' }), path());
    const run = begin(executor, 'ended', aTask(path(), 'ended', 'hang,1\n'), { limits });
    await run.until('progress');
    await somethingUrgent();
    expect(await run.ending).toMatchObject({
      says: 'Slurm ended it in favour of something more urgent.',
    });
  });

  test('is forgotten without a trace, also while it runs', async () => {
    const executor = onSlurm(path());
    const run = begin(executor, 'forgotten', aTask(path(), 'forgotten', 'slow,1\n'));
    await run.until('begun');
    run.stop(LEAVING);
    await run.ending;
    await onSlurm(path()).forget('forgotten');
    expect(existsSync(join(path(), 'runs/forgotten'))).toBe(false);
    await expect
      .poll(() => jobsOf('forgotten'), { timeout: 10_000 })
      .toEqual([expect.stringMatching(/CANCELLED|COMPLETED|FAILED/)]);
  });
});
