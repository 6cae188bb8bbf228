import { expect, it } from 'vitest';
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
  expect(files[1]).toMatchObject({ status: 'failed', error: expect.stringContaining('line 3') });
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
