import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { partPath } from '../../../src/exports/convert/output.ts';
import type { Condition, Filter } from '../../../src/exports/convert/transform/transform.ts';
import { cellsOf } from '../convert/csv-text.ts';
import { Desk } from '../convert/desk.ts';
import { extent } from '../../endurance/extent.ts';

const runs = { numRuns: extent(300, 25) };

/** Cells as files have them: numbers, texts, nothing, NA, and signs that a query could stumble over. */
const number = fc.oneof(fc.integer({ min: -5, max: 5 }).map(String), fc.constantFrom('', 'NA', 'NaN', '0.5', '1e-300'));
const text = fc.oneof(
  fc.constantFrom('', 'a', 'A', 'ä', "O'Hara", '"', '\\', ';--', 'NULL', 'x,y', 'two\nlines', '%', '007'),
  fc.string({ unit: 'grapheme', maxLength: 4 }).filter((one) => !/[\r\0]/.test(one)),
);
const rows = fc.array(fc.tuple(number, text), { maxLength: 40 });
type Rows = readonly (readonly [string, string])[];

/** The third column says which row it was. */
function csv(some: Rows): string {
  const quoted = (cell: string) => `"${cell.replaceAll('"', '""')}"`;
  const lines = some.map(([n, t], at) => `${n},${quoted(t)},${at + 1000}\n`);
  return `n,t,row\n${lines.join('')}`;
}

async function made(desk: Desk, some: Rows, transform: Parameters<Desk['to']>[2] = {}) {
  const { path, report } = await desk.to('csv', desk.file('rows.csv', csv(some)), transform);
  const paths = report.files?.map((_, at) => partPath(path, at + 1)) ?? [path];
  const parts = paths.map((one) => cellsOf(readFileSync(one, 'utf8')).slice(1));
  return { report, parts, rows: parts.flat(), paths };
}

const condition = (column: string, value: fc.Arbitrary<string | number>): fc.Arbitrary<Condition> =>
  fc.record({ column: fc.constant(column), operator: fc.constantFrom('=', '!=', '<', '<=', '>', '>='), value });
const COMPLEMENT = { '=': '!=', '!=': '=', '<': '>=', '<=': '>', '>': '<=', '>=': '<' } as const;

function complement(filter: Condition): Filter {
  const { column, operator } = filter;
  const other = Object.entries(COMPLEMENT).find(([name]) => name === operator)?.[1] ?? '=';
  return { any: [{ ...filter, operator: other }, { column, operator: 'is missing' }] };
}

it('a filter and its complement are the whole, each row once, in order', async () => {
  await fc.assert(
    fc.asyncProperty(
      rows.filter((some) => some.some(([n]) => !['', 'NA'].includes(n))),
      fc.oneof(condition('n', fc.constantFrom(-2, 0, 0.5)), condition('t', text)),
      async (some, one) => {
        using desk = new Desk();
        const kept = await made(desk, some, { transform: { filter: { all: [one] } } });
        const left = await made(desk, some, { transform: { filter: complement(one) } });
        const whole = await made(desk, some);
        const numbers = (list: readonly (readonly string[])[]) => list.map(([, , row]) => Number(row));
        for (const { rows: part } of [kept, left])
          expect(numbers(part)).toEqual(numbers(part).sort((a, b) => a - b));
        expect([...kept.rows, ...left.rows].sort((a, b) => Number(a[2]) - Number(b[2]))).toEqual(whole.rows);
      },
    ),
    runs,
  );
});

it('sorting is a permutation in which equals keep their order and missing cells are last', async () => {
  await fc.assert(
    fc.asyncProperty(rows, fc.boolean(), async (some, descending) => {
      using desk = new Desk();
      const sort = [{ column: 'n', descending }];
      const { rows: sorted } = await made(desk, some, { transform: { sort } });
      const whole = await made(desk, some);
      const order = whole.rows.toSorted(([a = ''], [b = '']) => {
        const [one, other] = [value(a), value(b)];
        if (one === undefined || other === undefined) return Number(one === undefined) - Number(other === undefined);
        return descending ? other - one : one - other;
      });
      expect(sorted).toEqual(order);
    }),
    runs,
  );
});

/** What is in a column of numbers that is none counts as missing. */
const value = (cell: string) => (['', 'NA', 'NaN'].includes(cell) ? undefined : Number(cell));

it.each(['rows', 'column', 'megabytes'] as const)(
  'the parts of a split by %s are the whole, and merged again they are it too',
  async (how) => {
    await fc.assert(
      fc.asyncProperty(rows, fc.integer({ min: 1, max: 15 }), async (some, n) => {
        using desk = new Desk();
        const split = { rows: { rows: n }, column: { column: 't' }, megabytes: { megabytes: 0.001 } }[how];
        const { parts, paths, report } = await made(desk, some, { transform: { split } });
        const whole = await made(desk, some);
        const byNumber = (list: readonly (readonly string[])[]) =>
          how === 'column' ? list.toSorted((a, b) => Number(a[2]) - Number(b[2])) : list;
        expect(byNumber(parts.flat())).toEqual(whole.rows);
        expect(report.files?.map((file) => file.rows)).toEqual(parts.map(({ length }) => length));
        const [first = '', ...merged] = paths;
        const again = await desk.to('csv', first, { merged, transform: { merge: true } });
        expect(byNumber(cellsOf(readFileSync(again.path, 'utf8')).slice(1))).toEqual(whole.rows);
      }),
      runs,
    );
  },
);
