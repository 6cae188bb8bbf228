import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { partPath } from '../../../src/exports/convert/output.ts';
import type { Condition, Filter } from '../../../src/exports/convert/transform/transform.ts';
import { extent } from '../../endurance/extent.ts';
import { cellsOf } from '../convert/csv-text.ts';
import { Desk } from '../convert/desk.ts';

const runs = { numRuns: extent(200, 6) };

type Row = readonly (string | null)[];
type Rows = readonly (readonly [string, string])[];

/** Cells as files have them: numbers, texts, nothing, NA, and signs that a query could stumble over. */
const number = fc.oneof(
  fc.integer({ min: -5, max: 5 }).map(String),
  fc.constantFrom('', 'NA', 'NaN', '0.5', '1e-300'),
);
const text = fc.oneof(
  fc.constantFrom('', 'a', 'A', 'ä', "O'Hara", '"', '\\', "'; --", 'NULL', 'two\nlines', '007'),
  fc.string({ unit: 'grapheme', maxLength: 4 }).filter((one) => !/[\r\0]/.test(one)),
);
const rows = fc
  .array(fc.tuple(number, text), { maxLength: 40 })
  .map((some): Rows => [['3', 'first'], ...some]); // without any number the column would be text

/** The third column says which row it was. */
function csv(some: Rows): string {
  const quoted = (cell: string) => `"${cell.replaceAll('"', '""')}"`;
  return `n,t,row\n${some.map(([n, t], at) => `${n},${quoted(t)},${at + 1000}\n`).join('')}`;
}

async function made(desk: Desk, some: Rows, more: Parameters<Desk['to']>[2] = {}) {
  const { path, report } = await desk.to('csv', desk.file('rows.csv', csv(some)), more);
  const paths = report.files?.map((_, at) => partPath(path, at + 1)) ?? [path];
  const parts: Row[][] = paths.map((one) => cellsOf(readFileSync(one, 'utf8')).slice(1));
  return { report, parts, rows: parts.flat(), paths };
}

const place = ([, , row]: Row): number => Number(row);
const inOrder = (some: readonly Row[]) => some.toSorted((a, b) => place(a) - place(b));
const isMissing = (cell: string | null | undefined) => ['', 'NA', 'NaN'].includes(cell ?? '');

const COMPLEMENT = { '=': '!=', '!=': '=', '<': '>=', '<=': '>', '>': '<=', '>=': '<' } as const;
const operator = fc.constantFrom('=', '!=', '<', '<=', '>', '>=');
const condition = fc.oneof(
  fc.record({ column: fc.constant('n'), operator, value: fc.constantFrom(-2, 0, 0.5) }),
  fc.record({ column: fc.constant('t'), operator, value: text }),
);

function complement(one: Condition & { operator: keyof typeof COMPLEMENT }): Filter {
  const { column } = one;
  return {
    any: [
      { ...one, operator: COMPLEMENT[one.operator] },
      { column, operator: 'is missing' },
    ],
  };
}

it('a filter and its complement are the whole, each row once and in order', async () => {
  await fc.assert(
    fc.asyncProperty(rows, condition, async (some, one) => {
      using desk = new Desk();
      const kept = await made(desk, some, { transform: { filter: { all: [one] } } });
      const left = await made(desk, some, { transform: { filter: complement(one) } });
      const whole = await made(desk, some);
      expect(inOrder(kept.rows)).toEqual(kept.rows);
      expect(inOrder(left.rows)).toEqual(left.rows);
      expect(inOrder([...kept.rows, ...left.rows])).toEqual(whole.rows);
      expect(kept.report.rowsIn).toBe(some.length);
      expect(kept.report.steps).toMatchObject([
        { operation: 'filter', rowsIn: some.length, rowsOut: kept.rows.length },
      ]);
    }),
    runs,
  );
});

it('sorting is a permutation in which equals keep their order and missing cells are last', async () => {
  await fc.assert(
    fc.asyncProperty(rows, fc.boolean(), async (some, descending) => {
      using desk = new Desk();
      const sort = [{ column: 'n', descending }];
      const sorted = await made(desk, some, { transform: { sort } });
      const whole = await made(desk, some);
      const expected = whole.rows.toSorted(([a], [b]) => {
        if (isMissing(a) || isMissing(b)) return Number(isMissing(a)) - Number(isMissing(b));
        return descending ? Number(b) - Number(a) : Number(a) - Number(b);
      });
      expect(sorted.rows).toEqual(expected);
    }),
    runs,
  );
});

const SPLITS = { rows: { rows: 9 }, column: { column: 't' }, megabytes: { megabytes: 0.0002 } };

it.each(['rows', 'column', 'megabytes'] as const)(
  'the parts of a split by %s are the whole, and merged again they are it too',
  async (how) => {
    await fc.assert(
      fc.asyncProperty(rows, async (some) => {
        using desk = new Desk();
        const { parts, paths, report } = await made(desk, some, {
          transform: { split: SPLITS[how] },
        });
        const whole = await made(desk, some);
        const all = (list: readonly Row[]) => (how === 'column' ? inOrder(list) : list);
        expect(all(parts.flat())).toEqual(whole.rows);
        expect(report.files?.map((file) => file.rows)).toEqual(parts.map(({ length }) => length));
        if (how === 'megabytes')
          expect(report.files?.every(({ bytes }) => bytes <= 200)).toBe(true);
        const [first = '', ...merged] = paths;
        const again = await desk.to('csv', first, { merged, transform: { merge: true } });
        expect(all(cellsOf(readFileSync(again.path, 'utf8')).slice(1))).toEqual(whole.rows);
      }),
      runs,
    );
  },
);
