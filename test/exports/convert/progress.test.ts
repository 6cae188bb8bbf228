import { expect, it } from 'vitest';
import { convert } from '../../../src/exports/convert/convert.ts';
import { EXTENSIONS, type Format } from '../../../src/exports/convert/options.ts';
import { Desk } from './desk.ts';

const ROWS = 200_000;
/** The engine itself tells of every 16 MB that it has read. */
const MANY = 1_000_000;
const table = (rows: number): string =>
  `id,name,value\n${Array.from({ length: rows }, (_, id) => `${id},gene ${id},${id / 7}\n`).join('')}`;

it.each<[string, Format, object, number?]>([
  ['parquet', 'parquet', {}, MANY],
  ['csv', 'csv', {}, MANY],
  ['excel', 'excel', {}],
  ['arrow', 'arrow', {}],
  ['avro', 'avro', {}],
  ['hdf5', 'hdf5', {}],
  ['csv that was sorted first', 'csv', { sort: [{ column: 'value', descending: true }] }],
  ['csv in parts', 'csv', { split: { rows: 50_000 } }],
])(
  'a long table on its way into %s tells how far it is, never backwards',
  async (_, format, transform, many = ROWS) => {
    using desk = new Desk();
    const told: { fraction: number; rows: number | undefined }[] = [];
    const done = await convert(
      {
        input: { path: desk.file('long.csv', table(many)) },
        output: { path: `${desk.folder}/made.${EXTENSIONS[format]}`, format },
        ...(Object.keys(transform).length > 0 && { transform }),
      },
      {
        signal: new AbortController().signal,
        workFolder: `${desk.folder}/work`,
        progress: (fraction, rows) => told.push({ fraction, rows }),
      },
    );
    expect(done.ok).toBe(true);
    const fractions = told.map(({ fraction }) => fraction);
    expect(fractions).toEqual(fractions.toSorted((one, other) => one - other));
    expect(fractions.filter((one) => one > 0 && one < 1).length).toBeGreaterThan(0);
    const rows = told.flatMap((one) => one.rows ?? []);
    expect(rows.some((some) => some > 0)).toBe(true);
    for (const some of rows) expect(some).toBeLessThan(many * 1.1);
  },
);

it.each<Format>(['csv', 'hdf5', 'netcdf', 'excel'])(
  'a table of which a filter leaves nothing tells numbers on its way into %s',
  async (format) => {
    using desk = new Desk();
    const told: number[] = [];
    const done = await convert(
      {
        input: { path: desk.file('short.csv', table(10)) },
        output: { path: `${desk.folder}/made.${EXTENSIONS[format]}`, format },
        transform: {
          filter: { all: [{ column: 'id', operator: '>', value: 1000 }] },
          sort: [{ column: 'value' }],
        },
      },
      {
        signal: new AbortController().signal,
        workFolder: `${desk.folder}/work`,
        progress: (fraction) => told.push(fraction),
      },
    );
    expect(done.ok && done.report.rowsOut).toBe(0);
    expect(told.filter((fraction) => !Number.isFinite(fraction))).toEqual([]);
    expect(told.at(-1)).toBe(1);
  },
);
