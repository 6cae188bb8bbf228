import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { countsOf } from '../../../src/exports/convert/counts/counts.ts';
import { linesOf } from '../../../src/exports/convert/counts/lines.ts';
import type { Format } from '../../../src/exports/convert/options.ts';
import type { Column, Table } from '../../../src/exports/convert/table.ts';
import { Desk } from './desk.ts';

interface Target {
  readonly format: Format;
  readonly options?: Record<string, unknown>;
}

const JSON_OBJECTS: Target = { format: 'json' };
const FRAME: Target = { format: 'hdf5', options: { layout: 'anndata' } };
const TARGETS: readonly Target[] = [
  JSON_OBJECTS,
  { format: 'ndjson' },
  { format: 'netcdf' },
  FRAME,
  { format: 'hdf5', options: { layout: 'matrix' } },
  { format: 'hdf5', options: { layout: 'pandas' } },
];

type Rows = readonly (readonly string[])[];

/** More rows than types are taken from, so that what follows is a surprise. */
const usual = (count: number): Rows =>
  Array.from({ length: count }, (_, n) => [`gene_${n}`, `${n % 7}`, `${-n}`, `${n * 1_000_003}`]);

const text = (rows: Rows): string => rows.map((row) => `${row.join(',')}\n`).join('');

/** What comes of a table, and of the same with a quote in it, which only the engine can read. */
async function both(desk: Desk, names: readonly string[], rows: Rows, target: Target) {
  const [first = '', ...others] = names;
  const plain = text([names, ...rows]);
  const quoted = text([[`"${first}"`, ...others], ...rows]);
  return Promise.all([outcome(desk, plain, target), outcome(desk, quoted, target)]);
}

async function outcome(desk: Desk, content: string, { format, options }: Target) {
  const source = desk.file(`${Math.random()}.csv`, content);
  const { path, conversion } = await desk.try(source, format, options ? { options } : {});
  if (!conversion.ok) return conversion.error;
  const { rowsIn, rowsOut, columns, warnings } = conversion.report;
  const cells = format.endsWith('json') ? path : (await desk.to('csv', path)).path;
  return { rowsIn, rowsOut, columns, warnings, cells: readFileSync(cells, 'utf8') };
}

it.each(
  TARGETS.map(
    (target) => [`${target.format} ${target.options?.['layout'] ?? ''}`.trim(), target] as const,
  ),
)('counts to %s are what the engine makes of them', async (_, target) => {
  using desk = new Desk();
  const [ours, engines] = await both(desk, ['id', 'a', 'b', 'c'], usual(3000), target);
  expect(ours).toMatchObject({ rowsIn: 3000, rowsOut: 3000 });
  expect(ours).toEqual(engines);
});

describe.each([JSON_OBJECTS, FRAME])('counts to $format', (target) => {
  it('keep their order where they are more than one block', async () => {
    using desk = new Desk();
    const [ours, engines] = await both(desk, ['id', 'a', 'b', 'c'], usual(70_000), target);
    expect(ours).toMatchObject({ rowsIn: 70_000, rowsOut: 70_000, warnings: [] });
    expect(ours).toEqual(engines);
  });

  it.each([
    ['a zero in front', ['x', '007', '1', '1']],
    ['a number that is missing', ['x', '', '1', '1']],
    ['NA', ['x', 'NA', '1', '1']],
    ['less than nothing', ['x', '-0', '1', '1']],
    ['a plus', ['x', '+1', '1', '1']],
    ['a blank', ['x', ' 1', '1', '1']],
    ['an exponent', ['x', '1e2', '1', '1']],
    ['a fraction', ['x', '0.5', '1', '1']],
    ['a number beyond 2^53', ['x', '9007199254740993', '1', '1']],
    ['a number beyond 2^63', ['x', '9223372036854775808', '1', '1']],
    ['a word', ['x', 'many', '1', '1']],
    ['a name that is missing', ['', '1', '1', '1']],
    ['a name that JSON writes otherwise', ['a\\b\t', '1', '1', '1']],
    ['a name that is far longer', ['long '.repeat(1000), '1', '1', '1']],
    ['a name of other letters', ['µ-Opioid-Rezeptor Ω', '1', '1', '1']],
    ['a name of signs', ['a/b<&>\u007f\u2028\u{1f9ec}', '1', '1', '1']],
    ['a name with blanks around it', [' x ', '1', '1', '1']],
    ['a name that looks like none', ['NA', '1', '1', '1']],
    ['a name that is null', ['null', '1', '1', '1']],
    ['a name that is a comment', ['# x', '1', '1', '1']],
    ['a row that is too short', ['x', '1', '1']],
    ['a row that is too long', ['x', '1', '1', '1', '1']],
  ])('%s far behind the beginning is what the engine makes of it', async (_, odd) => {
    using desk = new Desk();
    const rows = [...usual(3000), odd, ...usual(2)];
    const [ours, engines] = await both(desk, ['id', 'a', 'b', 'c'], rows, target);
    expect(ours).toEqual(engines);
  });

  it('whatever they are', async () => {
    const name = fc.stringMatching(/^[a-zé._-]{1,9}$/);
    const count = fc.oneof(fc.nat(), fc.maxSafeInteger(), fc.integer()).map(String);
    const row = fc.tuple(name, name, count, count, count);
    await fc.assert(
      fc.asyncProperty(fc.array(row, { minLength: 1, maxLength: 9 }), async (rows) => {
        using desk = new Desk();
        const [ours, engines] = await both(desk, ['id', 'id 2', 'x\\y', 'ä', 'z'], rows, target);
        expect(ours).toEqual(engines);
      }),
      { numRuns: 6 },
    );
  });
});

