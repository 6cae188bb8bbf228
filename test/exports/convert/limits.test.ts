import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import ExcelJS from 'exceljs';
import { expect, it } from 'vitest';
import { Desk } from './desk.ts';
import { inPython, python, readBack } from './python.ts';

it.skipIf(python === undefined)('a workbook has its options, and no formula', async () => {
  using desk = new Desk();
  const options = { sheet_name: 'a/b', include_index: true, freeze_panes: [1, 2] };
  const { path, report } = await desk.to('excel', desk.file('a.csv', 'x\n=1+2\n'), { options });
  const { header, rows, facts } = readBack('excel', path);
  expect([header, ...rows]).toEqual([
    ['', 'x'],
    ['0', '=1+2'],
  ]);
  expect(facts).toMatchObject({ sheets: ['a_b'], frozen: 'C2', bold: true });
  expect(facts['types']).not.toContain('f');
  expect(report.warnings).toMatchObject([
    { code: 'sheet name', count: 1 },
    { code: 'formula as text', column: 'x', count: 1 },
  ]);
});

it('exceljs opens the workbook too', async () => {
  using desk = new Desk();
  const { path } = await desk.to('excel', desk.file('a.csv', 'x,n\n<&>,1.5\n'));
  const book = new ExcelJS.Workbook();
  await book.xlsx.readFile(path);
  expect(book.worksheets[0]?.getRow(2).values).toEqual([undefined, '<&>', 1.5]);
});

it('a text that a cell of Excel cannot hold is refused, never cut', async () => {
  using desk = new Desk();
  const fits = desk.file('fits.csv', `x,y\n${'a'.repeat(32_767)},1\n`);
  expect((await desk.to('excel', fits)).report.rowsOut).toBe(1);
  const long = desk.file('long.csv', `x,y\n${'a'.repeat(32_768)},1\n`);
  expect(await desk.refusal(long, 'excel')).toMatchObject({
    kind: 'limit',
    where: { column: 'x' },
  });
});

it.skipIf(python === undefined)(
  'pandas makes a frame of the HDF5 file by the recipe of the documentation, its texts as text',
  async () => {
    using desk = new Desk();
    const { path } = await desk.to('hdf5', desk.file('a.csv', 'gene,n,p\nTP53 ,1,0.5\nµ,2,NA\n'));
    const page = readFileSync(new URL('../../../docs/exports.md', import.meta.url), 'utf8');
    const [, recipe = ''] = /```python\n(with h5py[^`]*)```/.exec(page) ?? [];
    const frame = inPython(
      path,
      `import h5py, pandas\n${recipe.replace('"counts.h5"', 'path')}
