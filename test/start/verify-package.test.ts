import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { openExportBench } from '../exports/bench.ts';
import { Program } from './program.ts';

it('verify checks a package without a bot, a database or a network', async () => {
  await using bench = await openExportBench();
  const key = await bench.key();
  const file = await bench.upload(key, 'degs.csv', 'gene,count\nA,1\n');
  const { download_url } = await bench.ended(key, await bench.start(key, { file_ids: [file] }));
  const content = Buffer.from(await (await fetch(download_url)).arrayBuffer());
  const path = join(bench.folder.path, 'package.zip');
  writeFileSync(path, content);
  await using whole = new Program(['verify', path]);
  expect(await whole.code()).toBe(0);
  expect(whole.answered).toMatch(/^The package is whole: 2 files of export_/);
  expect(whole.answered).toContain(bench.exports.fingerprint);

  content.writeUInt8(content.readUInt8(60) ^ 1, 60);
  writeFileSync(path, content);
  await using altered = new Program(['verify', path]);
  expect(await altered.code()).toBe(1);
  expect(altered.answered).toMatch(/^The package is not as it was signed: /);
});
