import { describe, expect, it } from 'vitest';
import { Desk } from '../convert/desk.ts';

/** The last rows are unlike the others: what types there are is only known when all have been looked at. */
const GENES = `gene,padj,n,when,novel
${Array.from({ length: 3000 }, (_, n) => `g${n},0.5,${n},2026-01-05,TRUE\n`).join('')}x,NA,1.5,,FALSE
`;
const TYPES = ['gene text', 'padj double', 'n double', 'when date', 'novel boolean'];

const keeping = (...genes: string[]) => ({
  filter: { any: genes.map((value) => ({ column: 'gene', operator: '=' as const, value })) },
});

describe('the types of columns are those of all rows, whichever a filter keeps', () => {
  it.each([
    ['none', []],
    ['one', ['g7']],
    ['the one without a value', ['x']],
    ['several', ['g7', 'g9', 'x']],
  ])('%s', async (_, genes) => {
    using desk = new Desk();
    const transform = keeping('nothing', ...genes);
    const { report } = await desk.to('parquet', desk.file('a.csv', GENES), { transform });
    expect(report.rowsOut).toBe(genes.length);
    expect(report.columns.map(({ name, type }) => `${name} ${type}`)).toEqual(TYPES);
  });

  it('also in parts, under other names, and where files become one', async () => {
    using desk = new Desk();
    const one = desk.file('a.csv', GENES);
    const other = desk.file('b.csv', 'gene,padj,n,when,novel\ny,NA,1,2026-01-05,\n');
    const { report } = await desk.to('parquet', other, {
      columns: ['n', 'padj'],
      merged: [one],
      transform: { ...keeping('y'), merge: true, rename: { padj: 'FDR' }, split: { rows: 1 } },
    });
    expect(report.columns.map(({ name, type }) => `${name} ${type}`)).toEqual([
      'n double',
      'FDR double',
    ]);
  });

  it('so that exports of one file can be put together again', async () => {
    using desk = new Desk();
    const source = desk.file('a.csv', GENES);
    const some = await desk.to('parquet', source, { transform: keeping('g7') });
    const none = await desk.to('parquet', source, { transform: keeping('nothing') });
    const odd = await desk.to('parquet', source, { transform: keeping('x') });
    const merged = [odd.path, none.path];
    const { report } = await desk.to('csv', some.path, { merged, transform: { merge: true } });
    expect(report.rowsOut).toBe(2);
  });

  it('and only what is missing among the rows that are kept is counted', async () => {
    using desk = new Desk();
    const given = { transform: keeping('g7') };
    const { report } = await desk.to('parquet', desk.file('a.csv', GENES), given);
    expect(report.warnings).toEqual([]);
  });
});