it('counts of more columns than the engine takes singly are what it makes of them', async () => {
  using desk = new Desk();
  const names = ['id', ...Array.from({ length: 700 }, (_, n) => `sample_${n}`)];
  const rows = usual(300).map(([id = '']) => [id, ...names.slice(1).map((_, n) => `${n * 7}`)]);
  for (const target of [JSON_OBJECTS, FRAME]) {
    const [ours, engines] = await both(desk, names, rows, target);
    expect(ours).toEqual(engines);
  }
});

describe('lines of counts', () => {
  async function read(desk: Desk, content: string): Promise<readonly (readonly number[])[]> {
    const counts = { path: desk.file('a.csv', content), delimiter: 44, names: 0, numbers: 2 };
    const rows: number[][] = [];
    for await (const lines of linesOf(counts, new AbortController().signal)) {
      for (let row = 0; row < lines.rows; row++)
        rows.push([...lines.values.subarray(2 * row, 2 * row + 2)]);
    }
    return rows;
  }

  it('the last need not end, and none need be behind the header', async () => {
    using desk = new Desk();
    expect(await read(desk, 'a,b\n1,-2\n0,123456789012345')).toEqual([
      [1, -2],
      [0, 123_456_789_012_345],
    ]);
    expect(await read(desk, 'a,b\n')).toEqual([]);
    expect(await read(desk, 'a,b')).toEqual([]);
  });

  it('may be longer than what is read at once, and the header too', async () => {
    using desk = new Desk();
    const long = 'a'.repeat(700_000);
    expect(await read(desk, `${long},b\n3,4\n`)).toEqual([[3, 4]]);
    const names = desk.file('b.csv', `a,b\n${long},1\n${long}é,2\n`);
    const sizes: number[] = [];
    const counts = { path: names, delimiter: 44, names: 1, numbers: 1 };
    for await (const { rows, starts } of linesOf(counts, new AbortController().signal)) {
      for (let row = 0; row < rows; row++) {
        sizes.push((starts[2 * row + 1] ?? 0) - (starts[2 * row] ?? 0) - 1);
      }
    }
    expect(sizes).toEqual([700_000, 700_002]);
  });
});

test('only a whole table of names, and numbers behind them, to which nothing was done, is taken for counts', () => {
  const column = (kind: Column['kind'], at: number): Column => {
    return { name: `n${at}`, expression: `c${at}`, kind, type: kind };
  };
  const relation = 'read_csv(…)';
  const cells = ['c0', 'c1', 'c2'];
  const plain = { path: '/a.csv', delimiter: '\t', relation, cells };
  const raw: Table = { relation, plain, columns: cells.map((_, at) => column('untyped', at)) };
  const typed = (...kinds: Column['kind'][]): Table => ({ ...raw, columns: kinds.map(column) });

  const counts = { path: '/a.csv', delimiter: 9, names: 1, numbers: 2 };
  expect(countsOf(raw, typed('text', 'integer', 'integer'))).toEqual(counts);
  expect(countsOf(raw, typed('integer', 'integer', 'integer'))).toMatchObject({ names: 0 });
  expect(countsOf(raw, typed('text', 'text', 'integer'))).toBeUndefined();
  expect(countsOf(raw, typed('integer', 'text', 'integer'))).toBeUndefined();
  expect(countsOf(raw, typed('text', 'double', 'integer'))).toBeUndefined();
  const all = typed('text', 'integer', 'integer');
  expect(countsOf({ ...raw, relation: `(FROM ${relation} WHERE TRUE)` }, all)).toBeUndefined();
  expect(countsOf({ ...raw, columns: raw.columns.toReversed() }, all)).toBeUndefined();
  const [first, second] = all.columns;
  const some = [first, second].filter((one) => one !== undefined);
  expect(
    countsOf({ ...raw, columns: raw.columns.slice(0, 2) }, { ...all, columns: some }),
  ).toBeUndefined();
  expect(countsOf({ relation, columns: raw.columns }, all)).toBeUndefined();
});
