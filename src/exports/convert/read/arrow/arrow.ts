import { open } from 'node:fs/promises';
import { type RecordBatch, RecordBatchReader } from 'apache-arrow';
import '../../arrow/compression.ts';
import { ConversionFailure, failure, unreadable } from '../../failure.ts';
import type { Table } from '../../table.ts';
import type { Input, Reader, Reading } from '../reader.ts';
import { beyondCalendar } from '../staged.ts';
import { Staging } from '../staging.ts';
import { cellsOf } from './cells.ts';
import { stagedType } from './staged-type.ts';

/** Files of Arrow, which is what Feather is since its second version, and its streams. */
export const readArrow: Reader = async (input, reading) => {
  try {
    return await staged(input, reading);
  } catch (cause) {
    reading.signal.throwIfAborted();
    if (cause instanceof ConversionFailure || isOfTheSystem(cause)) throw cause;
    throw unreadable('The Arrow file is damaged or was cut off.', undefined, cause);
  }
};

async function staged({ path }: Input, { workFolder, signal }: Reading): Promise<Table> {
  await using file = await open(path);
  const head = Buffer.alloc(4);
  await file.read(head, 0, 4, 0);
  if (head.toString('latin1') === 'FEA1') {
    const says = 'Feather’s first version is not read: write it with version=2.';
    throw failure('unsupported', says);
  }
  const reader = await RecordBatchReader.from(file);
  await reader.open();
  const { fields } = reader.schema;
  const columns = fields.map((field) => ({ name: field.name, ...stagedType(field) }));
  await using staging = new Staging(workFolder, 'arrow.csv');
  for await (const batch of reader) {
    for (const cells of rowsOf(batch)) {
      signal.throwIfAborted();
      staging.add(cells);
      await staging.flush();
    }
  }
  const table = await staging.table(columns);
  return { ...table, explain: (cause) => beyondCalendar(cause) ?? table.explain?.(cause) };
}

function* rowsOf(batch: RecordBatch): Generator<readonly (string | null)[]> {
  const columns = batch.data.children.map(cellsOf);
  for (let row = 0; row < batch.numRows; row++) yield columns.map((cells) => cells(row));
}

function isOfTheSystem(cause: unknown): boolean {
  return cause instanceof Error && 'syscall' in cause;
}
