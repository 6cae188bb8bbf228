import { randomBytes } from 'node:crypto';
import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, it, type TestContext } from 'vitest';
import type { Executor } from '../../src/workers/executor.ts';
import { createLocalExecutor } from '../../src/workers/local.ts';
import { aDataFolder } from '../support/data-folder.ts';
import { type ExportBench, keysIn, openExportBench, STAND_IN } from './bench.ts';
import { type SmallDisk, smallDisk } from './small-disk.ts';

const MIB = 1024 ** 2;
type Skip = TestContext['skip'];

/** A bot whose work folder, or whose store, is a disk of its own. */
async function onSmallDisk(
  skip: Skip,
  which: 'exports' | 'objects',
  megabytes: number,
  options: Parameters<typeof openExportBench>[0],
  trial: (bench: ExportBench, disk: SmallDisk, key: string) => Promise<void>,
): Promise<void> {
  using folder = aDataFolder();
  mkdirSync(folder.path, { recursive: true });
  using disk = smallDisk(join(folder.path, which), megabytes);
  if (disk === undefined) return skip('no tmpfs can be mounted here');
  await using bench = await openExportBench({ folder, ...options });
  await trial(bench, disk, await bench.key());
}

/** Nothing of it is anywhere, and the bot lives. */
async function nothingIsLeft(bench: ExportBench): Promise<void> {
  const work = () =>
    readdirSync(join(bench.folder.path, 'exports')).filter((name) => name !== 'filler');
  await expect.poll(work).toEqual([]);
  expect(await keysIn(bench.own, 'exports/')).toEqual([]);
  for await (const { key } of bench.own.listUnfinished('')) expect(key).toBe('nothing');
  expect((await bench.ask('GET', '/api/data-export')).status).toBeLessThan(500);
}

async function noticesOf({ station }: ExportBench): Promise<number> {
  const rows = await station.db
    .selectFrom('outbox')
    .select('key')
    .where('key', 'like', 'export-trouble:%')
    .execute();
  return rows.length;
}

it('a disk that is full beforehand is a reason that is given at once, and over when there is room', async ({
  skip,
}) => {
  await onSmallDisk(skip, 'exports', 64, {}, async (bench, disk, key) => {
    const file = await bench.upload(key, 'a.csv', `a,${'1'.repeat(5 * MIB)}\n`);
    const asked = { file_ids: [file], export_format: 'tsv' };
    disk.fill(12 * MIB);
    const job = await bench.ended(key, await bench.start(key, asked));
    expect(job).toMatchObject({ status: 'failed', failed_files: 1 });
    expect(job.error_message).toMatch(/not enough room on the disk: about 15.7 MB are needed/);
    await nothingIsLeft(bench);
    disk.fill('nothing');
    const again = await bench.ended(key, await bench.start(key, asked));
    expect(again.status).toBe('completed');
    expect(await noticesOf(bench)).toBe(0);
  });
});

it('a disk that fills up while files are fetched: every file says so, nobody is told twice', async ({
  skip,
}) => {
  await onSmallDisk(skip, 'exports', 64, {}, async (bench, disk, key) => {
    const files = [
      await bench.upload(key, 'a.bin', randomBytes(5 * MIB)),
      await bench.upload(key, 'b.bin', randomBytes(5 * MIB)),
    ];
    const asked = { file_ids: files, export_format: 'zip' };
    const { read } = bench.own;
    Object.assign(bench.own, {
      read: (...given: Parameters<typeof read>) => {
        disk.fill(2 * MIB);
        return read(...given);
      },
    });
    const job = await bench.ended(key, await bench.start(key, asked));
    expect(job).toMatchObject({ status: 'failed', failed_files: 2 });
    for (const { error } of job.files) expect(error).toBe('There is no room left on the disk.');
    await nothingIsLeft(bench);
    Object.assign(bench.own, { read });
    disk.fill('nothing');
    expect((await bench.ended(key, await bench.start(key, asked))).status).toBe('completed');
    expect(await noticesOf(bench)).toBe(0);
  });
});

it('a conversion that needs more room than there is ends with the reason, and one notice', async ({
  skip,
}) => {
  await onSmallDisk(skip, 'exports', 16, { program: 'real' }, async (bench, _disk, key) => {
    const rows = gzipSync(Buffer.from(`a,b\n${'1,2\n'.repeat(8 * MIB)}`));
    const large = await bench.upload(key, 'large.csv.gz', rows);
    const small = await bench.upload(key, 'small.csv', 'a,b\n1,2\n');
    const asked = { file_ids: [large, small], export_format: 'tsv' };
    const job = await bench.ended(key, await bench.start(key, asked));
    expect(job).toMatchObject({ status: 'completed', failed_files: 1 });
    expect(job.files[0].error).toMatch(/disk/);
    expect(await noticesOf(bench)).toBe(job.files[0].error.includes('tried 3 times') ? 1 : 0);
    await bench.ask('DELETE', `/api/data-export/jobs/${job.id}`, key);
    await nothingIsLeft(bench);
  });
});

it('a disk that fills up while the package is made: the export has failed and says why, once', async ({
  skip,
}) => {
  let fill = (): void => undefined;
  const local = createLocalExecutor({ program: STAND_IN });
  const executor: Executor = {
    ...local,
    run(task, ports) {
      if (task.kind === 'package') fill();
      return local.run(task, ports);
    },
  };
  await onSmallDisk(skip, 'exports', 64, { executor }, async (bench, disk, key) => {
    fill = () => disk.fill(1 * MIB);
    const file = await bench.upload(key, 'a.bin', randomBytes(5 * MIB));
    const asked = { file_ids: [file], export_format: 'zip' };
    const job = await bench.ended(key, await bench.start(key, asked));
    expect(job).toMatchObject({ status: 'failed', output_path: null });
    expect(job.error_message).toMatch(/tried 3 times.*(room|disk)/);
    expect(await noticesOf(bench)).toBe(1);
    await nothingIsLeft(bench);
    fill = () => disk.fill('nothing');
    fill();
    expect((await bench.ended(key, await bench.start(key, asked))).status).toBe('completed');
  });
});

it('a store that is full: the export has failed and says why, once; an upload is refused', async ({
  skip,
}) => {
  await onSmallDisk(skip, 'objects', 64, {}, async (bench, disk, key) => {
    const file = await bench.upload(key, 'a.bin', randomBytes(5 * MIB));
    const asked = { file_ids: [file], export_format: 'zip' };
    disk.fill(2 * MIB);
    const job = await bench.ended(key, await bench.start(key, asked));
    expect(job).toMatchObject({ status: 'failed', output_path: null });
    expect(job.error_message).toMatch(/tried 3 times.*The store has no room left/);
    expect(await noticesOf(bench)).toBe(1);
    await nothingIsLeft(bench);
    await expect(bench.upload(key, 'b.bin', randomBytes(5 * MIB))).rejects.toThrow(/no room/);
    expect(await keysIn(bench.own)).toHaveLength(1);
    expect((await bench.ask('GET', '/api/files', key)).json).toHaveLength(1);
    disk.fill('nothing');
    expect((await bench.ended(key, await bench.start(key, asked))).status).toBe('completed');
  });
});
