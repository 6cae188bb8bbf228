import { type Column, distinctNames, type Form, type Table, title } from '../../table.ts';
import type { Warnings } from '../../warnings.ts';
import { anyLength, EXACT_IN_DOUBLE, type Stored, textsLie } from '../hdf5/layout.ts';
import type { Fact, Staged } from '../hdf5/staged.ts';
import { reportNames } from '../names.ts';
import { countOf } from './counted.ts';
import { type Missing, missingInSql } from './missing.ts';
import { legal } from './names.ts';

const MISSING_BYTE = -127;

/** What netCDF’s readers expect beside a variable; numbers have the variable’s own type. */
export type Attributes = Readonly<
  Record<string, string | Int8Array | BigInt64Array | Float64Array>
>;

/** A column as NetCDF holds it. */
export interface Variable extends Stored {
  readonly attributes: Attributes;
}

/** How each column is stored, `staged` being `table` with its times counted. */
export function variablesOf(
  table: Table,
  staged: Staged,
  missing: readonly Missing[],
  warnings: Warnings,
): readonly Variable[] {
  const names = distinctNames(table.columns, legal, (name) => name);
  reportNames(table.columns, names, warnings);
  return staged.columns.map((from, at): Variable => {
    const fact = staged.facts[at];
    const original = table.columns[at];
    if (fact === undefined || original === undefined) throw new Error('a fact for each column');
    const label = title(original, at);
    const stored = storedAs(from, label, fact, missing[at] ?? '');
    if (from.kind === 'integer' && fact.missing > 0 && fact.largest > EXACT_IN_DOUBLE) {
      const says =
        'Integers beyond 2^53 beside missing ones: all digits are in the file, but xarray makes doubles of such a variable unless it is opened with mask_and_scale=False.';
      warnings.add({ code: 'large integers', says, column: label, count: fact.missing });
    }
    const name = names[at] ?? '';
    const count = countOf(original);
    const attributes: Attributes = {
      ...(name !== original.name && original.name !== '' && { long_name: original.name }),
      ...stored.attributes,
      ...(count && { units: count.units, calendar: 'proleptic_gregorian' }),
    };
    return { name, from, ...stored, attributes };
  });
}

function storedAs(
  { kind }: Column,
  label: string,
  fact: Fact,
  missing: Missing,
): Omit<Variable, 'name' | 'from'> {
  const marked = fact.missing > 0 || fact.usual; // readers take the usual value for missing
  const filled = (type: string): Form => {
    return (x) => `coalesce(CAST(${x} AS ${type}), ${missingInSql(missing)})`;
  };
  if (typeof missing === 'bigint') {
    const attributes = marked ? { _FillValue: BigInt64Array.of(missing) } : {};
    if (fact.missing === 0 && fact.largest < 2n ** 31n) {
      return { as: 'small integer', width: 8, form: (x) => `CAST(${x} AS INTEGER)`, attributes };
    }
    return { as: 'integer', width: 8, form: filled('BIGINT'), attributes };
  }
  if (typeof missing === 'number') {
    const attributes = marked ? { _FillValue: Float64Array.of(missing) } : {};
    return { as: 'double', width: 8, form: filled('DOUBLE'), attributes };
  }
  if (kind === 'boolean') {
    const form: Form = (x) => `coalesce(CAST(${x} AS UTINYINT), ${MISSING_BYTE & 0xff}::UTINYINT)`;
    const words = { flag_values: Int8Array.of(0, 1), flag_meanings: 'false true' };
    // xarray makes truth values of them; of missing ones it would make true.
    const more = fact.missing > 0 ? { _FillValue: Int8Array.of(MISSING_BYTE) } : { dtype: 'bool' };
    return { as: 'boolean', width: 1, form, attributes: { ...words, ...more } };
  }
  const widest = Math.max(1, fact.widest, missing.length);
  const form: Form = (x) => `coalesce(${x}, ${missingInSql(missing)})`;
  const side = textsLie(label, fact, widest);
  // netCDF4 for Python takes letters for characters, of which a byte is not always one: such texts stand alone.
  const lie = fact.ascii ? side : anyLength(fact);
  const attributes: Attributes = {
    ...(lie.as === 'text' && { _Encoding: 'utf-8' }),
    ...(fact.missing > 0 && { missing_value: missing }),
  };
  return { ...lie, form, attributes };
}
