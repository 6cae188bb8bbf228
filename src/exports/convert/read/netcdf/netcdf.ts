import { failure } from '../../failure.ts';
import { opened } from '../hdf5/opened.ts';
import { stagedFields } from '../hdf5/staged-fields.ts';
import { firstBytes } from '../plain-text.ts';
import type { Reader } from '../reader.ts';
import { beyondCalendar } from '../staged.ts';
import { largestTable } from './tables.ts';

/** The largest table of a NetCDF-4 file. Older ones are another format altogether. */
export const readNetcdf: Reader = async ({ path }, reading) => {
  if ((await firstBytes(path, 3)).toString('latin1') === 'CDF') {
    throw failure(
      'unsupported',
      'The file is in the classic format of NetCDF, which is not read: make NetCDF-4 of it with `nccopy -k netCDF-4 old.nc new.nc`.',
    );
  }
  const table = await opened(path, 'NetCDF', reading.warnings, async (file) => {
    const found = largestTable(file, reading.warnings);
    if (found === undefined) {
      throw failure('unsupported', 'The file has no table: no variable along a dimension.');
    }
    return await stagedFields(found, reading);
  });
  return { ...table, explain: (cause) => beyondCalendar(cause) ?? table.explain?.(cause) };
};
