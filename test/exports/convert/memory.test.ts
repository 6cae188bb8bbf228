import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { expect, it } from 'vitest';
import { canMeasure, measure } from '../../bench/conversions/measure.ts';
import { handoff } from '../../bench/conversions/programs.ts';
import { extent } from '../../endurance/extent.ts';
import { Desk } from './desk.ts';

/** What a conversion may take, whole process, however long its table is. */
const MEGABYTES = 512;
/** 320 MB, more than the engine is ever given; 80 MB already fill what is held beside it. */
const ROWS = extent(600_000, 150_000);

it.skipIf(!canMeasure && process.env['CI'] !== 'true').each(['hdf5', 'netcdf'] as const)(
  `long rows go to %s in ${MEGABYTES} MB`,
  { timeout: 240_000 },
  async (to) => {
    using desk = new Desk();
    const { folder } = desk;
    const input = join(folder, 'long.csv');
    await pipeline(Readable.from(longRows()), createWriteStream(input));
    const output = join(folder, 'made');
    const job = { input, output, to, columns: [], folder };
    const measured = await measure(handoff.command(job), folder);
    expect(measured).toMatchObject({ ok: true });
    expect(measured.ok && measured.megabytes).toBeLessThan(MEGABYTES);
  },
);

function* longRows(): Generator<string> {
  yield 'id,text,number\n';
  for (let row = 0; row < ROWS; row += 1000) {
    yield Array.from({ length: 1000 }, (_, at) => {
      const text = String((row + at) * 7919).repeat(500);
      return `g${row + at},${text.slice(0, 500)},${(row + at) / 7}\n`;
    }).join('');
  }
}
