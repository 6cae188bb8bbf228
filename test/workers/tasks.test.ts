import { randomBytes } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createSlurm } from '../../src/workers/cluster/slurm.ts';
import type { Executor } from '../../src/workers/executor.ts';
import { createLocalExecutor } from '../../src/workers/local.ts';
import { JOB_MAIN } from '../../src/workers/run/worker-start.ts';
import { aDesk, aFile, KEYS, LOGIN } from '../archiving/desk.ts';
import { openExportBench, unzipped } from '../exports/bench.ts';
import { noSlurm, type Slurm, startSlurmHere } from '../support/slurm.ts';
import { begin, jobOf, LIMITS, on } from './cluster.ts';

let slurm: Slurm;
const onSlurm = (folder: string): Executor => on(createSlurm({}), folder, JOB_MAIN);
const here = (folder: string): Executor => createLocalExecutor({ runs: join(folder, 'runs') });
const secrets = {
  AAP_USERNAME: LOGIN.user,
  AAP_PASSWORD: LOGIN.password,
  AWS_ACCESS_KEY_ID: KEYS.accessKey,
  AWS_SECRET_ACCESS_KEY: KEYS.secretKey,
};

beforeAll(async () => {
  if (noSlurm !== undefined) return;
  slurm = await startSlurmHere();
});
afterAll(async () => {
  await slurm?.stop();
});

test.skipIf(noSlurm !== undefined)('an export of files runs on Slurm as it does here', async () => {
  await using bench = await openExportBench({
    executor: (_, folder) => onSlurm(folder),
  });
  const key = await bench.key();
  const file = await bench.upload(key, 'a.csv', 'a,b\n1,2\n');
  const asked = { file_ids: [file], export_format: 'tsv' };
  const job = await bench.ended(key, await bench.start(key, asked));
  expect(job).toMatchObject({ status: 'completed', failed_files: 0 });
  expect((await unzipped(job.download_url)).get('file_1_a.tsv')).toBe('a\tb\n1\t2\n');
  const jobs = (await slurm.ask('squeue', '-h', '-t', 'all', '-o', '%j|%T')).split('\n');
  expect(jobs.filter((one) => /^h-export-.*\|COMPLETED$/.test(one))).toHaveLength(2); // converted, packed
  expect(readdirSync(join(bench.folder.path, 'runs'))).toEqual([]);
});

describe.each([
  ['here', here, false],
  ['on Slurm', onSlurm, noSlurm !== undefined],
] as const)('a file for the archives, %s', (_, executorIn, skipped) => {
  test.skipIf(skipped)('is uploaded; its secrets come to the worker and stay nowhere', async () => {
    await using desk = await aDesk();
    const content = randomBytes(3_000_000);
    const executor = executorIn(desk.path);
    const task = {
      kind: 'archive file' as const,
      folder: desk.workFolder,
      job: aFile(desk, content),
    };
    const run = begin(executor, 'h-archive-1', task, { environment: secrets, limits: LIMITS });
    expect(await run.ending).toEqual({ kind: 'done' });
    expect(run.heard.at(-1)).toMatchObject({ kind: 'archived', result: { ok: true } });
    expect(desk.dsp.content('submission-1', 'cell_1.fastq.gz')?.equals(content)).toBe(true);
    const left = readdirSync(join(desk.path, 'runs'), { recursive: true, withFileTypes: true })
      .filter((one) => one.isFile())
      .map((one) => readFileSync(join(one.parentPath, one.name), 'latin1'));
    expect(left.length).toBeGreaterThan(2);
    expect(left.filter((text) => text.includes('CANARY'))).toEqual([]);
  });
});

test.skipIf(noSlurm !== undefined)(
  'a file for the archives that Slurm begins again is handed its secrets anew, and carries on',
  async () => {
    await using desk = await aDesk();
    const content = randomBytes(6_000_000);
    const executor = onSlurm(desk.path);
    const run = join(desk.path, 'runs', 'h-archive-2');
    let patches = 0;
    desk.dsp.trouble.of = (call) => {
      if (call === 'PATCH files') patches += 1;
      return patches >= 2 ? 'never' : undefined;
    };
    const task = {
      kind: 'archive file' as const,
      folder: desk.workFolder,
      job: aFile(desk, content),
    };
    const ran = begin(executor, 'h-archive-2', task, { environment: secrets, limits: LIMITS });
    await expect.poll(() => patches, { timeout: 20_000 }).toBe(2);
    expect(existsSync(join(run, 'environment.json'))).toBe(false); // it was read, and is gone
    await ran.until('standing', 'running');
    await slurm.ask('scontrol', 'requeue', jobOf(ran));
    desk.dsp.trouble.of = () => undefined;
    expect(await ran.ending).toEqual({ kind: 'done' });
    expect(ran.heard.at(-1)).toMatchObject({ kind: 'archived', result: { ok: true } });
    expect(desk.dsp.content('submission-1', 'cell_1.fastq.gz')?.equals(content)).toBe(true);
    expect(desk.dsp.seen).toMatchObject({ created: 1, tokens: 2 }); // one upload, two logins
    const left = readdirSync(run).map((name) => join(run, name));
    const readable = left.filter((path) => statSync(path, { throwIfNoEntry: false })?.isFile());
    expect(readable.length).toBeGreaterThan(2);
    expect(readable.filter((path) => readFileSync(path, 'latin1').includes('CANARY'))).toEqual([]);
  },
);
