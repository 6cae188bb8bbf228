import { unreadable } from '../../failure.ts';
import type { Table } from '../../table.ts';
import type { Reading } from '../reader.ts';
import { type StagedColumn, Staging } from '../staging.ts';
import type { Field } from './field.ts';

const CELLS_AT_ONCE = 500_000;
const MOST_ROWS_AT_ONCE = 16_384;

export interface FoundTable {
  readonly path: string;
  readonly fields: readonly (Field & StagedColumn)[];
}

/** Puts the rows of some fields beside each other, block by block. */
export async function stagedFields(
  { path, fields }: FoundTable,
  { workFolder, signal }: Pick<Reading, 'workFolder' | 'signal'>,
): Promise<Table> {
  const rows = fields[0]?.rows ?? 0;
  if (fields.some((field) => field.rows !== rows)) {
    throw unreadable(`The columns of ${path} are not equally long.`);
  }
  await using staging = new Staging(workFolder, 'fields.csv');
  const fitting = Math.floor(CELLS_AT_ONCE / Math.max(1, fields.length));
  const block = Math.max(1, Math.min(MOST_ROWS_AT_ONCE, fitting));
  for (let from = 0; from < rows; from += block) {
    signal.throwIfAborted();
    const to = Math.min(rows, from + block);
    const columns = fields.map((field) => field.values(from, to));
    for (let row = 0; row < to - from; row++)
      staging.add(columns.map((column) => column[row] ?? null));
    await staging.flush();
  }
  return await staging.table(
    fields.map(({ name, kind, type, form, note }) => ({
      name,
      kind,
      type,
      ...(form && { form }),
      ...(note !== undefined && { note }),
    })),
  );
}
