import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { partPath } from '../../../src/exports/convert/output.ts';
import { transform } from '../../../src/exports/convert/transform/transform.ts';
import { Desk } from '../convert/desk.ts';

type Transform = NonNullable<Parameters<Desk['to']>[2]>['transform'];

async function text(content: string, transform: Transform, columns?: string[]) {
  using desk = new Desk();
  const path = desk.file('a.csv', content);
  const made = await desk.to('csv', path, { transform, ...(columns && { columns }) });
  return { text: readFileSync(made.path, 'utf8'), report: made.report };
}

async function refused(content: string, transform: Transform) {
  using desk = new Desk();
  return (await desk.refusal(desk.file('a.csv', content), 'csv', { transform })).says;
}

const GENES =
  'gene,padj,when\nTP53,0.01,2026-01-05\nBRCA1,0.2,2025-12-31\nMYC,NA,\n007,0.04,2026-02-01\n';

describe('rows that stay', () => {
  it.each([
    ['padj', '<', 0.05, ['TP53', '007']],
    ['padj', '<', '0.05', ['TP53', '007']],
    ['padj', '>', 0.05, ['BRCA1']],
    ['padj', '!=', 0.2, ['TP53', '007']],
    ['padj', 'is missing', undefined, ['MYC']],
    ['padj', 'is present', undefined, ['TP53', 'BRCA1', '007']],
    ['when', '>=', '2026-01-01', ['TP53', '007']],
    ['gene', '=', '007', ['007']],
    ['gene', 'in', ['MYC', 'TP53'], ['TP53', 'MYC']],
    ['gene', 'not in', ['MYC', 'TP53'], ['BRCA1', '007']],
    ['gene', 'contains', 'C', ['BRCA1', 'MYC']],
    ['gene', 'starts with', 'M', ['MYC']],
    ['gene', 'ends with', '1', ['BRCA1']],
  ] as const)('%s %s %j', async (column, operator, value, expected) => {
    const given = typeof value === 'object' ? [...value] : value;
    const condition = { column, operator, ...(given !== undefined && { value: given }) };
    const made = await text(GENES, { filter: { all: [condition] } }, ['gene']);
    expect(made.text).toBe(`gene\n${expected.map((gene) => `${gene}\n`).join('')}`);
  });

  it('fulfil all conditions, or any of them', async () => {
    const both = [
      { column: 'padj', operator: '<' as const, value: 0.05 },
      { column: 'gene', operator: '=' as const, value: 'MYC' },
    ];
    expect((await text(GENES, { filter: { all: both } }, ['gene'])).text).toBe('gene\n');
    expect((await text(GENES, { filter: { any: both } }, ['gene'])).text).toBe(
      'gene\nTP53\nMYC\n007\n',
    );
  });

  it.each([
    ['padj', 'abc', 'The filter compares “padj” with "abc": this column needs a number like 0.05.'],
    ['padj', true, 'The filter compares “padj” with true: this column needs a number like 0.05.'],
    [
      'when',
      '2026-02-30',
      'The filter compares “when” with "2026-02-30": this column needs a date like 2026-11-21.',
    ],
    [
      'gene',
      7,
      'The filter compares “gene” with 7: this column needs text: put it in quotes, or cast the column first.',
    ],
    ['count', 7, 'There is no column “count”.'],
  ])('are not guessed: %s < %j is refused', async (column, value, says) => {
    expect(await refused(GENES, { filter: { all: [{ column, operator: '<', value }] } })).toBe(
      says,
    );
  });
});

it('a column is cast to one type, and renamed to a name', () => {
  const casts = ['integer', 'text'].map((to) => ({ column: 'a', to }));
  const messages = transform
    .safeParse({ cast: casts, rename: { a: '' } })
    .error?.issues.map(({ message }) => message);
  expect(messages).toEqual(['names a column twice', 'needs a new name, such as padj = FDR']);
});

