import type { Group } from '../../hdf5/library.ts';
import type { Warnings } from '../../warnings.ts';
import type { Variable } from './variable.ts';

const NAMED = 5;

/** What holds the file together, what its cells were read by, and what the notes of the columns say. */
const KEPT = new Set([
  ...['CLASS', 'NAME', 'REFERENCE_LIST', 'DIMENSION_LIST', 'DIMENSION_LABELS', 'coordinates'],
  ...['_Netcdf4Dimid', '_Netcdf4Coordinates', '_NCProperties', '_nc3_strict', 'Conventions'],
  ...['_FillValue', 'missing_value', 'scale_factor', 'add_offset', '_Unsigned', '_Encoding'],
  ...['long_name', 'units', 'calendar'],
]);
/** What says that a variable is true or false. */
const TRUTH = new Set(['dtype', 'flag_values', 'flag_meanings']);

/** A table has no place for what a file says of itself and of its variables: people are told what that was. */
export function reportLost(
  file: Pick<Group, 'attrs'>,
  variables: readonly Variable[],
  warnings: Warnings,
): void {
  const lost = [file, ...variables.map(({ dataset }) => dataset)].flatMap(({ attrs }) => {
    const names = Object.keys(attrs);
    const truth = names.includes('dtype') || attrs['flag_meanings']?.value === 'false true';
    return names.filter((name) => !KEPT.has(name) && !(truth && TRUTH.has(name)));
  });
  if (lost.length === 0) return;
  const names = [...new Set(lost)];
  const more = names.length > NAMED ? ', …' : '';
  const says = `A table has no place for attributes of a file and its variables; these were left out: ${names.slice(0, NAMED).join(', ')}${more}.`;
  warnings.add({ code: 'attributes', says, count: lost.length });
}
