import type { Engine } from '../engine/engine.ts';
import { select, type Table } from '../table.ts';

export type Cell = number | bigint | string | null;

/**
 * The rows of a wide table, cell by cell in the order of its columns. The lists that its cells lie in come out of the
 * engine one under the other: it hands over 2,048 cells at a time then, not 2,048 rows.
 */
export async function* wideRows(table: Table, engine: Engine): AsyncGenerator<readonly Cell[]> {
  const lists = new Map<string, number[]>();
  let longest = 0;
  for (const [column, { place }] of table.columns.entries()) {
    if (place === undefined) throw new Error('the cells of a wide table lie in lists');
    const columns = lists.get(place.list) ?? [];
    lists.set(place.list, columns);
    columns[place.at - 1] = column;
    longest = Math.max(longest, place.of);
  }
  const query = select(
    table,
    [...lists.keys()].map((list) => `unnest(${list})`),
  );
  let row: Cell[] = [];
  let at = 0;
  for await (const chunk of engine.stream(query)) {
    const fields = [...lists.values()].map((columns, index) => {
      return { columns, vector: chunk.getColumnVector(index) };
    });
    for (let cell = 0; cell < chunk.rowCount; cell++) {
      for (const { columns, vector } of fields) {
        const column = columns[at]; // a shorter list is filled up with nothing
        if (column !== undefined) row[column] = plain(vector.getItem(cell));
      }
      if (++at < longest) continue;
      yield row;
      row = [];
      at = 0;
    }
  }
}

function plain(value: unknown): Cell {
  if (value === null || typeof value === 'number' || typeof value === 'string') return value;
  if (typeof value === 'bigint') return value;
  throw new Error(`a cell is ${typeof value}`);
}