describe('hostile names and values are only ever names and values', () => {
  const HOSTILE = [
    "'; DROP TABLE put_down.table_1; --",
    "\"; ATTACH '/tmp/x.db'; --",
    "x' OR '1'='1",
    'a"b',
    '\\',
    '$1 {}',
    "') UNION ALL SELECT content FROM read_text('/etc/passwd'); --",
    'rowid',
    't0',
    '__proto__x',
  ];

  it.each(HOSTILE)('%s', async (evil) => {
    const quoted = `"${evil.replaceAll('"', '""')}"`;
    const content = `${quoted},row\n${quoted},1\nother,2\n${quoted},3\n`;
    const filter = { all: [{ column: evil, operator: '=' as const, value: evil }] };
    const sort = [{ column: evil }, { column: 'row', descending: true }];
    const made = await text(content, { filter, sort, rename: { [evil]: 'safe' } }, ['row', evil]);
    expect(made.report.rowsOut).toBe(2);
    expect(made.text.split('\n')[0]).toBe('row,safe');
    expect(made.text).toMatch(/^row,safe\n3,.*\n1,/);
    using desk = new Desk();
    const parts = await desk.to('csv', desk.file('a.csv', content), {
      transform: { split: { column: evil } },
    });
    expect(parts.report.files).toMatchObject([
      { rows: 2, value: evil },
      { rows: 1, value: 'other' },
    ]);
    expect(await refused(content, { cast: [{ column: evil, to: 'integer' }] })).toContain(
      '3 cells',
    );
  });
});

describe('cells of another type', () => {
  it.each([
    ['integer', [' 7 ', '+5', '00501', '3.0'], ['7', '5', '501', '3']],
    ['number', ['1.50', '1e3', '.5'], ['1.5', '1000.0', '0.5']],
    ['boolean', ['yes', 'No', '1', 'FALSE'], ['true', 'false', 'true', 'false']],
    ['date', ['2024-02-29', 'NA'], ['2024-02-29', '']],
    ['timestamp', ['2024-02-29 10:00'], ['2024-02-29T10:00:00']],
    ['text', ['NA', '007'], ['NA', '007']],
  ] as const)('%s', async (to, cells, expected) => {
    const content = `x,y\n${cells.map((cell) => `${cell},.\n`).join('')}`;
    const made = await text(content, { cast: [{ column: 'x', to }] });
    expect(made.text).toBe(`x,y\n${expected.map((cell) => `${cell},.\n`).join('')}`);
  });

  it.each([
    ['integer', '1.5'],
    ['integer', '1_000'],
    ['integer', '9223372036854775808'],
    ['number', '1,5'],
    ['number', '0x10'],
    ['number', '9007199254740993'],
    ['boolean', 'maybe'],
    ['date', '2023-02-29'],
    ['date', '29.02.2024'],
    ['timestamp', 'noon'],
  ] as const)('%s of %s is refused, or missing and counted', async (to, cell) => {
    const content = `x,y\n"${cell}",.\n,.\n"${cell}",.\n`;
    expect(await refused(content, { cast: [{ column: 'x', to }] })).toBe(
      `2 cells of “x” can’t be cast to ${to}, such as “${cell}”.`,
    );
    const made = await text(content, { cast: [{ column: 'x', to, otherwise: 'missing' }] });
    expect(made.text).toBe('x,y\n,.\n,.\n,.\n');
    expect(made.report.steps).toMatchObject([{ operation: 'cast', cellsLost: 2 }]);
    expect(made.report.warnings).toMatchObject([{ code: 'not cast', column: 'x', count: 2 }]);
  });
});

describe('files that are merged', () => {
  async function merged(one: string, other: string, transform: Transform = {}) {
    using desk = new Desk();
    const given = { merged: [desk.file('b.csv', other)], transform: { ...transform, merge: true } };
    const { path, conversion } = await desk.try(desk.file('a.csv', one), 'csv', given);
    return conversion.ok ? readFileSync(path, 'utf8') : conversion.error.says;
  }

  it('follow one another, their columns matched by name', async () => {
    expect(await merged('a,b\n1,x\n', 'b,a\ny,2\n')).toBe('a,b\n1,x\n2,y\n');
  });

  it.each([
    ['a,b\n1,2\n', 'a\n1\n', '“b.csv” has no column “b”, which “a.csv” has'],
    ['a\n1\n', 'a,b\n1,2\n', '“a.csv” has no column “b”, which “b.csv” has'],
    ['a,a\n1,2\n', 'a\n1\n', 'The columns of “b.csv” and “a.csv” can’t be matched'],
  ])('are refused, naming the difference: %j and %j', async (one, other, says) => {
    expect(await merged(one, other)).toContain(says);
  });

  it('have one type a column, which a cast can give them', async () => {
    using desk = new Desk();
    const numbers = (await desk.to('parquet', desk.file('n.csv', 'a\n1\n'))).path;
    const words = (await desk.to('parquet', desk.file('w.csv', 'a\nx\n'))).path;
    const given = { merged: [words], transform: { merge: true } };
    expect((await desk.refusal(numbers, 'csv', given)).says).toMatch(
      /“a” is BIGINT in “.*” and VARCHAR in “.*”: cast it/,
    );
    const cast = [{ column: 'a', to: 'text' as const }];
    const { path } = await desk.to('csv', numbers, {
      ...given,
      transform: { merge: true, cast },
    });
    expect(readFileSync(path, 'utf8')).toBe('a\n1\nx\n');
  });
});

