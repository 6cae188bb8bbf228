import { DuckDBDoubleVector, DuckDBVarCharVector } from '@duckdb/node-api';
import type { Engine } from '../../engine/engine.ts';
import type { Tally } from '../../engine/tally.ts';
import { computed, isWide, select, type Table } from '../../table.ts';
import { type Cell, wideRows } from '../wide-rows.ts';
import { type Cells, cellsOf } from './cells.ts';

const ROWS_OF_WIDE = 100;

/** Some rows. A cell is a number, a text, or null where there is neither. */
export interface Piece {
  readonly rows: number;
  readonly cell: (column: number, row: number) => number | string | null;
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
  const pieces = isWide(table)
    ? wide(twice(table, tally), table.columns.length, engine)
    : narrow(
        table,
        table.columns.map((column, at) => cellsOf(column, at, tally)),
        engine,
      );
  return index ? counted(pieces) : pieces;
}

async function* counted(pieces: AsyncGenerator<Piece>): AsyncGenerator<Piece> {
  let before = 0;
  for await (const { rows, cell } of pieces) {
    const from = before;
    before += rows;
    yield { rows, cell: (column, row) => (column === 0 ? from + row : cell(column - 1, row)) };
  }
}

async function* narrow(
  table: Table,
  cells: readonly Cells[],
  engine: Engine,
): AsyncGenerator<Piece> {
  const expressions = cells.flatMap(({ numbers = [], texts = [] }) => [numbers, texts].flat());
  for await (const chunk of engine.stream(select(table, expressions))) {
    let next = 0;
    const vector = <T>(
      expression: string | undefined,
      kind: new (...given: never) => T,
    ): T | undefined => {
      if (expression === undefined) return undefined;
      const found = chunk.getColumnVector(next++);
      if (found instanceof kind) return found;
      throw new Error(`${expression} is of another type`);
    };
    const fields = cells.map(({ numbers, texts }) => ({
      numbers: vector(numbers, DuckDBDoubleVector),
      texts: vector(texts, DuckDBVarCharVector),
    }));
    const cell: Piece['cell'] = (column, row) => {
      const field = fields[column];
      const number = field?.numbers?.getItem(row) ?? Number.NaN;
      return Number.isNaN(number) ? (field?.texts?.getItem(row) ?? null) : number;
    };
    yield { rows: chunk.rowCount, cell };
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

async function* wide(table: Table, columns: number, engine: Engine): AsyncGenerator<Piece> {
  let held: (readonly Cell[])[] = [];
  const piece = (rows: readonly (readonly Cell[])[]): Piece => ({
    rows: rows.length,
    cell: (column, row) => {
      const number = rows[row]?.[column];
      if (typeof number === 'number' && !Number.isNaN(number)) return number;
      const text = rows[row]?.[columns + column];
      return typeof text === 'string' ? text : null;
    },
  });
  for await (const row of wideRows(table, engine)) {
    if (held.push(row) < ROWS_OF_WIDE) continue;
    yield piece(held);
    held = [];
  }
  if (held.length > 0) yield piece(held);
}
