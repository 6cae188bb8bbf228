import type { DuckDBDataChunk } from '@duckdb/node-api';
import type { RecordType } from '../../avro/library.ts';
import { cellOf } from '../cell.ts';

/** The rows as the library wants them. */
export async function* recordsOf(
  chunks: AsyncIterable<DuckDBDataChunk>,
  type: RecordType,
  count: { rows: number },
): AsyncGenerator<object> {
  const Row: new (...cells: readonly unknown[]) => object = type.recordConstructor;
  for await (const chunk of chunks) {
    count.rows += chunk.rowCount;
    const columns = Array.from({ length: chunk.columnCount }, (_, at) =>
      cellOf(chunk.getColumnVector(at)),
    );
    for (let row = 0; row < chunk.rowCount; row++)
      yield new Row(...columns.map((cell) => cell(row)));
  }
}