print(json.dumps([frame["gene"].tolist(), frame["n"].tolist(), frame["p"].isna().tolist()]))`,
    );
    expect(frame).toEqual([
      ['TP53 ', 'µ'],
      [1, 2],
      [false, true],
    ]);
  },
);

it('what looks like a formula is counted: as it is in CSV, neutralised when that is asked for, as text in Excel', async () => {
  using desk = new Desk();
  const source = desk.file('a.csv', 'x,n,strand\n=1+2,-5,-\n@a,+x,+\n');
  const counts = (report: { warnings: readonly { code: string; count: number }[] }) =>
    report.warnings.map(({ code, count }) => [code, count]);
  expect(counts((await desk.to('csv', source)).report)).toEqual([
    ['formula', 2],
    ['formula', 1],
  ]);
  expect(counts((await desk.to('excel', source)).report)).toEqual([
    ['formula as text', 2],
    ['formula as text', 1],
  ]);
  const { report } = await desk.to('csv', source, { options: { neutralise_formulas: true } });
  expect(counts(report)).toEqual([
    ['formula neutralised', 2],
    ['formula neutralised', 1],
  ]);
});

it('a character that the encoding lacks is refused, with its line', async () => {
  using desk = new Desk();
  const source = desk.file('a.csv', 'x\nok\n🧬\n');
  expect(await desk.refusal(source, 'csv', { options: { encoding: 'latin-1' } })).toMatchObject({
    kind: 'encoding',
    where: { line: 3 },
  });
});

it('what is refused or cancelled leaves nothing behind', async () => {
  using desk = new Desk();
  const source = desk.file('a.csv', `a,b\n${'1,2\n'.repeat(300_000)}3\n`);
  expect(await desk.refusal(source, 'csv')).toMatchObject({ where: { line: 300_002 } });
  writeFileSync(source, `a,b\n${'1,2\n'.repeat(300_000)}`);
  for (const format of ['csv', 'excel', 'hdf5', 'parquet'] as const) {
    const signal = AbortSignal.timeout(30);
    expect(await desk.refusal(source, format, { signal })).toMatchObject({ kind: 'cancelled' });
  }
  expect(readdirSync(desk.folder).filter((name) => name.includes('made-'))).toEqual([]);
});

it('only the columns that were asked for, in their order', async () => {
  using desk = new Desk();
  const source = desk.file('a.csv', 'a,b,c\n1,2,3\n');
  const { report } = await desk.to('parquet', source, { columns: ['c', 'a'] });
  expect(report.columns.map(({ name }) => name)).toEqual(['c', 'a']);
  expect(await desk.refusal(source, 'csv', { columns: ['d'] })).toMatchObject({
    kind: 'unsupported',
  });
  expect(await desk.refusal(source, 'csv', { options: { header: true } })).toMatchObject({
    says: 'The options do not fit: `header` is no option of csv.',
  });
});

it('a table longer than a sheet goes on in the next, and comes back whole', async () => {
  using desk = new Desk();
  const rows = Array.from({ length: 1_048_580 }, (_, n) => `${n}\n`).join('');
  const { path, report } = await desk.to('excel', desk.file('long.csv', `n\n${rows}`));
  expect(report.parts).toEqual([
    { sheet: 'Data', rows: 1_048_575 },
    { sheet: 'Data (2)', rows: 5 },
  ]);
  expect((await desk.to('parquet', path)).report).toMatchObject({
    rowsIn: 1_048_580,
    warnings: [],
  });
});

/** Genes beside each other, behind the name of a cell: integers, fractions, yes and no, some of them missing. */
function genes(columns: number, yes: boolean): string {
  const kinds = [
    (row: number, at: number) => String((row * at) % 500),
    (row: number, at: number) => `${row}.${at % 9}5`,
    (row: number, at: number) => (yes ? String((row + at) % 2 === 0) : '7'),
  ];
  const row = (n: number) =>
    Array.from({ length: columns - 1 }, (_, at) =>
      (n + at) % 11 === 0 ? 'NA' : String(kinds[at % 3]?.(n, at)),
    );
  const names = Array.from({ length: columns - 1 }, (_, at) => `g${at}`);
  const rows = Array.from({ length: 4 }, (_, n) => [`cell_${n}`, ...row(n + 1)]);
  return [['id', ...names], ...rows].map((cells) => `${cells.join(',')}\n`).join('');
}

it.each([
  ['csv', {}],
  ['tsv', {}],
  ['json', {}],
  ['parquet', {}],
  ['excel', { include_index: false }],
  ['hdf5', {}],
  ['hdf5', { layout: 'matrix' }],
] as const)('5,001 columns go to %s %j and come back as they were', async (format, options) => {
  using desk = new Desk();
  const matrix = 'layout' in options;
  const text = genes(5001, format !== 'hdf5'); // which has yes and no as bytes
  const { path, report } = await desk.to(format, desk.file('wide.csv', text), { options });
  expect(report).toMatchObject({ rowsIn: 4, rowsOut: 4 });
  expect(report.columns).toHaveLength(5001);
  const back = readFileSync((await desk.to('csv', path)).path, 'utf8');
  const cells = (of: string) =>
    of
      .trimEnd()
      .split('\n')
      .map((line) => line.split(','));
  const same = (cell: string) => (/^(NA|NaN|)$/.test(cell) ? '' : plain(cell));
  const index = back.startsWith('_index,') && !matrix ? 1 : 0; // AnnData's own
  const found = cells(back).map((row) => row.slice(index).map(same));
  const wanted = cells(text).map((row) => row.map(same));
  if (matrix) for (const table of [found, wanted]) table[0]?.splice(0, 1);
  expect(found).toEqual(wanted);
});

function plain(cell: string): string {
  const number = Number(cell);
  return Number.isNaN(number) ? cell : String(number);
}

it('a table that is too wide is refused at once, with how many columns there may be', async () => {
  using desk = new Desk();
  const refusal = await desk.refusal(desk.file('wide.csv', genes(10_002, true)), 'parquet');
  expect(refusal).toMatchObject({ kind: 'limit' });
  expect(refusal.says).toContain('may have 10001 columns; this one has 10002');
});
