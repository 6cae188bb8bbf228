import type { Engine } from './engine/engine.ts';
import { explained, isWide, select, type Table } from './table.ts';

const SAMPLE_ROWS = 2_000;

/** The same table with what its rows take, about, where its reader does not know: what the first of them take. */
export async function measured(table: Table, engine: Engine): Promise<Table> {
  const { columns, rowBytes } = table;
  if (rowBytes !== undefined || columns.length === 0 || isWide(table)) return table;
  const sample = { columns, relation: `(FROM ${table.relation} LIMIT ${SAMPLE_ROWS})` };
  const cells = columns.map(({ expression }) => expression).join(', ');
  try {
    const [[mean] = []] = await engine.rows(
      select(sample, [`avg(strlen(CAST(row(${cells}) AS VARCHAR)))`]),
    );
    return { ...table, rowBytes: Math.max(1, Number(mean ?? 0)) };
  } catch (cause) {
    throw explained(table, cause);
  }
}
