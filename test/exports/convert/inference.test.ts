import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cellsOf } from './csv-text.ts';
import { Desk } from './desk.ts';

async function typesOf(desk: Desk, text: string) {
  const { path, report } = await desk.to('parquet', desk.file('table.csv', text));
  return { path, types: report.columns.map(({ type }) => type), report };
}

/** One column of these cells, beside one that keeps its lines from being blank. */
function column(cells: readonly string[]): string {
  return `x,y\n${cells.map((cell) => `${cell},.\n`).join('')}`;
}

describe('a column gets the narrowest type that loses nothing', () => {
  it.each([
    ['integer', ['1', '-2', '0', '9223372036854775807']],
    ['double', ['1', '0.25', '-1e-300', '1.7976931348623157e+308']],
    ['double', ['1', '-0']],
    ['double', ['0.1234567890123456', '123456789.12345678', 'NaN', '-Inf']],
    ['boolean', ['true', 'false']],
    ['boolean', ['TRUE', 'FALSE']],
    ['date', ['2024-02-29', '1582-10-15']],
    ['timestamp', ['2024-02-29 10:00:00', '2024-02-29 10:00:00.123456']],
    ['instant', ['2024-02-29T10:00:00Z']],
  ])('%s: %j', async (type, cells) => {
    using desk = new Desk();
    expect((await typesOf(desk, column(cells))).types[0]).toBe(type);
  });

  it.each([
    ['a leading zero', ['1', '00501']],
    ['a sign', ['1', '+5']],
    ['a blank', ['1', '" 2"']],
    ['more than 64 bits', ['1', '9223372036854775808']],
    ['digits beyond 2^53 among fractions', ['0.5', '9007199254740993']],
    ['more digits than a double has', ['0.5', '0.12345678901234567891']],
    ['an exponent without a sign, as in a name', ['2310009E13', '1E5']],
    ['a number too small for a double', ['0.5', '1e-400']],
    ['a number too large for a double', ['0.5', '1e+400']],
    ['a day that never was', ['2024-02-29', '2023-02-29']],
    ['a word that the engine takes for a day', ['infinity', 'infinity']],
    ['a time with an offset', ['2024-02-29T10:00:00+02:00']],
    ['nanoseconds', ['2024-02-29T10:00:00.123456789']],
    ['two ways to write yes', ['true', 'TRUE']],
    ['hexadecimal', ['1', '0x10']],
    ['thousands', ['1', '1_000']],
    ['nothing but NA', ['NA', 'NA']],
  ])('text: %s', async (_, cells) => {
    using desk = new Desk();
    const { path, types } = await typesOf(desk, column(cells));
    expect(types[0]).toBe('text');
    const back = cellsOf(readFileSync((await desk.to('csv', path)).path, 'utf8'));
    expect(back.slice(1).map(([cell]) => cell)).toEqual(
      cells.map((cell) => cell.replaceAll('"', '')),
    );
  });

  it('NA is a missing value among numbers, counted, and a text among texts', async () => {
    using desk = new Desk();
    const { report, types } = await typesOf(desk, 'p,gene\n0.5,NA\nNA,TP53\nNA,x\n');
    expect(types).toEqual(['double', 'text']);
    expect(report.warnings).toEqual([
      { code: 'missing', says: 'NA was read as a missing value.', column: 'p', count: 2 },
    ]);
  });
});

describe('what only shows far behind the beginning', () => {
  const numbers = Array.from({ length: 60_000 }, (_, n) => String(n + 1));

  it.each([
    ['00501', 'text'],
    ['BRCA1', 'text'],
    ['0.5', 'double'],
    ['9223372036854775808', 'text'],
  ])('%s in row 60,001 makes the whole column %s', async (cell, type) => {
    using desk = new Desk();
    const { path, types, report } = await typesOf(desk, column([...numbers, cell, 'NA']));
    expect(types[0]).toBe(type);
    expect(report).toMatchObject({ rowsOut: 60_002 });
    const back = cellsOf(readFileSync((await desk.to('csv', path)).path, 'utf8'));
    expect(Number(back[1]?.[0])).toBe(1);
    expect(back[60_001]?.[0]).toBe(cell);
    const missing = type === 'text' ? [] : [{ code: 'missing', count: 1 }]; // counted once, though it was tried twice
    expect(report.warnings).toMatchObject(missing);
  });
});

describe('whatever is in the cells', () => {
  const text = fc.string({ unit: 'grapheme', maxLength: 12 });
  const number = fc.oneof(
    fc.double().map(String),
    fc.bigInt({ min: -(2n ** 70n), max: 2n ** 70n }).map(String),
    fc.integer().map((n) => n.toFixed(2)),
    fc.constantFrom(
      'NA',
      '',
      '007',
      '1e5',
      '-0',
      '.5',
      'nan',
      '1E-3',
      '+1',
      'TRUE',
      '2024-02-30',
      '1e-05',
    ),
  );
  const cell = fc.option(fc.oneof(text, number), { nil: null });
  const quoted = (value: string | null) =>
    value === null ? '' : `"${value.replaceAll('"', '""')}"`;
  const toCsv = (rows: readonly (readonly (string | null)[])[]) =>
    rows.map((row) => `${row.map(quoted).join(',')}\n`).join('');

  it('CSV stays the same, cell for cell', async () => {
    const rows = fc.array(fc.tuple(cell, cell, cell), { minLength: 1, maxLength: 12 });
    await fc.assert(
      fc.asyncProperty(rows, async (some) => {
        using desk = new Desk();
        const { path } = await desk.to('csv', desk.file('a.csv', `a,b,c\n${toCsv(some)}`));
        expect(cellsOf(readFileSync(path, 'utf8')).slice(1)).toEqual(some);
      }),
      { numRuns: 25 },
    );
  });

  it('a column of numbers comes back from Parquet as the same numbers, or as the same text', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(number, { minLength: 1, maxLength: 6 }), async (cells) => {
        using desk = new Desk();
        const source = desk.file('a.csv', `x,y\n${toCsv(cells.map((one) => [one, '.']))}`);
        const { path, report } = await desk.to('parquet', source);
        const type = report.columns[0]?.type;
        const back = cellsOf(readFileSync((await desk.to('csv', path)).path, 'utf8'));
        const found = back.slice(1).map(([one]) => one ?? null);
        if (type === 'text') expect(found).toEqual(cells);
        else {
          const missing = (one: string | null) => one === null || one === '' || one === 'NA';
          const read = (one: string | null) => (missing(one) ? null : numeral(String(one)));
          expect(found.map(read)).toEqual(cells.map(read));
        }
      }),
      { numRuns: 40 },
    );
  });
});

function numeral(text: string): unknown {
  if (/^(true|false)$/i.test(text)) return text.toLowerCase();
  if (/^(\+|-?0\d)/.test(text)) return text; // 007 is not 7
  return /^-?\d+$/.test(text) && !/^-0+$/.test(text) ? BigInt(text).toString() : numberOf(text);
}

function numberOf(text: string): string | number {
  const number = Number(text.replace(/^(-?)(Inf|inf)$/, '$1Infinity').replace('nan', 'NaN'));
  return Number.isInteger(number) && Math.abs(number) < 2 ** 53 && !Object.is(number, -0)
    ? String(number)
    : number;
}
