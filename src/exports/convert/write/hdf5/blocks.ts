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

/** All rows, so many at a time. */
export function blocksOf(
  staged: Staged,
  stored: readonly Stored[],
  size: number,
  engine: Engine,
): AsyncGenerator<Block> {
  return staged.kept
    ? keptRows(staged, stored, size, engine)
    : passingRows(staged, stored, size, engine);
}

/** The texts of a block come out of the engine in one piece, never cell by cell. */
async function* keptRows(
  staged: Staged,
  stored: readonly Stored[],
  size: number,
  engine: Engine,
): AsyncGenerator<Block> {
  const columns = [...stored.entries()];
  const texts = columns.filter(([, one]) => isText(one));
  const numbers = columns.filter(([, one]) => !isText(one));
  for (let from = 0; from < staged.rows; from += size) {
    const rows = Math.min(size, staged.rows - from);
    const range = `${staged.relation} WHERE rowid >= ${from} AND rowid < ${from + rows}`;
    const some = { ...staged, relation: range };
    const found: Buffer[] = stored.map((one) => Buffer.alloc(isText(one) ? 0 : rows * one.width));
    if (texts.length > 0) {
      const whole = texts.map(([, one]) => `encode(string_agg(${cell(one)}, '' ORDER BY rowid))`);
      for await (const chunk of engine.stream(select(some, whole))) {
        for (const [at, [column]] of texts.entries()) {
          found[column] = bytesOf(chunk.getColumnVector(at));
        }
      }
    }
    if (numbers.length > 0) {
      const each = numbers.map(([, { expression }]) => expression);
      let row = 0;
      for await (const chunk of engine.stream(select(some, each))) {
        for (const [at, [column]] of numbers.entries()) {
          take(chunk.getColumnVector(at), 0, chunk.rowCount, found[column], row);
        }
        row += chunk.rowCount;
      }
    }
    yield { from, rows, columns: found };
  }
}

/** Of rows that were not kept, because they are too wide, every cell is taken as it passes. */
async function* passingRows(
  staged: Staged,
  stored: readonly Stored[],
  size: number,
  engine: Engine,
): AsyncGenerator<Block> {
  const each = stored.map(({ expression }) => expression);
  const empty = (): Buffer[] => stored.map((one) => Buffer.alloc(size * one.width));
  const none = (): string[] => stored.map(() => '');
  let cells = empty();
  let long = none(); // texts of any length, each ended by a zero
  let from = 0;
  let held = 0;
  const block = (): Block => ({
    from,
    rows: held,
    columns: stored.map(({ as, width }, at) =>
      as === 'long text'
        ? Buffer.from(long[at] ?? '')
        : (cells[at] ?? Buffer.alloc(0)).subarray(0, held * width),
    ),
  });
  for await (const chunk of engine.stream(select(staged, each))) {
    for (let done = 0; done < chunk.rowCount; ) {
      const some = Math.min(chunk.rowCount - done, size - held);
      for (const [at, { as, width }] of stored.entries()) {
        const vector = chunk.getColumnVector(at);
        if (as !== 'text' && as !== 'long text') take(vector, done, some, cells[at], held);
        else {
          for (let row = 0; row < some; row++) {
            const text = String(vector.getItem(done + row));
            if (as === 'text') cells[at]?.write(text, (held + row) * width);
            else long[at] += `${text}\0`;
          }
        }
      }
      held += some;
      done += some;
      if (held < size) continue;
      yield block();
      from += held;
      held = 0;
      cells = empty();
      long = none();
    }
  }
  if (held > 0) yield block();
}

function isText({ as }: Stored): boolean {
  return as === 'text' || as === 'long text';
}

function cell({ as, width, expression: x }: Stored): string {
  return as === 'long text' ? `${x} || chr(0)` : `${x} || repeat(chr(0), ${width} - strlen(${x}))`;
}

function bytesOf(vector: DuckDBVector): Buffer {
  const bytes = vector instanceof DuckDBBlobVector ? vector.getItemBytes(0) : null;
  if (bytes === null) throw new Error('texts come as bytes');
  return Buffer.from(bytes); // a copy: the engine uses its memory again
}

/** Puts some cells of a vector down from a row on. Each kind has its own loop: one for all would be far slower. */
function take(
  vector: DuckDBVector,
  start: number,
  count: number,
  into: Buffer | undefined,
  row: number,
): void {
  if (into === undefined) throw new Error('a column has no place');
  const { buffer, byteOffset } = into;
  if (vector instanceof DuckDBDoubleVector) {
    const doubles = new Float64Array(buffer, byteOffset + row * 8, count);
    for (let at = 0; at < count; at++) doubles[at] = vector.getItem(start + at) ?? Number.NaN;
  } else if (vector instanceof DuckDBIntegerVector) {
    const halves = new Int32Array(buffer, byteOffset + row * 8, count * 2);
    for (let at = 0; at < count; at++) {
      const value = vector.getItem(start + at) ?? 0;
      halves[at * 2] = value;
      halves[at * 2 + 1] = value >> 31;
    }
  } else if (vector instanceof DuckDBBigIntVector) {
    const integers = new BigInt64Array(buffer, byteOffset + row * 8, count);
    for (let at = 0; at < count; at++) integers[at] = vector.getItem(start + at) ?? 0n;
  } else if (vector instanceof DuckDBUTinyIntVector) {
    for (let at = 0; at < count; at++) into[row + at] = vector.getItem(start + at) ?? 0;
  } else throw new Error(`no column is stored as ${vector.type}`);
}
