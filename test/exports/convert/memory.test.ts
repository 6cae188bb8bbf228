import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { describe, expect, it } from 'vitest';
import type { Format } from '../../../src/exports/convert/options.ts';
import { canMeasure, measure } from '../../bench/conversions/measure.ts';
import { handoff } from '../../bench/conversions/programs.ts';
import { extent } from '../../endurance/extent.ts';
import { Desk } from './desk.ts';

/** What a conversion may take, whole process, however long its table is. */
const MEGABYTES = 512;
/** 320 MB, more than the engine is ever given; 80 MB already fill what is held beside it. */
const BYTES = extent(320_000_000, 80_000_000);

/** From what, into what, and the characters of a row. */
const SHORT: readonly (readonly [Format, Format, number])[] = [
  ['csv', 'parquet', 500],
  ['csv', 'hdf5', 500],
  ['csv', 'netcdf', 500],
  ['csv', 'hdf5', 50_000],
  ['json', 'csv', 500],
];
const INTO: readonly Format[] = ['csv', 'json', 'parquet', 'arrow', 'avro', 'excel'];
const FULL: typeof SHORT = [
  ...(['csv', 'json', 'parquet', 'arrow'] as const).flatMap((from) =>
    INTO.map((to) => [from, to, 500] as const),
  ),
  ...(['hdf5', 'netcdf'] as const).map((to) => ['parquet', to, 500] as const),
  ...(['hdf5', 'netcdf', ...INTO] as const).map((to) => ['csv', to, 4000] as const),
  ['csv', 'netcdf', 50_000],
  ...(['csv', 'json', 'parquet', 'arrow', 'avro'] as const).map(
    (to) => ['csv', to, 30_000] as const,
  ),
];

describe.skipIf(!canMeasure && process.env['CI'] !== 'true')('long rows', () => {
  it.each(extent(true, false) ? [...SHORT, ...FULL] : SHORT)(
    `go from %s to %s, %d characters each, in ${MEGABYTES} MB`,
    { timeout: 240_000 },
    async (from, to, length) => {
      using desk = new Desk();
      const { folder } = desk;
      const csv = join(folder, 'long.csv');
      await pipeline(Readable.from(longRows(length)), createWriteStream(csv));
      const input = from === 'csv' ? csv : (await desk.to(from, csv)).path;
      const output = join(folder, 'made');
      const job = { input, output, to, columns: [], folder };
      const measured = await measure(handoff.command(job), folder);
      expect(measured).toMatchObject({ ok: true });
      expect(measured.ok && measured.megabytes).toBeLessThan(MEGABYTES);
    },
  );
});

function* longRows(length: number): Generator<string> {
  yield 'id,text,number\n';
  for (let row = 0; row * length < BYTES; row++) {
    const text = String(row * 7919)
      .repeat(length / 2)
      .slice(0, length);
    yield `g${row},${text},${row / 7}\n`;
  }
}
