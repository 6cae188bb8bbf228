import { readFileSync } from 'node:fs';
import { tableFromArrays, tableFromIPC, tableToIPC } from '@uwdata/flechette';
import { describe, expect, it } from 'vitest';
import { cellsOf } from './csv-text.ts';
import { Desk } from './desk.ts';

/** Written by pyarrow 25 with LZ4, as pandas does it: a column of each type, with a missing value in the middle. */
const KINDS = new URL('../../fixtures/kinds.feather', import.meta.url).pathname;

describe('a file of Arrow', () => {
  it('keeps the values of every type that pyarrow has', async () => {
    using desk = new Desk();
    const { path, report } = await desk.to('csv', KINDS);
    const [header = [], first = [], missing = [], last = []] = cellsOf(readFileSync(path, 'utf8'));
    const found = header.map((name, at) => [name, first[at], last[at]]);
    expect(found).toEqual([
      ['text', 'a', ''],
      ['category', 'x', null],
      ['large', '18446744073709551615', '1'],
      ['small', '-1', '3'],
      ['single', '0.1', 'NaN'],
      ['zero', '-0.0', '1e+300'],
      ['price', '-0.05', '123456789012345678901234567890.12'],
      ['day', '1899-12-31', '2024-02-29'],
      ['nanos', '1970-01-01T00:00:00.000000001', '2024-01-05T10:00:00.123456789'],
      ['zoned', '2024-01-05T10:00:00Z', '1970-01-01T00:00:00Z'],
      ['clock', '10:00:00.0005', '00:00:00'],
      ['lasted', '5', '-5'],
      ['bytes', 'AP8=', ''],
      ['list', '[1,null,9007199254740993]', '[]'],
      ['struct', '{"a":"\\"q\\"","b":1.5}', '{"a":null,"b":"NaN"}'],
      ['map', '{"k":1}', '{}'],
      ['nothing', null, null],
      ['view', 'longer than twelve bytes', 's'],
      ['half', '1.5', '-0.25'],
    ]);
    expect(missing.filter((cell) => cell !== null)).toEqual(['y']); // of the categories
    expect(report.columns.find(({ name }) => name === 'lasted')).toMatchObject({
      type: 'integer',
      note: 'A duration, in milliseconds.',
    });
  });

  it.each(['arrow', 'avro', 'parquet'] as const)(
    'has the same values by way of %s',
    async (way) => {
      using desk = new Desk();
      const { path: direct } = await desk.to('csv', KINDS);
      const { path: between } = await desk.to(way, KINDS);
      const { path: round } = await desk.to('csv', between);
      expect(readFileSync(round, 'utf8')).toBe(readFileSync(direct, 'utf8'));
    },
  );

  it('is read as a stream too', async () => {
    using desk = new Desk();
    const bytes = tableToIPC(tableFromArrays({ n: [1, 2], t: ['a', 'b'] }), { format: 'stream' });
    if (bytes === null) throw new Error('flechette wrote nothing');
    const { path } = await desk.to('csv', desk.file('a.arrows', bytes));
    expect(readFileSync(path, 'utf8')).toBe('n,t\n1,a\n2,b\n');
  });

  it('has its rows in batches, which flechette finds in their order', async () => {
    using desk = new Desk();
    const rows = Array.from({ length: 40_000 }, (_, n) => `${n}\n`).join('');
    const { path } = await desk.to('arrow', desk.file('long.csv', `n\n${rows}`));
    const column = tableFromIPC(readFileSync(path)).getChild('n');
    expect(column.data.length).toBeGreaterThan(1);
    expect([...column]).toEqual(Array.from({ length: 40_000 }, (_, n) => n));
  });

  it('is smaller with zstd, and comes back', async () => {
    using desk = new Desk();
    const source = desk.file('a.csv', `x\n${'the same text again\n'.repeat(5000)}`);
    const plain = await desk.to('arrow', source);
    const small = await desk.to('arrow', source, { options: { compression: 'zstd' } });
    expect(small.report.bytes).toBeLessThan(plain.report.bytes / 10);
    const { path } = await desk.to('csv', small.path);
    expect(readFileSync(path, 'utf8')).toBe(readFileSync(source, 'utf8'));
  });

  it('may have no row', async () => {
    using desk = new Desk();
    for (const format of ['arrow', 'avro'] as const) {
      const empty = await desk.to(format, desk.file('a.csv', 'x,y\n'));
      const { path } = await desk.to('csv', empty.path);
      expect(readFileSync(path, 'utf8')).toBe('x,y\n');
    }
  });

  it('is refused where it is cut off, or of Feather’s first version', async () => {
    using desk = new Desk();
    const whole = readFileSync(KINDS);
    const cut = desk.file('cut.arrow', whole.subarray(0, whole.length / 2));
    expect(await desk.refusal(cut, 'csv')).toMatchObject({ kind: 'unreadable' });
    const old = desk.file('old.feather', Buffer.from('FEA1 and so on FEA1'));
    expect(await desk.refusal(old, 'csv')).toMatchObject({ kind: 'unsupported' });
  });
});
