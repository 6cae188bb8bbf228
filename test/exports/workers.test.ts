import { execFileSync, spawn } from 'node:child_process';
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
import { keysIn, openExportBench, STAND_IN, unzipped } from './bench.ts';

const MIB = 1024 ** 2;
const limits = { memory: 400 * MIB, disk: 400 * MIB, time: 60_000 };
const tsv = { export_format: 'tsv' };

/** A name of our own: other tests have workers too. */
const program = join(mkdtempSync(join(tmpdir(), 'handoff-worker-')), 'program.ts');
symlinkSync(STAND_IN, program);
afterAll(() => rmSync(dirname(program), { recursive: true }));

/** The processes of our workers that live now. */
function workersAlive(): readonly number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => {
      try {
        return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').includes(program);
      } catch {
        return false; // it has ended
      }
    })
    .map(Number);
}
async function until(condition: () => boolean, milliseconds: number): Promise<number> {
  const start = performance.now();
  while (!condition()) {
    if (performance.now() - start > milliseconds) throw new Error('It did not come to pass.');
    await delay(20);
  }
  return performance.now() - start;
}

describe.skipIf(process.platform !== 'linux')('a worker', () => {
  it('is gone within two seconds of a cancellation, also one that does not listen', async () => {
    await using bench = await openExportBench({ program });
    const key = await bench.key();
    const id = await bench.start(key, {
      ...tsv,
      file_ids: [await bench.upload(key, 'a.csv', 'hang')],
    });
    const report = () => bench.ask('GET', `/api/data-export/jobs/${id}`, key);
    await expect.poll(async () => (await report()).json.progress, { timeout: 20_000 }).toBe(10); // it is deaf by now
    const asked = performance.now();
    await bench.ask('POST', `/api/data-export/jobs/${id}/cancel`, key);
    await until(() => workersAlive().length === 0, 5000);
    expect(performance.now() - asked).toBeLessThan(2000);
    expect(await bench.ended(key, id)).toMatchObject({ status: 'cancelled' });
  });

  it.each([
    ['heap', { ...limits, memory: 200 * MIB }, /memory/],
    ['buffers', { ...limits, memory: 200 * MIB }, /memory/],
    ['fill', { ...limits, disk: 20 * MIB }, /more than the 20 MB of disk/],
    ['litter', { ...limits, disk: 20 * MIB }, /more than the 20 MB of disk/],
    ['loop', { ...limits, time: 5000 }, /longer than 5 s/],
  ])('that goes out of bounds (%s) is ended, and the others go on', async (how, limits, why) => {
    await using bench = await openExportBench({ program, limits });
    const key = await bench.key();
    const ids = [
      await bench.upload(key, 'a.csv', 'good,1\n'),
      await bench.upload(key, 'b.csv', how),
      await bench.upload(key, 'c.csv', 'good,3\n'),
    ];
    const job = await bench.ended(key, await bench.start(key, { ...tsv, file_ids: ids }));
    expect(job).toMatchObject({ status: 'completed', failed_files: 1, processed_files: 3 });
    expect(job.files[1].error).toMatch(why);
    expect(job.files[1].error).toContain('tried 3 times');
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
      await createLocalExecutor({ program: ${JSON.stringify(program)} }).run(
        JSON.parse(process.argv[1]),
        { signal: new AbortController().signal, limits: { memory: 5e8, disk: 5e8, time: 60000 }, onReport: async () => console.log('begun') },
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
        ['--input-type=module', '-e', script, JSON.stringify(task)],
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
