import { gzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { type ExportBench, openExportBench } from './bench.ts';

const nightly = { kind: 'service', name: 'nightly', roles: [] } as const;
const other = { kind: 'service', name: 'other', roles: [] } as const;

const keyOf = (bench: ExportBench) => bench.key({ name: 'nightly', roles: [] });

it.each<readonly [string, string, string | Uint8Array, readonly string[]]>([
  ['of CSV', 'a.csv', 'gene,padj,"log, fold"\nTP53,1,2\n', ['gene', 'padj', 'log, fold']],
  ['of CSV with other signs', 'a.csv', 'gene;padj\n1;2\n', ['gene', 'padj']],
  ['of TSV, where a comma is none', 'a.tsv', 'gene,symbol\tpadj\n', ['gene,symbol', 'padj']],
  ['behind a mark', 'a.txt', '\ufeffgene,padj\n1,2\n', ['gene', 'padj']],
  ['of a header alone', 'a.csv', 'gene,padj', ['gene', 'padj']],
  ['of a packed file', 'a.csv.gz', gzipSync('gene,padj\n1,2\n'), ['gene', 'padj']],
  [
    'of a long packed file, of which the beginning is read',
    'a.tsv.gz',
    gzipSync(
      `gene\tpadj\n${Array.from({ length: 60_000 }, () => `${Math.random()}\t1\n`).join('')}`,
    ),
    ['gene', 'padj'],
  ],
])('columns are known %s', async (_, name, content, columns) => {
  await using bench = await openExportBench();
  const file = await bench.upload(await keyOf(bench), name, content);
  expect(await bench.exports.columns([file], nightly)).toEqual(columns);
  expect(await bench.exports.columns([file], other)).toBeUndefined();
});

it.each<readonly [string, string, string | Uint8Array]>([
  ['of JSON', 'a.csv', '[{"gene": 1}]'],
  ['of a page', 'a.csv', '<!doctype html>'],
  ['of another encoding', 'a.csv', Buffer.from('g\u00e9ne,padj\n1,2\n', 'latin1')],
  ['of a header that is very long', 'a.csv', `${'gene,'.repeat(20_000)}padj\n`],
  ['where two are alike', 'a.csv', 'gene,gene\n1,2\n'],
  ['of a damaged file', 'a.csv.gz', gzipSync('gene,padj\n').fill(7, 12, 20)],
  ['of what was never converted', 'a.parquet', 'PAR1'],
])('columns are not known %s', async (_, name, content) => {
  await using bench = await openExportBench();
  const file = await bench.upload(await keyOf(bench), name, content);
  expect(await bench.exports.columns([file], nightly)).toBeUndefined();
});

it('of several files there are the columns that all of them have; of many none', async () => {
  await using bench = await openExportBench();
  const key = await keyOf(bench);
  const one = await bench.upload(key, 'a.csv', 'gene,padj,batch\n');
  const two = await bench.upload(key, 'b.csv', 'batch,gene\n');
  const none = await bench.upload(key, 'c.csv', 'cell\n');
  expect(await bench.exports.columns([one, two], nightly)).toEqual(['gene', 'batch']);
  expect(await bench.exports.columns([one, none], nightly)).toBeUndefined();
  const more = await Promise.all(
    Array.from({ length: 10 }, (_, n) => bench.upload(key, `${n}.csv`, 'gene\n')),
  );
  expect(await bench.exports.columns(more, nightly)).toEqual(['gene']);
  expect(await bench.exports.columns([one, ...more], nightly)).toBeUndefined();
});

it('of other formats they are known once the file was converted, as it was', async () => {
  await using bench = await openExportBench({ program: 'real' });
  const key = await keyOf(bench);
  const file = await bench.upload(key, 'a.ndjson', '{"gene":"TP53","padj":0.1}\n');
  const columns = () => bench.exports.columns([file], nightly);
  expect(await columns()).toBeUndefined();
  const rename = { transform: { rename: { gene: 'symbol' } } };
  await bench.ended(key, await bench.start(key, { file_ids: [file], ...rename }));
  await bench.ended(key, await bench.start(key, { file_ids: [file], columns: ['padj'] }));
  expect(await columns()).toBeUndefined();
  await bench.ended(key, await bench.start(key, { file_ids: [file] }));
  expect(await columns()).toEqual(['gene', 'padj']);
});
