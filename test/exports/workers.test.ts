import { execFileSync, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { OutsideError } from '../../src/operations/ports.ts';
import { lease } from '../../src/storage/exports/work.ts';
import { aDataFolder } from '../support/data-folder.ts';
import { type ExportBench, keysIn, openExportBench, STAND_IN, unzipped } from './bench.ts';
import { pidsOf } from './hostile/guard.ts';

const MIB = 1024 ** 2;
const tsv = { export_format: 'tsv' };

/** A name of our own: other tests have workers too. */
const program = join(mkdtempSync(join(tmpdir(), 'handoff-worker-')), 'program.ts');
symlinkSync(STAND_IN, program);
symlinkSync(
  new URL('../../src/workers/job-main.ts', import.meta.url).pathname,
  join(dirname(program), 'job-main.ts'),
);
afterAll(() => rmSync(dirname(program), { recursive: true }));

const workersAlive = (): readonly number[] => pidsOf(program);
async function until(condition: () => boolean, milliseconds: number): Promise<number> {
  const start = performance.now();
  while (!condition()) {
    if (performance.now() - start > milliseconds) throw new Error('It did not come to pass.');
    await delay(20);
  }
  return performance.now() - start;
}

/** Milliseconds until nothing of the export runs any more. */
async function cancelled(bench: ExportBench, key: string, id: number, which: string) {
  const asked = performance.now();
  await bench.ask('POST', `/api/data-export/jobs/${id}/cancel`, key);
  await until(() => pidsOf(which).length === 0, 5000);
  const took = performance.now() - asked;
  expect(await bench.ended(key, id)).toMatchObject({ status: 'cancelled' });
  return took;
}

const listed = ({ folder }: ExportBench): readonly string[] =>
  readdirSync(join(folder.path, 'exports'), { recursive: true, encoding: 'utf8' });

describe.skipIf(process.platform !== 'linux')('a worker', () => {
  it.each([
    ['hang', 'one that does not listen'],
    ['clan', 'with what it has started'],
  ])('is gone within two seconds of a cancellation: %s, %s', async (how) => {
    await using bench = await openExportBench({ program });
    const key = await bench.key();
    const id = await bench.start(key, {
      ...tsv,
      file_ids: [await bench.upload(key, 'a.csv', how)],
    });
    const report = () => bench.ask('GET', `/api/data-export/jobs/${id}`, key);
    await expect.poll(async () => (await report()).json.progress, { timeout: 20_000 }).toBe(10); // it is deaf by now
    if (how === 'clan') await until(() => workersAlive().length === 2, 5000);
    expect(await cancelled(bench, key, id, program)).toBeLessThan(2000);
  });

  it.each(['excel', 'hdf5', 'json', 'parquet'])(
    'is gone within two seconds of a cancellation in the middle of a real conversion (%s)',
    async (export_format) => {
      const real = join(dirname(program), 'job-main.ts');
      await using bench = await openExportBench({ program: real });
      const key = await bench.key();
      const rows = `a,b,c\n${'ENSG00000000419,0.123456789,text\n'.repeat(1_000_000)}`;
      const file = await bench.upload(key, 'a.csv', rows);
      const id = await bench.start(key, { export_format, file_ids: [file] });
      await until(() => listed(bench).some((name) => /converting-/.test(name)), 30_000);
      await delay(200);
      expect(await cancelled(bench, key, id, real)).toBeLessThan(2000);
      await until(() => listed(bench).length === 0, 2000);
    },
  );

  it('takes along what it has started when it is done', async () => {
    await using bench = await openExportBench({ program });
    const key = await bench.key();
    const file = await bench.upload(key, 'a.csv', 'family,1\n');
    const job = await bench.ended(key, await bench.start(key, { ...tsv, file_ids: [file] }));
    expect(job).toMatchObject({ status: 'completed', failed_files: 0 });
    await until(() => workersAlive().length === 0, 2000);
  });

  it('that goes out of bounds is ended, says of what, and the others go on', async () => {
    const bounds = { memory: 200 * MIB, disk: 20 * MIB, time: 8000 };
    const reasons = {
      heap: /memory/,
      buffers: /memory/,
      fill: /more than the 20 MB of disk/,
      litter: /more than the 20 MB of disk/,
      loop: /longer than 8 s/,
    };
    await using bench = await openExportBench({ program, limits: bounds, workers: 2 });
    const key = await bench.key();
    const words = ['good', ...Object.keys(reasons), 'good'];
    const file_ids: number[] = [];
    for (const word of words) file_ids.push(await bench.upload(key, `${word}.csv`, `${word},1\n`));
    const job = await bench.ended(key, await bench.start(key, { ...tsv, file_ids }));
    expect(job).toMatchObject({ status: 'completed', failed_files: 5, processed_files: 7 });
    for (const [index, why] of Object.values(reasons).entries()) {
      expect(job.files[index + 1].error).toMatch(why);
      expect(job.files[index + 1].error).toContain('tried 3 times');
    }
    expect(workersAlive()).toEqual([]);
  });

  it('that is killed is replaced, and its file is exported', async () => {
    await using bench = await openExportBench({ program });
    const key = await bench.key();
    const id = await bench.start(key, {
      ...tsv,
      file_ids: [await bench.upload(key, 'a.csv', 'slow,1\n')],
    });
    await until(() => workersAlive().length === 1, 10_000);
    await delay(400);
    for (const pid of workersAlive()) process.kill(pid, 'SIGKILL');
    expect(await bench.ended(key, id)).toMatchObject({ status: 'completed', failed_files: 0 });
  });

  it('has none of the secrets of the bot', async () => {
    process.env['INGEST_TOKEN'] = 'canary-7f3a';
    try {
      await using bench = await openExportBench({ program });
      const key = await bench.key();
      await bench.start(key, { ...tsv, file_ids: [await bench.upload(key, 'a.csv', 'hang')] });
      await until(() => workersAlive().length === 1, 10_000);
      const [pid] = workersAlive();
      expect(readFileSync(`/proc/${pid}/environ`, 'utf8')).not.toContain('canary');
    } finally {
      delete process.env['INGEST_TOKEN'];
    }
  });

  it('ends with the bot, also when that is killed', async () => {
    const script = `
      const { createLocalExecutor } = await import(${JSON.stringify(new URL('../../src/workers/local.ts', import.meta.url).href)});
      await createLocalExecutor({ runs: process.argv[2], program: ${JSON.stringify(program)} }).run(
        JSON.parse(process.argv[1]),
        { key: 'hang', signal: new AbortController().signal, limits: { memory: 5e8, disk: 5e8, time: 60000 }, onReport: async ({ kind }) => kind === 'begun' && console.log(kind) },
      );`;
    const folder = mkdtempSync(join(tmpdir(), 'handoff-bot-'));
    try {
      execFileSync('sh', ['-c', `printf hang > ${join(folder, 'in.csv')}`]);
      const spec = {
        input: { path: join(folder, 'in.csv') },
        output: { path: join(folder, 'out.tsv'), format: 'tsv' },
      };
      const task = { kind: 'convert', folder, conversions: [{ file: 1, spec }] };
      const bot = spawn(
        process.execPath,
        ['--input-type=module', '-e', script, JSON.stringify(task), join(folder, 'runs')],
        { stdio: ['ignore', 'pipe', 'inherit'] },
      );
      await once(bot.stdout, 'data');
      expect(workersAlive()).toHaveLength(1);
      bot.kill('SIGKILL');
      expect(await until(() => workersAlive().length === 0, 5000)).toBeLessThan(2000);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

describe('the queue', () => {
  it('goes on where a bot that was killed left off, and takes nothing from whoever comes too late', async () => {
    using folder = aDataFolder();
    let key = '';
    let id = 0;
    let late: Awaited<ReturnType<typeof lease>>;
    {
      await using first = await openExportBench({ program, folder });
      key = await first.key();
      await first.stopWorkers();
      id = await first.start(key, {
        ...tsv,
        file_ids: [await first.upload(key, 'a.csv', 'a,1\n')],
      });
      late = await lease(first.station.db, new Date(), new Date(Date.now() + 60_000)); // and killed
    }
    await using second = await openExportBench({ program, folder });
    expect(await second.ended(key, id)).toMatchObject({ status: 'completed' });
    if (late === undefined) throw new Error('Nothing was leased.');
    const before = await second.ended(key, id);
    await second.exports.run.step(late, new AbortController().signal);
    expect(await second.ended(key, id)).toMatchObject({
      status: 'completed',
      output_sha256: before.output_sha256,
    });
  });

  it('lets nobody publish whose lease is lost: the other’s package stays', async () => {
    await using bench = await openExportBench({ program, workers: 2 });
    const key = await bench.key();
    const file = await bench.upload(key, 'a.csv', 'a,1\n');
    const { write } = bench.own;
    const gate = Promise.withResolvers<void>();
    const paths: string[] = [];
    const first = Promise.withResolvers<void>();
    const late = Promise.withResolvers<void>();
    Object.assign(bench.own, {
      write: async (...given: Parameters<typeof write>) => {
        paths.push(given[0]);
        if (paths.length > 1) return write(...given);
        const written = await write(...given);
        first.resolve();
        await gate.promise; // as slow as a store can be
        late.resolve();
        return written;
      },
    });
    const id = await bench.start(key, { ...tsv, file_ids: [file] });
    await first.promise;
    bench.skip(61_000);
    await bench.queue.sweep();
    bench.skip(10_000);
    bench.queue.wake();
    const job = await bench.ended(key, id);
    expect(job).toMatchObject({ status: 'completed', output_path: paths[1] });
    gate.resolve();
    await late.promise;
    await expect.poll(() => keysIn(bench.own, 'exports/')).toEqual([paths[1]]);
    expect(await bench.ended(key, id)).toMatchObject({ output_sha256: job.output_sha256 });
    const content = Buffer.from(await (await fetch(job.download_url)).arrayBuffer());
    expect(createHash('sha256').update(content).digest('hex')).toBe(job.output_sha256);
  });

  it.each([100, 700, 2500])(
    'is whole after a bot was killed in the middle (%i ms)',
    async (after) => {
      using folder = aDataFolder();
      const bot = spawn(
        process.execPath,
        [new URL('./bot.ts', import.meta.url).pathname, folder.path],
        {
          stdio: ['ignore', 'pipe', 'inherit'],
        },
      );
      const [said] = await once(bot.stdout.setEncoding('utf8'), 'data');
      const { key, id } = z.object({ key: z.string(), id: z.number() }).parse(JSON.parse(said));
      await delay(after);
      bot.kill('SIGKILL');
      await once(bot, 'close');
      await using next = await openExportBench({ folder });
      const job = await next.ended(key, id);
      expect(job).toMatchObject({ status: 'completed', failed_files: 0, processed_files: 3 });
      const content = await unzipped(job.download_url);
      expect(content.get('file_2_b.tsv')).toBe('slow\t1\n');
      expect(content.size).toBe(6);
    },
  );

  it('gives work back when the bot stops, without counting it as a try', async () => {
    await using bench = await openExportBench({ program });
    const key = await bench.key();
    await bench.start(key, { ...tsv, file_ids: [await bench.upload(key, 'a.csv', 'hang')] });
    await until(() => workersAlive().length === 1, 10_000);
    await delay(300);
    await bench.stopWorkers();
    const [work] = await bench.station.db.selectFrom('work').selectAll().execute();
    expect(work).toMatchObject({ state: 'waiting', attempts: 0 });
  });

  it('lets nobody wait for a thousand files of somebody else', async () => {
    await using bench = await openExportBench({ program });
    await bench.stopWorkers();
    const [many, one] = [await bench.key(), await bench.key()];
    const ids: number[] = [];
    for (let count = 0; count < 80; count += 1)
      ids.push(await bench.upload(many, `${count}.csv`, 'a,1\n'));
    await bench.start(many, { ...tsv, file_ids: ids });
    await bench.start(one, { ...tsv, file_ids: [await bench.upload(one, 'mine.csv', 'a,1\n')] });
    const order: number[] = [];
    for (let turn = 0; turn < 4; turn += 1) {
      const work = await lease(
        bench.station.db,
        new Date(Date.now() + turn),
        new Date(Date.now() + 60_000),
      );
      order.push(work?.jobId ?? 0);
    }
    expect(order).toEqual([1, 2, 1, 1]);
  });

  it('waits out a store that is down, for as long as that takes', async () => {
    await using bench = await openExportBench({ program });
    const key = await bench.key();
    const file = await bench.upload(key, 'a.csv', 'a,1\n');
    const head = bench.own.head;
    let asked = 0;
    Object.assign(bench.own, {
      head: async (name: string) => {
        asked += 1;
        if (asked <= 5) throw new OutsideError('The store', 'retry', 'It does not answer.');
        return head(name);
      },
    });
    const id = await bench.start(key, { ...tsv, file_ids: [file] });
    for (let outage = 1; outage <= 5; outage += 1) {
      await until(() => asked >= outage, 10_000);
      await delay(100);
      bench.skip(31_000);
      bench.queue.wake();
    }
    expect(await bench.ended(key, id)).toMatchObject({ status: 'completed' });
  });

  it('says so when a file has changed since it was registered', async () => {
    await using bench = await openExportBench({ program });
    const key = await bench.key();
    const file = await bench.upload(key, 'a.csv', 'a,1\n');
    const [name = ''] = await keysIn(bench.own, 'files/');
    await bench.own.write(name, Buffer.from('b,2\n'));
    const job = await bench.ended(key, await bench.start(key, { ...tsv, file_ids: [file] }));
    expect(job).toMatchObject({
      status: 'failed',
      error_message: expect.stringContaining('changed'),
    });
  });

  it('does 300 small files in few processes, all of them right', async () => {
    await using bench = await openExportBench({ program, workers: 2 });
    const key = await bench.key();
    const ids: number[] = [];
    for (let count = 0; count < 300; count += 1)
      ids.push(await bench.upload(key, 'a.csv', `a,${count}\n`));
    const job = await bench.ended(key, await bench.start(key, { ...tsv, file_ids: ids }));
    expect(job).toMatchObject({ status: 'completed', total_files: 300, failed_files: 0 });
  });
});
