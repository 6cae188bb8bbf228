import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { LEAVING } from '../../src/workers/executor.ts';
import { aDataFolder, type DataFolder } from '../support/data-folder.ts';
import { noSlurm, type Slurm, startSlurmHere } from '../support/slurm.ts';
import { aTask, begin, jobOf, jobsOnSlurm, onSlurm } from './cluster.ts';

/** A cluster of its own: the controller is taken away, and made to forget. */
let slurm: Slurm;
let folder: DataFolder;
const path = () => folder.path;
const jobsOf = (key: string) => jobsOnSlurm(slurm, key);

describe.skipIf(noSlurm !== undefined)('a run that Slurm or the bot has lost sight of', () => {
  beforeAll(async () => {
    slurm = await startSlurmHere();
    folder = aDataFolder();
  });
  afterAll(async () => {
    await slurm?.stop();
    folder?.[Symbol.dispose]();
  });

  test('that nobody forgets is swept once nothing has happened in it for long, and never while it is alive', async () => {
    const executor = onSlurm(path());
    const alive = begin(executor, 'alive', aTask(path(), 'alive', 'hang,1\n'));
    const left = begin(executor, 'left', aTask(path(), 'left', 'hang,1\n'));
    await Promise.all([alive.until('progress'), left.until('progress')]);
    expect(await begin(executor, 'over', aTask(path(), 'over', 'a,1\n')).ending).toEqual({
      kind: 'done',
    });
    left.stop(LEAVING); // as by a bot that is gone: its job goes on
    await left.ending;
    const keys = (): readonly string[] =>
      readdirSync(join(path(), 'runs')).filter((key) => /^(alive|left|over)$/.test(key));
    await executor.sweep(new Date(Date.now() - 60_000));
    expect(keys()).toEqual(['alive', 'left', 'over']);
    const sweep = () => executor.sweep(new Date(Date.now() + 1000));
    await slurm.withoutController(async () => {
      expect(await sweep()).toBe(0); // nobody says which are alive
    });
    // A controller that has just come back may still name what is over.
    await expect.poll(sweep, { timeout: 20_000 }).toBe(1);
    expect(keys()).toEqual(['alive', 'left']);
    await slurm.ask('scancel', ...(await jobsOf('left')).map((job) => job.split('|')[2] ?? ''));
    await expect.poll(sweep, { timeout: 20_000 }).toBe(1);
    expect(keys()).toEqual(['alive']);
    alive.stop('cancelled');
    await alive.ending;
  });

  test('that ended while the bot was away, and that squeue has forgotten, is looked for in the records', async () => {
    const task = aTask(path(), 'records', 'hang,1\n');
    const first = begin(onSlurm(path()), 'records', task);
    await first.until('progress');
    await first.until('standing', 'running');
    first.stop(LEAVING);
    await first.ending;
    await slurm.ask('scancel', jobOf(first));
    await expect
      .poll(() => jobsOf('records'), { timeout: 20_000 })
      .toEqual([expect.stringContaining('|CANCELLED|')]);
    await slurm.forgetEnded();
    const second = begin(onSlurm(path()), 'records', task);
    expect(await second.ending).toMatchObject({
      says: `Somebody has cancelled it in Slurm (job ${jobOf(first)}).`,
    });
  });
});
