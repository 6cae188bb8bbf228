import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import ExcelJS from 'exceljs';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { Engine } from '../../../src/exports/convert/engine/engine.ts';
import { Tally } from '../../../src/exports/convert/engine/tally.ts';
import { Phases } from '../../../src/exports/convert/phases.ts';
import { Warnings } from '../../../src/exports/convert/warnings.ts';
import { writeExcel } from '../../../src/exports/convert/write/excel/excel.ts';
import { Desk } from './desk.ts';
import { inPython, python } from './python.ts';

const seen = z.object({
  cells: z.array(z.array(z.union([z.string(), z.number(), z.boolean(), z.null()]))),
  types: z.array(z.string()),
  widths: z.record(z.string(), z.number()),
  bold: z.array(z.boolean()),
  frozen: z.string().nullable(),
  sheets: z.array(z.string()),
});

/** The workbook as openpyxl sees it. */
function seenBy(path: string) {
  return seen.parse(
    inPython(
      path,
      `import openpyxl
book = openpyxl.load_workbook(path)
sheet = book.worksheets[0]
rows = list(sheet.iter_rows())
plain = lambda value: value.isoformat() if hasattr(value, "isoformat") else value
print(json.dumps({
  "cells": [[plain(cell.value) for cell in row] for row in rows],
  "types": sorted({cell.data_type for row in rows[1:] for cell in row}),
  "widths": {name: column.width for name, column in sheet.column_dimensions.items()},
  "bold": [bool(cell.font.b) for cell in rows[0]],
  "frozen": sheet.freeze_panes,
  "sheets": book.sheetnames,
}))`,
    ),
  );
}

async function exceljsCells(path: string): Promise<unknown[][]> {
  const book = new ExcelJS.Workbook();
  await book.xlsx.readFile(path);
  const rows: unknown[][] = [];
  book.worksheets[0]?.eachRow({ includeEmpty: true }, (row) => {
    const values = row.values;
    if (Array.isArray(values)) rows.push(Array.from(values.slice(1), (value) => value ?? null));
  });
  return rows;
}

async function written(desk: Desk, csv: string, options: Record<string, unknown> = {}) {
  const { path, report } = await desk.to('excel', desk.file('table.csv', csv), { options });
  return { path, report, ...seenBy(path) };
}

