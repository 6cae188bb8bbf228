import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import type { Format } from '../../../src/exports/convert/options.ts';
import { Desk } from './desk.ts';

/** More than the engine reads in one piece: only then do its threads share the rows between them. */
const ROWS = 500_000;

it.each<Format>(['json', 'parquet', 'hdf5'])(
  '%s: a long table keeps the order of its rows',
  async (format) => {
    using desk = new Desk();
    const rows = Array.from(
      { length: ROWS },
      (_, n) => `${n},gene_${n},${n / 7},${n % 9 ? n / 3 : 'NA'}\n`,
    );
    const source = desk.file('long.csv', `n,gene,x,p\n${rows.join('')}`);
    const { path } = await desk.to('csv', (await desk.to(format, source)).path);
    const lines = readFileSync(path, 'utf8').trimEnd().split('\n').slice(1);
    const first = lines.findIndex((line, n) => !line.startsWith(`${n},gene_${n},`));
    expect([lines.length, first]).toEqual([ROWS, -1]);
  },
);

it.each<Format>(['json', 'parquet', 'hdf5', 'arrow'])(
  '%s: long rows, which one thread writes, keep their order',
  async (format) => {
    using desk = new Desk();
    const rows = Array.from({ length: 20_000 }, (_, n) => `${n},${String(n).repeat(500)}\n`);
    const source = desk.file('long.csv', `n,text\n${rows.join('')}`);
    const { path } = await desk.to('csv', (await desk.to(format, source)).path);
    const back = readFileSync(path, 'utf8')
      .split(/(?<=\n)/)
      .slice(1);
    const first = back.findIndex((line, n) => line !== rows[n]);
    expect([back.length, first]).toEqual([rows.length, -1]);
  },
);
