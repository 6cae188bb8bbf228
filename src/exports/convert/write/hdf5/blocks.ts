import {
  DuckDBBigIntVector,
  DuckDBBlobVector,
  DuckDBDoubleVector,
  DuckDBIntegerVector,
  DuckDBUTinyIntVector,
  type DuckDBVector,
} from '@duckdb/node-api';
import type { Engine } from '../../engine/engine.ts';
import { computed, select } from '../../table.ts';
import { type Cell, wideRows } from '../wide-rows.ts';
import type { Writing } from '../writer.ts';
import { blocksOfCounts } from './counted.ts';
import type { Stored } from './layout.ts';
import type { Block, Staged } from './staged.ts';
import { between, endOfStep } from './steps.ts';

/** All rows, so many at a time. */
export function blocksOf(
  staged: Staged,
  stored: readonly Stored[],
  size: number,
  writing: Pick<Writing, 'engine' | 'signal'>,
): AsyncGenerator<Block> {
  const { engine } = writing;
  if (staged.counts) return blocksOfCounts(staged, staged.counts, stored, size, writing);
  return staged.kept
    ? keptRows(staged, stored, size, engine)
    : passingRows(staged, stored, size, engine);
}

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
    const share = 0.5 + (0.5 * from) / staged.rows; // each block is several queries, told of as one
    engine.phases.part(share, share);
    const found: Buffer[] = stored.map((one) => Buffer.alloc(isText(one) ? 0 : rows * one.width));
    for (let start = 0; start < texts.length; start += TEXT_COLUMNS_AT_ONCE) {
      const some = texts.slice(start, start + TEXT_COLUMNS_AT_ONCE);
      const bytes = await textsOf(
        staged,
        some.map(([, one]) => one),
        [from, from + rows],
        engine,
      );
      for (const [at, [column]] of some.entries()) found[column] = bytes[at] ?? Buffer.alloc(0);
    }
    if (numbers.length > 0) {
      const each = numbers.map(([, { form, from: column }]) => form(column.expression));
      let row = 0;
      for await (const chunk of engine.stream(select(between(staged, from, from + rows), each))) {
        for (const [at, [column]] of numbers.entries()) {
          take(chunk.getColumnVector(at), 0, chunk.rowCount, found[column], row);
        }
        row += chunk.rowCount;
      }
    }
    yield { from, rows, columns: found };
  }
}

/** What the engine puts together at a time: it sorts each column apart, and has a text several times meanwhile. */
const TEXT_COLUMNS_AT_ONCE = 16;
const TEXT_BYTES_AT_ONCE = 4 * 1024 * 1024;

/** Some rows of columns of text, each in one piece, never cell by cell. */
async function textsOf(
  staged: Staged,
  stored: readonly Stored[],
  [from, to]: readonly [number, number],
  engine: Engine,
): Promise<readonly Buffer[]> {
  const whole = stored.map((one) => `encode(string_agg(${cell(one)}, '' ORDER BY rowid))`);
  const rowBytes = stored.reduce((sum, { width }) => sum + width, 0);
  const step = Math.max(1, Math.floor(TEXT_BYTES_AT_ONCE / Math.max(1, rowBytes)));
  const pieces = stored.map((): Buffer[] => []);
  for (let start = from, end = from; start < to; start = end) {
    end = Math.min(to, start + step, endOfStep(staged, start));
    const some = between(staged, start, end);
    for await (const chunk of engine.stream(select(some, whole))) {
      for (const [at, own] of pieces.entries())
        own.push(Buffer.from(bytesOf(chunk.getColumnVector(at))));
    }
  }
  return pieces.map((own) => Buffer.concat(own));
}

/** Of rows that were not kept, because they are too wide, every cell is taken as it passes. */
async function* passingRows(
  staged: Staged,
  stored: readonly Stored[],
  size: number,
  engine: Engine,
): AsyncGenerator<Block> {
  const table = computed(
    { ...staged, columns: stored.map(({ from }) => from) },
    stored.map(({ form, from }) => ({ form, column: from })),
  );
  const most = Math.min(size, staged.rows);
  const empty = (): Buffer[] => stored.map((one) => Buffer.alloc(most * one.width));
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
  for await (const row of wideRows(table, engine)) {
    for (const [at, one] of stored.entries()) {
      const cell = row[at] ?? null;
      if (one.as === 'long text') long[at] += `${cell}\0`;
      else putDown(cell, one, cells[at], held);
    }
    if (++held < most) continue;
    yield block();
    from += held;
    held = 0;
    cells = empty();
    long = none();
  }
  if (held > 0) yield block();
}

function putDown(cell: Cell, { as, width }: Stored, into: Buffer | undefined, row: number): void {
  if (into === undefined) throw new Error('a column has no place');
  const start = row * width;
  if (as === 'double') into.writeDoubleLE(Number(cell ?? Number.NaN), start);
  else if (as === 'text') into.write(String(cell ?? ''), start);
  else if (as === 'boolean') into.writeUInt8(Number(cell), start);
  else into.writeBigInt64LE(BigInt(cell ?? 0), start);
}

function isText({ as }: Stored): boolean {
  return as === 'text' || as === 'long text';
}

function cell({ as, width, form, from }: Stored): string {
  const x = form(from.expression);
  return as === 'long text' ? `${x} || chr(0)` : `${x} || repeat(chr(0), ${width} - strlen(${x}))`;
}

/** Good until the next chunk is asked for: the engine uses its memory again. */
function bytesOf(vector: DuckDBVector): Uint8Array {
  const bytes = vector instanceof DuckDBBlobVector ? vector.getItemBytes(0) : null;
  if (bytes === null) throw new Error('texts come as bytes');
  return bytes;
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
