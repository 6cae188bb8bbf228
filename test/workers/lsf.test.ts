import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createLsf } from '../../src/workers/cluster/lsf.ts';
import { type Executor, LEAVING } from '../../src/workers/executor.ts';
import { aDataFolder, type DataFolder } from '../support/data-folder.ts';
import { anLsf, type LsfShim } from '../support/lsf.ts';
import { aTask, begin, jobOf, LIMITS, MIB, on } from './cluster.ts';

let lsf: LsfShim;
let folder: DataFolder;
const path = () => folder.path;
const onLsf = (): Executor => on(createLsf({ memoryUnit: 'KB' }), path());

describe.skipIf(process.platform !== 'linux')('a run on LSF', () => {
  beforeAll(() => {
    lsf = anLsf('KB');
    folder = aDataFolder();
  });
  afterAll(() => {
    lsf?.[Symbol.dispose]();
    folder?.[Symbol.dispose]();
  });
  beforeEach(() => lsf.speaks('ibm'));

  test.each(['ibm', 'heir', 'old'] as const)(
    'is done, and fails, and is cancelled, whichever version answers (%s)',
    async (dialect) => {
      lsf.speaks(dialect);
      const executor = onLsf();
      const [good, bad, endless] = ['a', 'crash', 'hang'].map((how) => {
        const key = `${dialect}-${how}`;
        return begin(executor, key, aTask(path(), key, `${how},1\n`));
      });
      expect(await good?.ending).toEqual({ kind: 'done' });
      expect(readFileSync(join(path(), `work/${dialect}-a/out.tsv`), 'utf8')).toBe('a\t1\n');
      expect(await bad?.ending).toMatchObject({
        kind: 'crashed',
        says: expect.stringMatching(/unexpectedly/),
      });
      await endless?.until('progress');
      endless?.stop('cancelled');
      expect(await endless?.ending).toEqual({ kind: 'stopped' });
    },
  );

  test('that is ended for its memory is told from others; what is given is counted in the unit of the site', async () => {
    const limits = { ...LIMITS, memory: 250 * MIB };
    const run = begin(onLsf(), 'memory', aTask(path(), 'memory', 'buffers,1\n'), { limits });
    expect(await run.ending).toMatchObject({ kind: 'crashed', outOfMemory: true });
  });

  test('that takes too long, and one that somebody else cancels, are told as that', async () => {
    lsf.minute(1500);
    const late = begin(onLsf(), 'late', aTask(path(), 'late', 'hang,1\n'), {
      limits: { ...LIMITS, time: 60_000 },
    });
    expect(await late.ending).toMatchObject({ says: 'It took longer than 1 min.' });
    lsf.minute(60_000);
    const executor = onLsf();
    const run = begin(executor, 'bkill', aTask(path(), 'bkill', 'hang,1\n'));
    await run.until('progress');
    await run.until('standing', 'running');
    execFileSync('bkill', [jobOf(run)]);
    expect(await run.ending).toMatchObject({
      says: expect.stringMatching(/Somebody has cancelled it in LSF/),
    });
  });

  test('that is put aside for something more urgent is begun again, once; one that is ended is told as that', async () => {
    const run = begin(onLsf(), 'aside', aTask(path(), 'aside', 'slow,1\n'));
    await run.until('begun');
    await run.until('standing', 'running');
    lsf.preempt(jobOf(run), 'requeue');
    expect(await run.ending).toEqual({ kind: 'done' });
    expect(run.heard.filter(({ kind }) => kind === 'begun')).toHaveLength(2);
    const ended = begin(onLsf(), 'ended', aTask(path(), 'ended', 'hang,1\n'));
    await ended.until('progress');
    await ended.until('standing', 'running');
    lsf.preempt(jobOf(ended), 'end');
    expect(await ended.ending).toMatchObject({
      says: 'LSF ended it in favour of something more urgent.',
    });
  });

  test('goes on while the bot is away, and is found again by its name', async () => {
    const task = aTask(path(), 'away', 'slow,1\n');
    const first = begin(onLsf(), 'away', task);
    await first.until('begun');
    first.stop(LEAVING);
    expect(await first.ending).toEqual({ kind: 'stopped' });
    const second = begin(onLsf(), 'away', task);
    expect(await second.ending).toEqual({ kind: 'done' });
    expect(second.heard.filter(({ kind }) => kind === 'begun')).toHaveLength(1);
  });

  test('waits while LSF does not answer', async () => {
    lsf.down(true);
    const run = begin(onLsf(), 'down', aTask(path(), 'down', 'a,1\n'));
    await expect
      .poll(() => readFileSync(join(path(), 'runs/down/spec.json'), 'utf8'))
      .toContain('out.tsv');
    lsf.down(false);
    expect(await run.ending).toEqual({ kind: 'done' });
  });
});