it('every format can be transformed and split, with the same types in every part', async () => {
  using desk = new Desk();
  const rows = Array.from({ length: 30 }, (_, n) => `g${n},${n === 29 ? 28.5 : n}\n`).join('');
  const source = desk.file('a.csv', `gene,n\n${rows}`);
  for (const from of ['csv', 'parquet', 'hdf5', 'excel', 'json', 'tsv'] as const) {
    const { path } = await desk.to(from, source);
    for (const format of ['parquet', 'hdf5', 'excel', 'json'] as const) {
      const filter = { all: [{ column: 'n', operator: '>=' as const, value: 10 }] };
      const sort = [{ column: 'n', descending: true }];
      const made = await desk.to(format, path, {
        transform: { filter, sort, split: { rows: 10 } },
      });
      expect(made.report.files?.map((file) => file.rows)).toEqual([10, 10]);
      const back = await desk.to('csv', partPath(made.path, 2));
      const [, first] = readFileSync(back.path, 'utf8').split('\n');
      expect(first?.startsWith('g19,19')).toBe(true);
      expect(made.report.columns.map(({ type }) => type.toLowerCase())[1]).toMatch(/double/);
    }
  }
});

it('a column of numbers and words is sorted as text, which is said', async () => {
  const made = await text('x,y\n10,a\n9,b\nn/a,c\n', { sort: [{ column: 'x' }] });
  expect(made.text).toBe('x,y\n10,a\n9,b\nn/a,c\n');
  expect(made.report.warnings).toMatchObject([{ code: 'sorted as text', column: 'x', count: 2 }]);
  const cast = [{ column: 'x', to: 'integer' as const, otherwise: 'missing' as const }];
  const byValue = await text('x,y\n10,a\n9,b\nn/a,c\n', { cast, sort: [{ column: 'x' }] });
  expect(byValue.text).toBe('x,y\n9,b\n10,a\n,c\n');
});

it('a rename needs a column that is there, and a name that is free', async () => {
  const made = await text('a,b\n1,2\n', { rename: { a: 'gene' } }, ['a']);
  expect(made.text).toBe('gene\n1\n');
  expect(made.report.steps).toMatchObject([
    { operation: 'columns', rowsIn: 1, rowsOut: 1 },
    { operation: 'rename', rowsIn: 1, rowsOut: 1 },
  ]);
  expect(await refused('a,b\n1,2\n', { rename: { c: 'd' } })).toBe('There is no column “c”.');
  expect(await refused('a,b\n1,2\n', { rename: { a: 'b' } })).toBe(
    'There are several columns “b”: which one is meant can’t be told.',
  );
});

it.each([
  [{ rows: 1 }, '2000 rows make more of 1 each.'],
  [{ column: 'x' }, '“x” has more different values.'],
  [{ megabytes: 0.0001 }, 'So small parts make more.'],
])(
  'a table has 1000 parts at most: %j',
  async (split, says) => {
    const content = `x,y\n${Array.from({ length: 2000 }, (_, n) => `${n},${'y'.repeat(40)}\n`).join('')}`;
    expect(await refused(content, { split })).toBe(
      `A table is split into 1000 parts at most. ${says}`,
    );
  },
  60_000,
);

it('a filter that leaves no row says so, with how many there were', async () => {
  using desk = new Desk();
  const transform = { filter: { all: [{ column: 'n', operator: '>' as const, value: 9 }] } };
  const { report } = await desk.to('parquet', desk.file('a.csv', 'n\n1\n2\n'), { transform });
  expect(report).toMatchObject({ rowsIn: 2, rowsOut: 0 });
  expect(report.warnings).toEqual([
    {
      code: 'no rows',
      says: 'The filter left none of the 2 rows: the table has a header alone.',
      count: 2,
    },
  ]);
});