describe.skipIf(python === undefined)('a workbook of ours', () => {
  it('keeps numbers of at most fifteen digits as numbers, and longer ones as text, counted', async () => {
    using desk = new Desk();
    const { cells, report } = await written(
      desk,
      'n,long\n999999999999999,1000000000000000\n-999999999999999,7\n-0,-1000000000000000\n',
    );
    expect(cells.slice(1)).toEqual([
      [999_999_999_999_999, '1000000000000000'],
      [-999_999_999_999_999, 7],
      [expect.closeTo(0), '-1000000000000000'],
    ]);
    expect(report.warnings).toMatchObject([
      { code: 'negative zero' },
      { code: 'large integer', column: 'long', count: 2 },
    ]);
  });

  it('has every digit of a double, and NaN and infinity as text, counted', async () => {
    using desk = new Desk();
    const { path, cells, report } = await written(
      desk,
      'x\n0.1\n5e-324\n1.7976931348623157e+308\n-54.732643608176346\nNaN\n-Inf\n2147483648\n',
    );
    const expected = [
      0.1,
      5e-324,
      1.7976931348623157e308,
      -54.732643608176346,
      'NaN',
      '-Inf',
      2 ** 31,
    ];
    expect(cells.slice(1).flat()).toEqual(expected);
    expect((await exceljsCells(path)).slice(1).flat()).toEqual(expected);
    expect(report.warnings).toMatchObject([{ code: 'not finite', count: 2 }]);
  });

  it('keeps -0, and counts it, since Excel shows 0', async () => {
    using desk = new Desk();
    const { report } = await desk.to('excel', desk.file('a.csv', 'x\n-0.0\n0.0\n-0.5\n-0\n'));
    expect(report.columns).toMatchObject([{ type: 'double' }]);
    expect(report.warnings).toMatchObject([{ code: 'negative zero', column: 'x', count: 2 }]);
  });

  it('has text as text: formulas, blanks at the ends, lines, signs, characters XML cannot hold', async () => {
    using desk = new Desk();
    const texts = [
      '=1+2',
      '@x',
      '+cmd|a',
      ' pad ',
      '\ttab',
      'two\nlines',
      '<&>"\'',
      'é🧬',
      '_x',
      '',
    ];
    const csv = `t,n\n${texts.map((text) => `"${text.replaceAll('"', '""')}",1\n`).join('')}`;
    const { path, cells, types } = await written(desk, csv);
    expect(cells.slice(1).map(([cell]) => cell ?? '')).toEqual(texts);
    expect(types).not.toContain('f');
    expect((await exceljsCells(path)).slice(1).map(([cell]) => cell ?? '')).toEqual(texts);
  });

  it('escapes control characters as Excel does, and text that looks like such an escape', async () => {
    using desk = new Desk();
    const texts = ['a\u000bb', '\u0001', '_x0041_', '_x005F_', '\u007f', 'a\rb'];
    const csv = `t,n\n${texts.map((text) => `"${text}",1\n`).join('')}`;
    const { path, cells } = await written(desk, csv);
    const escaped = ['a_x000B_b', '_x0001_', '_x005F_x0041_', '_x005F_x005F_', '\u007f', 'a\rb'];
    expect(cells.slice(1).map(([cell]) => cell)).toEqual(escaped); // openpyxl leaves them as they are
    const back = await desk.to('json', path);
    expect(
      inPython(back.path, 'print(json.dumps([row["t"] for row in json.load(open(path))]))'),
    ).toEqual(texts);
  });

  it('has dates and times that Excel has, and others as text, counted', async () => {
    using desk = new Desk();
    const { cells, report } = await written(
      desk,
      'd,t\n1900-03-01,1900-03-01T00:00:00\n1900-02-28,2024-01-05T10:00:00.25\n9999-12-31,2024-01-05T10:00:00.123456\n',
    );
    expect(cells.slice(1)).toEqual([
      ['1900-03-01T00:00:00', '1900-03-01T00:00:00'],
      ['1900-02-28', '2024-01-05T10:00:00.250000'],
      ['9999-12-31T00:00:00', '2024-01-05T10:00:00.123456'],
    ]);
    expect(report.warnings).toMatchObject([
      { column: 'd', count: 1 },
      { column: 't', count: 1 },
    ]);
  });

  it('has a bold header, columns as wide as their first hundred cells, and panes that stay', async () => {
    using desk = new Desk();
    const rows = Array.from(
      { length: 150 },
      (_, row) => `${row === 120 ? 'x'.repeat(40) : 'abc'},1\n`,
    );
    const csv = `a,${'long '.repeat(20)}\n${rows.join('')}`;
    const { widths, bold, frozen } = await written(desk, csv, { freeze_panes: [2, 1] });
    expect(widths).toEqual({ A: 5, B: 50 });
    expect(bold).toEqual([true, true]);
    expect(frozen).toBe('B3');
    expect((await written(desk, csv, { freeze_panes: [0, 0] })).frozen).toBeNull();
  });

  it('keeps headers that are empty or there twice, booleans, and missing cells', async () => {
    using desk = new Desk();
    const { path, cells } = await written(desk, 'x,,x\ntrue,,1\nfalse,b,\n');
    expect(cells.slice(1)).toEqual([
      [true, null, 1],
      [false, 'b', null],
    ]);
    expect(cells[0]?.map((name) => name ?? '')).toEqual(['x', '', 'x']);
    const { report } = await desk.to('csv', path);
    expect(report.columns.map(({ name, type }) => [name, type])).toEqual([
      ['x', 'boolean'],
      ['', 'text'],
      ['x', 'number'],
    ]);
  });

  it('is one without rows, too', async () => {
    using desk = new Desk();
    const { path, cells, report } = await written(desk, 'a,b\n', { include_index: true });
    expect(cells).toEqual([['', 'a', 'b'].map((name) => name || expect.toBeOneOf(['', null]))]);
    expect(report.rowsOut).toBe(0);
    expect((await desk.to('csv', path)).report.rowsOut).toBe(0);
  });

  it('counts its rows from 0 when that is asked for', async () => {
    using desk = new Desk();
    const rows = Array.from({ length: 5000 }, (_, row) => `${row * 2}\n`).join('');
    const { cells } = await written(desk, `n\n${rows}`, { include_index: true });
    expect(cells.slice(1).every(([index, n]) => Number(n) === Number(index) * 2)).toBe(true);
    expect(cells).toHaveLength(5001);
  });

  it.each([
    ["it's [a]/b:c*d?e\\f", "it's _a__b_c_d_e_f"],
    ["'quoted'", 'quoted'],
    ['🧬'.repeat(20), '🧬'.repeat(13)],
    ["'''", 'Data'],
    ['a<&">', 'a<&">'],
  ])('may have a sheet called %s: it is %s', async (wanted, name) => {
    using desk = new Desk();
    const { sheets, report } = await written(desk, 'a\n1\n', { sheet_name: wanted });
    expect(sheets).toEqual([name]);
    expect(report.warnings.length).toBe(wanted === name ? 0 : 1);
  });
});

it('more than 16,384 columns are refused, before anything is written', async () => {
  using desk = new Desk();
  const path = join(desk.folder, 'wide.xlsx');
  const signal = new AbortController().signal;
  const workFolder = desk.folder;
  using engine = await Engine.open([], {
    signal,
    workFolder,
    phases: new Phases(() => {}),
    megabytes: 256,
  });
  const writing = {
    engine,
    tally: new Tally({ eachColumn: true }),
    warnings: new Warnings(),
    signal,
    workFolder,
    path,
  };
  const write = (width: number, include_index: boolean) => {
    const columns = Array.from({ length: width }, (_, at) => {
      return { name: `c${at}`, expression: `'${at}'`, kind: 'text', type: 'text' } as const;
    });
    return writeExcel(
      { relation: 'range(2)', columns },
      { sheet_name: 'Data', include_index, freeze_panes: [1, 0] },
      writing,
    );
  };
  await expect(write(16_384, true)).rejects.toMatchObject({
    error: { kind: 'limit', says: 'A sheet of Excel has 16384 columns; this table has 16385.' },
  });
  expect(await write(800, false)).toEqual({ rows: 2 });
  const back = await desk.to('csv', path, { columns: ['c26', 'c702', 'c799'] });
  expect(readFileSync(back.path, 'utf8')).toBe('c26,c702,c799\n26,702,799\n26,702,799\n');
});

it('a text is measured as Excel measures it: 🧬 is two characters', async () => {
  using desk = new Desk();
  const long = desk.file('long.csv', `x,y\n${'🧬'.repeat(16_384)},1\n`);
  expect(await desk.refusal(long, 'excel')).toMatchObject({
    kind: 'limit',
    where: { column: 'x' },
  });
});

it('the rows of a long table keep their order', async () => {
  using desk = new Desk();
  const lines = Array.from({ length: 300_000 }, (_, row) => `${row},${'filling '.repeat(8)}\n`);
  const { path } = await desk.to('excel', desk.file('long.csv', `n,text\n${lines.join('')}`));
  const { path: back } = await desk.to('csv', path);
  expect(readFileSync(back, 'utf8')).toBe(`n,text\n${lines.join('')}`);
});
