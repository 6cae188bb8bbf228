import { type DuckDBDataChunk, DuckDBDoubleVector, DuckDBVarCharVector } from '@duckdb/node-api';
import type { Cells } from './cells.ts';

/** A column of some thousand rows, as the engine made it. */
export interface Field {
  readonly numbers: DuckDBDoubleVector | undefined;
  readonly texts: DuckDBVarCharVector | undefined;
}

export function fieldsOf(chunk: DuckDBDataChunk, columns: readonly Cells[]): readonly Field[] {
  let next = 0;
  const vector = <T>(expression: string | undefined, kind: new (...given: never) => T) => {
    if (expression === undefined) return undefined;
    const found = chunk.getColumnVector(next++);
    if (found instanceof kind) return found;
    throw new Error(`${expression} is of another type`);
  };
  return columns.map(({ numbers, texts }) => ({
    numbers: vector(numbers, DuckDBDoubleVector),
    texts: vector(texts, DuckDBVarCharVector),
  }));
}

/** A number, a text, or null where there is neither. */
export function valueAt({ numbers, texts }: Field, row: number): number | string | null {
  const number = numbers?.getItem(row) ?? Number.NaN;
  return Number.isNaN(number) ? (texts?.getItem(row) ?? null) : number;
}
