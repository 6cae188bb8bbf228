import { readFileSync } from 'node:fs';
import { tableFromIPC } from '@uwdata/flechette';
import { asyncBufferFromFile, parquetRead } from 'hyparquet';
import { compressors } from 'hyparquet-compressors';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TABLE_FORMATS } from '../../../src/domain/data-export/format.ts';
import { type Cell, type CorpusColumn, held, NASTY, NASTY_CSV, normal } from '../corpus.ts';
import { cellsOf } from './csv-text.ts';
import { Desk } from './desk.ts';
import { python, type ReadByPython, readBack } from './python.ts';

describe.each(TABLE_FORMATS)('a table of everything nasty, kept as %s,', (from) => {
  let desk: Desk;
  let first: { readonly path: string };
  beforeAll(async () => {
    desk = new Desk();
    first = await desk.to(from, desk.file('nasty.csv', NASTY_CSV));
  });
  afterAll(() => desk[Symbol.dispose]());

  it.each(TABLE_FORMATS)(
    'loses nothing on its way to %s but what that format cannot hold',
    async (to) => {
      const second = await desk.to(to, first.path);
      const last = await desk.to('csv', second.path);
      const [header, ...rows] = cellsOf(readFileSync(last.path, 'utf8'));
      const expected = held(to, held(from, NASTY));
      expect(header?.map((name) => name ?? '')).toEqual(expected.map(({ name }) => name));
      expect(typed(rows, expected)).toEqual(expected.map(({ cells }) => cells));
      expect(second.report).toMatchObject({ rowsIn: 4, rowsOut: 4 });
      expect(second.report.columns.map(({ name }) => name)).toEqual(
        held(from, NASTY).map(({ name }) => name),
      );
    },
  );
});

describe.skipIf(python === undefined)('what others read from our files', () => {
  const READERS: readonly ReadByPython[] = [
    'csv',
    'tsv',
    'json',
    'ndjson',
    'excel',
    'avro',
    'hdf5',
    'netcdf',
  ];

  it.each(READERS)('%s: Python finds every cell', async (format) => {
    using desk = new Desk();
    const { path } = await desk.to(format, desk.file('nasty.csv', NASTY_CSV));
    const { header, rows } = readBack(format, path);
    const expected = held(format, NASTY);
    expect(header).toEqual(expected.map(({ name }) => name));
    const plain = format === 'csv' || format === 'tsv'; // Python's csv has no missing cells
    const shown = (cells: readonly Cell[]) => cells.map((cell) => (plain ? (cell ?? '') : cell));
    expect(typed(rows, expected).map(shown)).toEqual(expected.map(({ cells }) => shown(cells)));
  });
});

it('parquet: hyparquet finds every cell, with its type', async () => {
  using desk = new Desk();
  const { path } = await desk.to('parquet', desk.file('nasty.csv', NASTY_CSV));
  const rows: unknown[][] = [];
  await parquetRead({
    file: await asyncBufferFromFile(path),
    compressors,
    onComplete: (all) => rows.push(...all),
  });
  const expected = held('parquet', NASTY);
  expect(expected.map((_, at) => rows.map((row) => row[at]))).toEqual(
    expected.map(({ kind, cells }) =>
      cells.map((cell) => (isTime(kind) && cell !== null ? asDate(String(cell)) : cell)),
    ),
  );
});

it('arrow: flechette finds every cell, with its type', async () => {
  using desk = new Desk();
  const { path } = await desk.to('arrow', desk.file('nasty.csv', NASTY_CSV));
  const table = tableFromIPC(readFileSync(path), { useBigInt: true, useDate: true });
  const expected = held('arrow', NASTY);
  expect(table.names).toEqual(expected.map(({ name }) => name));
  expect(expected.map((_, at) => [...table.getChildAt(at)])).toEqual(
    expected.map(({ kind, cells }) =>
      cells.map((cell) => (isTime(kind) && cell !== null ? asDate(String(cell)) : cell)),
    ),
  );
});

/** Columns of cells, as their kinds are. */
function typed(
  rows: readonly (readonly (string | null)[])[],
  columns: readonly CorpusColumn[],
): readonly (readonly Cell[])[] {
  return columns.map(({ kind }, at) => rows.map((row) => normal(kind, row[at] ?? null)));
}

function isTime(kind: CorpusColumn['kind']): boolean {
  return kind === 'date' || kind === 'timestamp' || kind === 'instant';
}

function asDate(text: string): Date {
  return new Date(text.includes('T') && !text.endsWith('Z') ? `${text}Z` : text);
}
