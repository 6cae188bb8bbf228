import { mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { minutes } from '../../../src/domain/duration.ts';
import type { Limits } from '../../../src/exports/executor.ts';
import { extent, SEED } from '../../endurance/extent.ts';
import { type ExportBench, openExportBench } from '../bench.ts';
import { bombs } from './bombs.ts';
import { guard, pidsOf } from './guard.ts';
import { mutant, type Original, originals } from './mutations.ts';

const MUTANTS = extent(500, 40);
/** Of the bombs, those that every change can afford: of disk, of depth, without end. */
const SHORT = ['rows.csv.gz', 'lists.json', 'long.h5'];
const TARGETS = ['csv', 'json', 'excel', 'parquet', 'arrow', 'avro', 'hdf5', 'netcdf'] as const;

const MIB = 1024 ** 2;
const LIMITS: Limits = { memory: 640 * MIB, disk: 200 * MIB, time: 30_000 };
const BOMB_LIMITS: Limits = { ...LIMITS, time: extent(10_000, 4000) };
/** Between two looks a process goes on taking: a tenth of a second of memory, half a second of disk. */
const OVERSHOOT = 1.5;

interface Told {
  readonly file: string;
  readonly attempts: number;
}
interface Ended {
  readonly status: string;
  readonly error: string | null;
}

describe.skipIf(process.platform !== 'linux')('whatever is handed to the workers', () => {
  let folder: string;
  let program: string;
  let whole: readonly Original[];
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'handoff-hostile-'));
    program = join(folder, 'job-main.ts'); // a name of our own: other tests have workers too
    symlinkSync(new URL('../../../src/workers/job-main.ts', import.meta.url).pathname, program);
    whole = await originals(folder);
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it(`of ${MUTANTS} damaged files each is exported or refused in words; what crashes is tried three times and told of once`, {
    timeout: minutes(extent(30, 3)),
  }, async () => {
    const files = Array.from({ length: MUTANTS }, (_, n) => mutant(whole, SEED * 1000 + n));
    const { ended, told } = await survived(files, LIMITS);
    for (const { error } of ended) if (error !== null) expect(error).not.toMatch(/code \d/); // an error that nobody expected
    expect(told.length).toBeLessThan(MUTANTS / 10);
  });

  it('files that ask for more memory, disk or time than there is are ended at the limit', {
    timeout: minutes(extent(20, 4)),
  }, async () => {
    const files = [];
    for (const { name, make } of bombs(whole, folder))
      if (extent(true, SHORT.includes(name))) files.push({ name, content: await make() });
    const { ended } = await survived(files, BOMB_LIMITS);
    expect(ended.filter(({ status }) => status === 'completed')).toEqual([]);
  });

  /** Exports them all, a target each in turns, and looks that nothing else suffers. */
  async function survived(
    files: readonly { readonly name: string; readonly content: Buffer }[],
    limits: Limits,
  ): Promise<{ readonly ended: readonly Ended[]; readonly told: readonly Told[] }> {
    await using bench = await openExportBench({ program, limits, workers: 2 });
    using seen = guard(program, join(bench.folder.path, 'exports'));
    const key = await bench.key();
    const byTarget = new Map<string, number[]>();
    for (const [index, { name, content }] of files.entries()) {
      const target = TARGETS[index % TARGETS.length] ?? 'csv';
      const id = await bench.upload(key, name, content);
      byTarget.set(target, [...(byTarget.get(target) ?? []), id]);
    }
    const jobs: number[] = [];
    for (const [export_format, file_ids] of byTarget)
      jobs.push(await bench.start(key, { export_format, file_ids }));
    const slowest = await whileAnswering(bench, key, jobs);
    const ended: Ended[] = [];
    for (const job of jobs) ended.push(...(await bench.ended(key, job)).files);
    expect(slowest).toBeLessThan(3000);
    expect(ended).toHaveLength(files.length);
    for (const { status } of ended) expect(['completed', 'failed']).toContain(status);
    expect(seen.mostMemory).toBeLessThan(limits.memory * OVERSHOOT);
    expect(seen.mostDisk).toBeLessThan(limits.disk * OVERSHOOT);
    expect(pidsOf(program)).toEqual([]);
    const told = await noticesOf(bench);
    for (const { attempts } of told) expect(attempts).toBe(3);
    const crashed = ended.flatMap(({ error }) => (error?.includes('tried 3 times') ? [error] : []));
    expect(told).toHaveLength(crashed.length);
    expect(new Set(told.map(({ file }) => file)).size).toBe(told.length);
    return { ended, told };
  }
});

/** The longest that the bot took to answer while it worked, milliseconds. */
async function whileAnswering(
  bench: ExportBench,
  key: string,
  jobs: readonly number[],
): Promise<number> {
  let slowest = 0;
  for (;;) {
    const begun = performance.now();
    const { json } = await bench.ask('GET', '/api/data-export/jobs', key);
    slowest = Math.max(slowest, performance.now() - begun);
    const open = json.filter(
      ({ id, status }: { id: number; status: string }) =>
        jobs.includes(id) && ['pending', 'processing'].includes(status),
    );
    if (open.length === 0) return slowest;
    await delay(100);
    bench.skip(1000); // the pauses between tries pass sooner
  }
}

async function noticesOf({ station }: ExportBench): Promise<readonly Told[]> {
  const rows = await station.db
    .selectFrom('outbox')
    .select('effect')
    .where('key', 'like', 'export-trouble:%')
    .execute();
  return rows.map(({ effect }) => JSON.parse(effect));
}
