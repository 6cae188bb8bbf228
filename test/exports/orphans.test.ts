import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { days, hours } from '../../src/domain/duration.ts';
import { aDataFolder } from '../support/data-folder.ts';
import { keysIn, openExportBench, unzipped } from './bench.ts';

const PROGRAM = new URL('./killed.ts', import.meta.url).pathname;
const soon = (): Date => new Date(Date.now() + hours(1));

/** The key that it made; the bot is dead when this resolves. */
async function killed(path: string, what: 'upload' | 'publish'): Promise<string> {
  const bot = spawn(process.execPath, [PROGRAM, path, what], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [said] = await once(bot.stdout.setEncoding('utf8'), 'data');
  const [, signal] = await once(bot, 'close');
  expect(signal).toBe('SIGKILL');
  return z.object({ key: z.string() }).parse(JSON.parse(said)).key;
}

it('an upload that was stored and never registered is swept, and nothing else', async () => {
  using folder = aDataFolder();
  const key = await killed(folder.path, 'upload');
  await using bench = await openExportBench({ folder });
  expect(await keysIn(bench.own, 'files/')).toHaveLength(2);
  expect((await bench.ask('GET', '/api/files', key)).json).toHaveLength(1);
  expect(await bench.exports.sweepOrphans(new Date(Date.now() - days(2)))).toBe(0); // it might be on its way
  await bench.own.write('files/of-another-bot', Buffer.from('theirs'));
  expect(await bench.exports.sweepOrphans(soon())).toBe(1);
  expect(await bench.exports.sweepOrphans(soon())).toBe(0);
  expect(await keysIn(bench.own, 'files/')).toHaveLength(2);
  const job = await bench.ended(key, await bench.start(key, { file_ids: [1] }));
  expect(job.status).toBe('completed');
});

it('a package that was stored and never recorded is made anew, and the first one goes', async () => {
  using folder = aDataFolder();
  const key = await killed(folder.path, 'publish');
  await using bench = await openExportBench({ folder });
  const job = await bench.ended(key, 1);
  expect(job.status).toBe('completed');
  expect((await unzipped(job.download_url)).get('file_1_kept.tsv')).toBe('a\tb\n1\t2\n');
  await expect.poll(() => keysIn(bench.own, 'exports/')).toEqual([job.output_path]);
});

it('outputs that nobody can ask for are swept, also of exports that are gone; what is kept stays', async () => {
  await using bench = await openExportBench();
  const key = await bench.key();
  const file_ids = [await bench.upload(key, 'a.csv', 'a,b\n1,2\n')];
  const kept = await bench.ended(key, await bench.start(key, { file_ids }));
  const each = await bench.ended(
    key,
    await bench.start(key, { file_ids, export_format: 'tsv', compress: false }),
  );
  const gone = await bench.ended(key, await bench.start(key, { file_ids }));
  await bench.ask('DELETE', `/api/data-export/jobs/${gone.id}`, key);
  await bench.stopWorkers();
  const open = await bench.start(key, { file_ids });
  const { json } = await bench.ask('GET', `/api/data-export/jobs/${open}`, key);
  await bench.own.write('exports/1/export_of_another_bot/1-1/x.zip', Buffer.from('theirs'));
  const live = await keysIn(bench.own);
  const underWay = `exports/1/${json.job_key}/9-1/${json.job_key}.zip`;
  await bench.own.write(underWay, Buffer.from('x'));
  await bench.own.write(kept.output_path.replace(/\/\d+-\d+\//, '/9-9/'), Buffer.from('x'));
  await bench.own.write(gone.output_path, Buffer.from('x'));
  await bench.own.write('projects/11111111-1111-4111-8111-111111111111/a', Buffer.from('theirs'));
  expect(await bench.exports.sweepOrphans(soon())).toBe(2);
  expect([...(await keysIn(bench.own))].sort()).toEqual(
    [...live, underWay, 'projects/11111111-1111-4111-8111-111111111111/a'].sort(),
  );
  const { json: again } = await bench.ask('GET', `/api/data-export/jobs/${each.id}`, key);
  expect((await fetch(again.download_url)).status).toBe(200);
});

it('what a killed bot left in the work folder is cleared at the next start', async () => {
  using folder = aDataFolder();
  const work = join(folder.path, 'exports');
  mkdirSync(join(work, 'job-7', 'step-1-1'), { recursive: true });
  mkdirSync(join(work, 'something else'));
  await using bench = await openExportBench({ folder });
  await expect.poll(() => readdirSync(work)).toEqual([]);
  await bench.stopWorkers();
});
