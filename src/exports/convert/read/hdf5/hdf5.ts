import { failure } from '../../failure.ts';
import type { Reader } from '../reader.ts';
import { FLOAT } from '../staged.ts';
import { findTables } from './find.ts';
import { opened } from './opened.ts';
import { stagedFields } from './staged-fields.ts';

/** The first table of the file. */
export const readHdf5: Reader = ({ path }, reading) =>
  opened(path, 'HDF5', reading.warnings, async (file) => {
    const { warnings } = reading;
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
    for (const column of table.leftOut) {
      const says = `${column} was left out: its cells are no numbers, texts or truth values.`;
      warnings.add({ code: 'left out', says, column, count: 1 });
    }
    const fields = table.fields.map((field) => ({
      ...field,
      ...(field.single ? FLOAT : { type: field.kind }),
    }));
    return await stagedFields({ path: table.path, fields }, reading);
  });
