import { ConversionFailure, failure, unreadable } from '../../failure.ts';
import { File } from '../../hdf5/library.ts';
import type { Reader } from '../reader.ts';
import { Staging } from '../staging.ts';
import { findTables } from './find.ts';

const CELLS_AT_ONCE = 500_000;
const DAMAGED = 'The HDF5 file is damaged or was cut off.';

/** The first table of the file. */
export const readHdf5: Reader = async ({ path }, { workFolder, warnings, signal }) => {
  const file = open(path);
  try {
    const [table, ...others] = findTables(file);
    if (table === undefined) {
      throw failure(
        'unsupported',
        'The file has no table: no data frame, no columns of equal length, no matrix.',
      );
    }
    for (const { path: other } of others) {
      const says = `${other} was not read: only ${table.path} is.`;
      warnings.add({ code: 'other table', says, column: other, count: 1 });
    }
    const { fields } = table;
    for (const column of table.leftOut) {
      const says = `${column} was left out: its cells are no numbers, texts or truth values.`;
      warnings.add({ code: 'left out', says, column, count: 1 });
    }
    const rows = fields[0]?.rows ?? 0;
    if (fields.some((field) => field.rows !== rows)) {
      throw unreadable(`The columns of ${table.path} are not equally long.`);
    }
    await using staging = new Staging(workFolder, 'hdf5.csv');
    const block = Math.max(
      1,
      Math.min(16_384, Math.floor(CELLS_AT_ONCE / Math.max(1, fields.length))),
    );
    for (let from = 0; from < rows; from += block) {
      signal.throwIfAborted();
      const to = Math.min(rows, from + block);
      const columns = fields.map((field) => field.values(from, to));
      for (let row = 0; row < to - from; row++)
        staging.add(columns.map((column) => column[row] ?? null));
      await staging.flush();
    }
    return await staging.table(fields.map(({ name, kind }) => ({ name, kind, type: kind })));
  } catch (cause) {
    throw isDamage(cause) ? unreadable(DAMAGED, undefined, cause) : cause;
  } finally {
    file.close();
  }
};

/** What the library throws of itself has neither a code, as the system’s faults have, nor a class of ours. */
function isDamage(cause: unknown): boolean {
  if (!(cause instanceof Error)) return true; // numbers, from within WebAssembly
  const own = cause.name === 'AbortError' || cause instanceof ConversionFailure;
  return !own && !('code' in cause);
}

function open(path: string): File {
  const file = new File(path, 'r');
  // It opens whatever there is, and only says so here.
  if (file.file_id > 0n) return file;
  throw unreadable(DAMAGED);
}
