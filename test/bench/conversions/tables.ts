import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { finished } from 'node:stream/promises';
import { z } from 'zod';

/** Names and types as the engine calls them: peers that need to be told are told. */
export const columnsGiven = z.array(
  z.object({ name: z.string(), type: z.enum(['VARCHAR', 'DOUBLE', 'BIGINT']) }),
);
export type Columns = z.infer<typeof columnsGiven>;

/** A table that is made on the fly, the same each time. */
export interface Table {
  readonly title: string;
  readonly columns: Columns;
  /** Where it ends: after so many rows, or as soon as it has so many bytes. */
  readonly until: { readonly rows: number } | { readonly bytes: number };
  readonly row: (random: () => number) => string;
}

/** `200k`, `1m` or `5gb` of a differential-expression table; `counts`, a matrix of 20,000 genes and 200 samples. */
export function tableOf(size: string): Table | undefined {
  if (size === 'counts') return countMatrix(20_000, 200);
  const [, count, unit] = /^(\d+)(k|m|gb)?$/.exec(size) ?? [];
  const number = Number(count);
  switch (unit) {
    case 'gb':
      return differentialExpression(`of ${number} GB`, { bytes: number * 1e9 });
    case 'm':
      return withRows(number * 1e6);
    case 'k':
      return withRows(number * 1000);
    default:
      return count === undefined ? undefined : withRows(number);
  }
}

const withRows = (rows: number): Table =>
  differentialExpression(`of ${rows.toLocaleString('en')} rows`, { rows });

function differentialExpression(size: string, until: Table['until']): Table {
  const numbers = ['baseMean', 'log2FoldChange', 'lfcSE', 'stat', 'pvalue', 'padj'];
  return {
    title: `a differential-expression table ${size}`,
    columns: [
      { name: 'gene_id', type: 'VARCHAR' },
      { name: 'symbol', type: 'VARCHAR' },
      ...numbers.map((name) => ({ name, type: 'DOUBLE' as const })),
    ],
    until,
    row(random) {
      const number = Math.floor(random() * 1e11);
      const id = `ENSG${String(number).padStart(11, '0')}.${number % 20},GENE${number % 60_000}`;
      if (random() < 0.03) return `${id},0,NA,NA,NA,NA,NA\n`; // no read of it anywhere
      const mean = Math.exp(random() * 14 - 2);
      const change = (random() + random() + random() - 1.5) * 3;
      const error = 0.05 + random();
      const stat = change / error;
      const p = Math.exp((-stat * stat) / 2) * random();
      const adjusted = Math.min(1, p * (1 + 9 * random()));
      const cells = [mean, change, error, stat, p].map(shortest);
      return `${id},${cells.join()},${random() < 0.2 ? 'NA' : shortest(adjusted)}\n`;
    },
  };
}

/** All digits of a number, as R and Python write it: 1.5e-07 where JavaScript has 1.5e-7. */
function shortest(number: number): string {
  if (number === 0 || Math.abs(number) >= 1e-4) return String(number);
  return number.toExponential().replace(/e-(\d)$/, 'e-0$1');
}

function countMatrix(genes: number, samples: number): Table {
  const names = Array.from({ length: samples }, (_, index) => `sample_${index + 1}`);
  return {
    title: `a count matrix of ${genes.toLocaleString('en')} x ${samples}`,
    columns: [
      { name: 'gene_id', type: 'VARCHAR' },
      ...names.map((name) => ({ name, type: 'BIGINT' as const })),
    ],
    until: { rows: genes },
    row(random) {
      const counts = names.map(() => Math.floor(Math.exp(random() * random() * 9)) - 1);
      return `ENSG${String(Math.floor(random() * 1e11)).padStart(11, '0')},${counts.join()}\n`;
    },
  };
}

const PIECE = 256 * 1024; // characters
const SEED = 20_261_121;

/** Writes it as CSV; answers its size in bytes. */
export async function writeTable({ columns, until, row }: Table, path: string): Promise<number> {
  const file = createWriteStream(path);
  const random = seeded(SEED);
  let piece = `${columns.map(({ name }) => name).join()}\n`;
  let bytes = 0;
  const ends = (rows: number): boolean =>
    'rows' in until ? rows >= until.rows : bytes + piece.length >= until.bytes;
  for (let rows = 0; !ends(rows); rows++) {
    piece += row(random);
    if (piece.length < PIECE) continue;
    bytes += piece.length; // all of it is ASCII
    if (!file.write(piece)) await once(file, 'drain');
    piece = '';
  }
  file.end(piece);
  await finished(file);
  return bytes + piece.length;
}

/** Mulberry32: from 0 to 1, below 1, with 53 random bits so that numbers have all of their digits. */
function seeded(seed: number): () => number {
  let state = seed;
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return (mixed ^ (mixed >>> 14)) >>> 0;
  };
  return () => ((next() >>> 5) * 2 ** 26 + (next() >>> 6)) / 2 ** 53;
}
