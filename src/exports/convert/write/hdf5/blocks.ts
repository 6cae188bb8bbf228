import {
  DuckDBBigIntVector,
  DuckDBBlobVector,
  DuckDBDoubleVector,
  DuckDBIntegerVector,
  DuckDBUTinyIntVector,
  type DuckDBVector,
} from '@duckdb/node-api';
import type { Engine } from '../../engine/engine.ts';
import { select } from '../../table.ts';
import type { Staged } from './facts.ts';
import type { Stored } from './layout.ts';

/** Some rows, column by column, in the bytes that HDF5 stores; of long text each cell ends in a zero instead. */
export interface Block {
  readonly from: number;
  readonly rows: number;
  readonly columns: readonly Buffer[];
}

/** All rows, so many at a time. The texts of a block come out of the engine in one piece, never cell by cell. */
export async function* blocksOf(
  staged: Staged,
  stored: readonly Stored[],
  size: number,
  engine: Engine,
): AsyncGenerator<Block> {
  const columns = [...stored.entries()];
  const texts = columns.filter(([, { as }]) => as === 'text' || as === 'long text');
  const numbers = columns.filter(([, { as }]) => as !== 'text' && as !== 'long text');
  for (let from = 0; from < staged.rows; from += size) {
    const rows = Math.min(size, staged.rows - from);
    const some = {
      ...staged,
      relation: `staged WHERE rowid >= ${from} AND rowid < ${from + rows}`,
    };
    const found = new Map<number, Buffer>();
    if (texts.length > 0) {
      const whole = texts.map(([, one]) => `encode(string_agg(${cell(one)}, '' ORDER BY rowid))`);
      for await (const chunk of engine.stream(select(some, whole))) {
        for (const [at, [column]] of texts.entries()) {
          found.set(column, bytesOf(chunk.getColumnVector(at)));
        }
      }
    }
    for (const [column, { width }] of numbers) found.set(column, Buffer.alloc(rows * width));
    if (numbers.length > 0) {
      const each = numbers.map(([, { expression }]) => expression);
      let row = 0;
      for await (const chunk of engine.stream(select(some, each))) {
        for (const [at, [column]] of numbers.entries()) {
          take(chunk.getColumnVector(at), chunk.rowCount, found.get(column), row);
        }
        row += chunk.rowCount;
      }
    }
    yield { from, rows, columns: stored.map((_, at) => found.get(at) ?? Buffer.alloc(0)) };
  }
}

function cell({ as, width, expression: x }: Stored): string {
  return as === 'long text' ? `${x} || chr(0)` : `${x} || repeat(chr(0), ${width} - strlen(${x}))`;
}

function bytesOf(vector: DuckDBVector): Buffer {
  const bytes = vector instanceof DuckDBBlobVector ? vector.getItemBytes(0) : null;
  if (bytes === null) throw new Error('texts come as bytes');
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** Puts the cells of a vector down from a row on. Each kind has its own loop: one for all would be far slower. */
function take(vector: DuckDBVector, count: number, into: Buffer | undefined, row: number): void {
  if (into === undefined) throw new Error('a column has no place');
  const { buffer, byteOffset } = into;
  if (vector instanceof DuckDBDoubleVector) {
    const doubles = new Float64Array(buffer, byteOffset + row * 8, count);
    for (let at = 0; at < count; at++) doubles[at] = vector.getItem(at) ?? Number.NaN;
  } else if (vector instanceof DuckDBIntegerVector) {
    const halves = new Int32Array(buffer, byteOffset + row * 8, count * 2);
    for (let at = 0; at < count; at++) {
      const value = vector.getItem(at) ?? 0;
      halves[at * 2] = value;
      halves[at * 2 + 1] = value >> 31;
    }
  } else if (vector instanceof DuckDBBigIntVector) {
    const integers = new BigInt64Array(buffer, byteOffset + row * 8, count);
    for (let at = 0; at < count; at++) integers[at] = vector.getItem(at) ?? 0n;
  } else if (vector instanceof DuckDBUTinyIntVector) {
    for (let at = 0; at < count; at++) into[row + at] = vector.getItem(at) ?? 0;
  } else throw new Error(`no column is stored as ${vector.type}`);
}
