import type { Table } from '../table.ts';

/** A matrix of counts: lines of names, and whole numbers behind them. */
export interface Counts {
  readonly path: string;
  readonly delimiter: number; // the sign's byte
  readonly names: number; // cells of a line
  readonly numbers: number;
}

/** A cell is not what it was taken for: the engine is to have a look, which takes an order longer. */
export class NotCounts extends Error {
  override readonly name = 'NotCounts';
}

/**
 * The counts of a table that has nothing else, by what was looked at: some columns of text, at least as many of whole
 * numbers behind them, and nothing was done to its rows.
 */
export function countsOf({ plain, relation, columns }: Table, typed: Table): Counts | undefined {
  if (plain === undefined || plain.relation !== relation) return undefined;
  const whole =
    columns.length === plain.cells.length &&
    columns.every(({ expression }, at) => expression === plain.cells[at]);
  const kinds = typed.columns.map(({ kind }) => kind);
  const names = kinds.filter((kind) => kind === 'text').length;
  const numbers = kinds.slice(names);
  if (!whole || numbers.length < names || numbers.some((kind) => kind !== 'integer')) {
    return undefined;
  }
  const { path, delimiter } = plain;
  return { path, delimiter: delimiter.charCodeAt(0), names, numbers: numbers.length };
}
