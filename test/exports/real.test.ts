import { expect, it, vi } from 'vitest';
import { openExportBench, unzipped } from './bench.ts';

it('files are converted by the real worker, with their options, and the manifest tells how', async () => {
  await using bench = await openExportBench({ program: 'real' });
  const key = await bench.key();
  const file = await bench.upload(key, 'degs.csv', 'gene,count\n007,1\nB,2\n');
  const broken = await bench.upload(key, 'broken.csv', 'a,b\n1,2\n3,4,5\n');
  const asked = {
    file_ids: [file, broken],
    export_format: 'csv',
    export_options: { delimiter: ';', include_header: false },
  };
  const job = await bench.ended(key, await bench.start(key, asked));
  const content = await unzipped(job.download_url);
  expect(content.get('file_1_degs.csv')).toBe('007;1\nB;2\n');
  const { files } = JSON.parse(content.get('export_metadata.json') ?? '');
  expect(files[0]).toMatchObject({
    rows_in: 2,
    rows_out: 2,
    columns: [{ name: 'gene' }, { name: 'count' }],
  });
  expect(files[0].tools.length).toBeGreaterThan(0);
  expect(files[1]).toMatchObject({
    status: 'failed',
    error: 'Line 3 has 3 cells; the header has 2.',
  });
});

it.each([
  ['excel', 'file_1_degs.xlsx', 'PK'],
  ['parquet', 'file_1_degs.parquet', 'PAR1'],
  ['hdf5', 'file_1_degs.h5', '\u{fffd}HDF'],
  ['json', 'file_1_degs.json', '['],
])('into %s', async (export_format, name, begins) => {
  await using bench = await openExportBench({ program: 'real' });
  const key = await bench.key();
  const file = await bench.upload(key, 'degs.csv', 'gene,count\nA,1\nB,2\n');
  const asked = { file_ids: [file], export_format, compress: false };
  const job = await bench.ended(key, await bench.start(key, asked));
  expect(job).toMatchObject({ status: 'completed', files: [{ name }] });
  expect((await (await fetch(job.download_url)).text()).startsWith(begins)).toBe(true);
});

it('a reason is given once, with its place', async () => {
  await using bench = await openExportBench({ program: 'real' });
  const key = await bench.key();
  const files = [
    await bench.upload(key, 'short.csv', 'a,b\n1\n'),
    await bench.upload(key, 'none.csv', 'a,b\n1,2\n'),
  ];
  const wanted = { file_ids: files, export_format: 'tsv', columns: ['nope'] };
  const { files: made } = await bench.ended(key, await bench.start(key, wanted));
  expect(made.map(({ error }: { error: string }) => error)).toEqual([
    'There is no column “nope”.',
    'There is no column “nope”.',
  ]);
  expect(made.map(({ unfit }: { unfit: boolean }) => unfit)).toEqual([true, true]);
  const one = await bench.start(key, { file_ids: files.slice(0, 1), export_format: 'tsv' });
  const job = await bench.ended(key, one);
  expect(job.error_message).toBe('short.csv: Line 2 has 1 cell; the header has 2.');
  expect(job.files[0].unfit).toBe(true); // a registered file never changes
});

it('one long file tells of itself while it is written: bytes, rows, pace and time left', async () => {
  await using bench = await openExportBench({ program: 'real' });
  const key = await bench.key();
  const lines = Array.from({ length: 600_000 }, (_, row) => `${row},gene ${row},${row / 7}\n`);
  const file = await bench.upload(key, 'long.csv', `id,name,value\n${lines.join('')}`);
  const id = await bench.start(key, { file_ids: [file], export_format: 'excel' });
  const between = async () => {
    const { json } = await bench.ask('GET', `/api/data-export/jobs/${id}`, key);
    return json.status === 'processing' && json.seconds_left !== null ? json : undefined;
  };
  const seen = await vi.waitUntil(between, { timeout: 30_000, interval: 50 });
  expect(seen.progress).toBeGreaterThan(0);
  expect(seen.progress).toBeLessThan(100);
  expect(seen.bytes_done).toBeGreaterThan(0);
  expect(seen.bytes_done).toBeLessThan(seen.bytes_total);
  expect(seen.rows).toBeGreaterThan(0);
  expect(seen.bytes_per_second).toBeGreaterThan(0);
  await bench.ask('POST', `/api/data-export/jobs/${id}/cancel`, key);
});

it('what is no table is refused with what it is, and how to have it; ZIP takes it', async () => {
  await using bench = await openExportBench({ program: 'real' });
  const key = await bench.key();
  const names = ['reads.fastq', 'genome.fasta', 'v.vcf.gz', 'doc.pdf', 'peaks.bed', 'notes.xyz'];
  const ids: number[] = [];
  for (const name of names) ids.push(await bench.upload(key, name, 'a,b\n1,2\n'));
  const table = await bench.ended(
    key,
    await bench.start(key, { file_ids: ids, export_format: 'csv' }),
  );
  expect(table.status).toBe('failed');
  expect(table.files.map(({ error }: { error: string }) => error)).toEqual([
    'It is no table: it holds sequencing reads (FASTQ). ZIP takes files as they are.',
    'It is no table: it holds sequences (FASTA). ZIP takes files as they are.',
    'It is no table: it holds variants (VCF). ZIP takes files as they are.',
    'It is no table: it holds a document. ZIP takes files as they are.',
    'It is no table: it holds regions of a genome (BED). ZIP takes files as they are.',
    expect.stringMatching(/^A file with the ending \.xyz is not taken for a table\. .* ZIP takes/),
  ]);
  const zip = await bench.ended(
    key,
    await bench.start(key, { file_ids: ids, export_format: 'zip' }),
  );
  expect(zip).toMatchObject({ status: 'completed', failed_files: 0 });
});

it('what was asked for and does not fit is not tried again: it says what to change', async () => {
  await using bench = await openExportBench({ program: 'real' });
  const key = await bench.key();
  const file = await bench.upload(key, 'degs.csv', 'gene,padj,log2fc\nA,0.01,2\n');
  const failed = async (wanted: object) => {
    const asked = { file_ids: [file], export_format: 'tsv', ...wanted };
    const job = await bench.ended(key, await bench.start(key, asked));
    const again = await bench.ask('POST', `/api/data-export/jobs/${job.id}/retry`, key);
    expect([job.status, again.status]).toEqual(['failed', 400]);
    return job.files[0].error;
  };
  const filter = { all: [{ column: 'log2fc', operator: '>=', value: 'abc' }] };
  expect(await failed({ columns: ['gene', 'pajd'] })).toBe(
    'There is no column “pajd”. Did you mean “padj”?',
  );
  expect(await failed({ transform: { filter } })).toBe(
    'The filter compares “log2fc” with "abc": this column needs a number like 0.05.',
  );
  for (const transform of [
    { sort: [{ column: 'Log2FC' }] },
    { cast: [{ column: 'log2 fc', to: 'integer' }] },
    { rename: { log2f: 'x' } },
    { split: { column: 'log2' } },
  ])
    expect(await failed({ transform })).toMatch(/Did you mean “log2fc”\?$/);
});
