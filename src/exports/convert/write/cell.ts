import { DuckDBBlobVector, type DuckDBVector } from '@duckdb/node-api';

/** The cells of a column as JavaScript has them: numbers, bigints, texts, truth values, bytes, null. */
export function cellOf(vector: DuckDBVector): (row: number) => unknown {
  if (!(vector instanceof DuckDBBlobVector)) return (row) => vector.getItem(row);
  return (row) => {
    const bytes = vector.getItemBytes(row);
    return bytes === null ? null : Buffer.from(bytes); // a copy: the engine uses its memory again
  };
}
