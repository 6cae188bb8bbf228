import { DuckDBBlobVector, type DuckDBDataChunk } from '@duckdb/node-api';
import type { Engine } from '../../engine/engine.ts';
import type { Tally } from '../../engine/tally.ts';
import { computed, isWide, select, type Table } from '../../table.ts';
import { type Cell, wideRows } from '../wide-rows.ts';
import { cellsOf } from './cells.ts';
import { cellsIn, putJson } from './json-row.ts';
import type { RowBytes } from './row-bytes.ts';

const ROWS_OF_WIDE = 100;

/** Some rows. */
export interface Piece {
  readonly rows: number;
  /** Puts the cells of a row down. */
  put(row: number, into: RowBytes): void;
  /** They themselves, by column. */
  cells(row: number): readonly Cell[];
}

/**
 * The rows of a table, some at a time, in their order, behind a first column that counts from 0 where that is wanted.
 * Nothing is asked of the engine before the first is.
 */
export function piecesOf(
  table: Table,
  index: boolean,
  tally: Tally,
  engine: Engine,
): AsyncGenerator<Piece> {
  const first = index ? 1 : 0;
  const pieces = isWide(table)
    ? wide(twice(table, tally), table.columns.length, first, engine)
    : narrow(table, first, tally, engine);
  return index ? counted(pieces) : pieces;
}

async function* counted(pieces: AsyncGenerator<Piece>): AsyncGenerator<Piece> {
  let before = 0;
  for await (const { rows, put, cells } of pieces) {
    const from = before;
    before += rows;
    yield {
      rows,
      put(row, into) {
        into.number(0, from + row);
        put(row, into);
      },
      cells: (row) => [from + row, ...cells(row).slice(1)],
    };
  }
}

/** Each row comes as JSON: the engine puts numbers into words faster, and by two threads. */
function narrow(table: Table, first: number, tally: Tally, engine: Engine): AsyncGenerator<Piece> {
  const values: string[] = [];
  const columns: number[] = []; // of each value
  for (const [at, column] of table.columns.entries()) {
    const { numbers, texts } = cellsOf(column, at, tally);
    if (numbers !== undefined) columns[values.push(numbers) - 1] = first + at;
    if (texts !== undefined) columns[values.push(`CAST(${texts} AS VARCHAR)`) - 1] = first + at;
  }
  const row = `encode(CAST(json_array(${values.join(', ')}) AS VARCHAR))`;
  return rowsOfJson(engine.stream(select(table, [row])), columns);
}

async function* rowsOfJson(
  chunks: AsyncIterable<DuckDBDataChunk>,
  columns: readonly number[],
): AsyncGenerator<Piece> {
  for await (const chunk of chunks) {
    const vector = chunk.getColumnVector(0);
    const json = (row: number): Uint8Array => {
      const bytes = vector instanceof DuckDBBlobVector ? vector.getItemBytes(row) : null;
      if (bytes === null) throw new Error('a row comes as bytes');
      return bytes;
    };
    yield {
      rows: chunk.rowCount,
      put: (row, into) => putJson(json(row), columns, into),
      cells: (row) => cellsIn(json(row), columns),
    };
  }
}

/** Each column is there twice: its numbers, then its texts. */
function twice(table: Table, tally: Tally): Table {
  const half = (which: 'numbers' | 'texts', none: string) =>
    table.columns.map((column, index) => ({
      column,
      form: (x: string) => cellsOf({ ...column, expression: x }, index, tally)[which] ?? none,
    }));
  const changes = [...half('numbers', 'NULL::DOUBLE'), ...half('texts', 'NULL::VARCHAR')];
  return computed({ ...table, columns: [...table.columns, ...table.columns] }, changes);
}

async function* wide(
  table: Table,
  columns: number,
  first: number,
  engine: Engine,
): AsyncGenerator<Piece> {
  let held: (readonly Cell[])[] = [];
  const piece = (rows: readonly (readonly Cell[])[]): Piece => {
    const cell = (row: number, column: number): Cell =>
      rows[row]?.[column] ?? rows[row]?.[columns + column] ?? null;
    return {
      rows: rows.length,
      put(row, into) {
        for (let column = 0; column < columns; column++) {
          const value = cell(row, column);
          if (typeof value === 'number') into.number(first + column, value);
          else if (typeof value === 'string') into.text(first + column, value);
        }
      },
      cells: (row) =>
        Array.from({ length: first + columns }, (_, column) => cell(row, column - first)),
    };
  };
  for await (const row of wideRows(table, engine)) {
    if (held.push(row) < ROWS_OF_WIDE) continue;
    yield piece(held);
    held = [];
  }
  if (held.length > 0) yield piece(held);
}
