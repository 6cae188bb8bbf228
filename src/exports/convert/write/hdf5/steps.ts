import { LONG_IN_STEPS, ROWS_AT_ONCE } from '../../engine/memory.ts';
import type { Table } from '../../table.ts';

/** Some rows of a table that was put down. */
export function between<T extends Table>(table: T, from: number, to: number): T {
  return { ...table, relation: `${table.relation} WHERE rowid >= ${from} AND rowid < ${to}` };
}

/**
 * Where the step ends that a row is in: whoever reads beyond it has the texts of two steps in memory. That matters where
 * rows are long; where they are short, it would cost a query for every few of them.
 */
export function endOfStep({ rowBytes = 0 }: Table, row: number): number {
  if (rowBytes < LONG_IN_STEPS) return Number.POSITIVE_INFINITY;
  return (Math.floor(row / ROWS_AT_ONCE) + 1) * ROWS_AT_ONCE;
}

/** All rows of a table that was put down; where they are long, step by step. */
export function* stepsOf<T extends Table>(table: T, rows: number): Generator<T> {
  for (let from = 0, end = 0; from < rows; from = end) {
    end = Math.min(rows, endOfStep(table, from));
    yield between(table, from, end);
  }
}
