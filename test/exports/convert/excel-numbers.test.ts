import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cellsOf } from './csv-text.ts';
import { Desk } from './desk.ts';
import { workbookOf } from './workbook-of.ts';

const number = (place: string, value: string) => `<c r="${place}"><v>${value}</v></c>`;
const text = (place: string, value: string) =>
  `<c r="${place}" t="inlineStr"><is><t>${value}</t></is></c>`;

async function read(desk: Desk, rows: readonly string[]) {
  const sheet = rows.map((cells, at) => `<row r="${at + 1}">${cells}</row>`).join('');
  const workbook = await workbookOf(desk, { sheet: `<sheetData>${sheet}</sheetData>` });
  const { path, report } = await desk.to('csv', workbook);
  return { text: readFileSync(path, 'utf8'), kinds: report.columns.map(({ type }) => type) };
}

describe('numbers of which a workbook has all seventeen digits', () => {
  it('have as few as they need, also in the header and among texts, which keep theirs', async () => {
    using desk = new Desk();
    const long = '0.10000000000000001';
    const { text: made, kinds } = await read(desk, [
      text('A1', 'a') + text('B1', 'b') + number('C1', long),
      number('A2', long) + number('B2', long) + number('C2', '1.5000000000000001E-5'),
      number('A3', '-12.300000000000001') + text('B3', long) + number('C3', '1E+21'),
      number('A4', '12345678901234567') + number('B4', '5.0E-324') + number('C4', '0.0'),
    ]);
    expect(cellsOf(made)).toEqual([
      ['a', 'b', '0.1'],
      ['0.1', '0.1', '0.000015'],
      ['-12.3', long, '1e+21'],
      ['12345678901234568', '5e-324', '0'],
    ]);
    expect(kinds).toEqual(['number', 'text', 'number']);
  });

  it('are the same doubles, written as JavaScript does', { timeout: 60_000 }, async () => {
    const digits = fc.integer({ min: 15, max: 17 });
    const sized = fc.tuple(
      fc.double({ min: 1, max: 10, noNaN: true }),
      fc.integer({ min: -99, max: 14 }),
    );
    const one = fc
      .tuple(sized, digits, fc.constantFrom('', '-'))
      .map(([[mantissa, size], most, sign]) =>
        (sign + (mantissa * 10 ** size).toPrecision(most)).toUpperCase(),
      );
    await fc.assert(
      fc.asyncProperty(fc.tuple(...Array.from({ length: 500 }, () => one)), async (values) => {
        using desk = new Desk();
        const rows = values.map((value, at) => number(`A${at + 2}`, value));
        const cells = cellsOf((await read(desk, [text('A1', 'n'), ...rows])).text);
        expect(cells.flat().slice(1)).toEqual(values.map((value) => String(Number(value))));
      }),
      { numRuns: 3 },
    );
  });
});
