import { unreadable } from '../../failure.ts';
import type { Dataset } from '../../hdf5/library.ts';
import type { Form, Kind } from '../../table.ts';
import { DAYS, instant, timestamp } from '../epoch.ts';
import { cellOf, shortest } from '../hdf5/cell.ts';
import { attribute } from '../hdf5/field.ts';
import { numberText, FLOAT as SINGLE } from '../staged.ts';
import { type Units, unitsOf } from './units.ts';

const INTEGER = 0;
const FLOAT = 1;
const DAY = 86_400_000_000n; // microseconds
const YEAR_1 = -719_162n; // its first day, counted from 1970

/** What the cells of a variable are, by the attributes beside it. */
export interface Meaning {
  readonly kind: Kind;
  readonly type: string;
  readonly form?: Form;
  readonly note?: string;
  /** The text that is staged of a cell. */
  readonly text: (cell: string) => string | null;
}

/** Called for cells that people should know of. */
interface Remarks {
  /** What netCDF has where nothing was written. */
  readonly unwritten: () => void;
  /** A date before the year 1. */
  readonly early: () => void;
}

/** By NetCDF’s own conventions and those of CF: values that are missing, packed numbers, times, truth values. */
export function meaningOf(dataset: Dataset, { unwritten, early }: Remarks): Meaning {
  const kind = cellOf(dataset.metadata)?.kind ?? 'text';
  const missing = missingIn(dataset, unwritten);
  const decoded = valuesOf(dataset, kind, early);
  return { ...decoded, text: (cell) => (missing(cell) ? null : decoded.text(cell)) };
}

function valuesOf(dataset: Dataset, kind: Kind, early: () => void): Meaning {
  const { type, size } = dataset.metadata;
  const own = { kind, type: kind, text: (cell: string) => cell };
  const note = noteOf(dataset);
  const noted = note === undefined ? {} : { note };
  if (type !== INTEGER && type !== FLOAT) return { ...own, ...noted };
  const unsigned = attribute(dataset, '_Unsigned') === 'true' && type === INTEGER;
  const single = type === FLOAT && size === 4;
  const number = (cell: string): string => {
    if (unsigned) return String(BigInt.asUintN(size * 8, BigInt(cell)));
    return single ? numberText(Math.fround(Number(cell))) : cell; // all of its digits, to count with
  };
  const packed = packing(dataset);
  const units = unitsOf(attribute(dataset, 'units'), attribute(dataset, 'calendar'));
  if (packed !== undefined) {
    const text = (cell: string): string => numberText(packed(number(cell)));
    return { kind: 'double', type: 'double', text, note: [note, 'Unpacked.'].join(' ').trim() };
  }
  if (units !== undefined) return times(units, type === INTEGER, number, early);
  if (isBoolean(dataset)) {
    const text = (cell: string): string => {
      if (cell === '0' || cell === '1') return cell === '1' ? 'true' : 'false';
      throw unreadable(`${dataset.path} is said to be true or false, and has ${cell}.`);
    };
    return { kind: 'boolean', type: 'boolean', text, ...noted };
  }
  if (single) return { ...own, ...SINGLE, ...noted };
  const large = unsigned && size === 8;
  return { ...own, ...(large && { kind: 'number', type: 'number' }), text: number, ...noted };
}

/** What fills up, or stands for a missing value; without either, what netCDF has where nothing was written. */
function missingIn(dataset: Dataset, unwritten: () => void): (cell: string) => boolean {
  const stated = ['_FillValue', 'missing_value'].flatMap((name) => textsOf(dataset, name));
  const usual = FILLS[typeName(dataset)];
  if ('_FillValue' in dataset.attrs || usual === undefined) return (cell) => stated.includes(cell);
  return (cell) => {
    if (cell === usual) unwritten();
    return cell === usual || stated.includes(cell);
  };
}

/** By class, size in bytes and sign. Bytes and letters may have any value. */
const FILLS: Readonly<Record<string, string>> = {
  '0 2 true': '-32767',
  '0 2 false': '65535',
  '0 4 true': '-2147483647',
  '0 4 false': '4294967295',
  '0 8 true': '-9223372036854775806',
  '0 8 false': '18446744073709551614',
  '1 4 true': '9.96921e+36',
  '1 8 true': '9.969209968386869e+36',
};

function typeName({ metadata: { type, size, signed } }: Dataset): string {
  return `${type} ${size} ${type === FLOAT || signed}`;
}

/** The values of an attribute, written as the cells of the variable are. */
function textsOf(dataset: Dataset, name: string): readonly string[] {
  if (!(name in dataset.attrs)) return [];
  const value = dataset.get_attribute(name, false);
  const { type, size } = dataset.metadata;
  const written = (one: unknown): string => {
    if (typeof one !== 'number') return String(one);
    if (type === FLOAT && size === 4) return shortest(Math.fround(one));
    return Object.is(one, -0) ? '-0' : String(one);
  };
  if (ArrayBuffer.isView(value)) return Array.from<unknown, string>(value, written);
  return Array.isArray(value) ? value.map(written) : [written(value)];
}

function packing(dataset: Dataset): ((cell: string) => number) | undefined {
  const [scale, offset] = ['scale_factor', 'add_offset'].map((name) => textsOf(dataset, name)[0]);
  if (scale === undefined && offset === undefined) return undefined;
  return (cell) => Number(cell) * Number(scale ?? 1) + Number(offset ?? 0);
}

/** xarray says it in `dtype`; CF, in words for numbers. */
function isBoolean(dataset: Dataset): boolean {
  if (attribute(dataset, 'dtype') === 'bool') return true;
  const words = attribute(dataset, 'flag_meanings');
  return words === 'false true' && textsOf(dataset, 'flag_values').join() === '0,1';
}

/** A time that is no number is none. */
function times(
  { unit, start, zone }: Units,
  integers: boolean,
  number: (cell: string) => string,
  early: () => void,
) {
  const whole = unit === DAY && start % DAY === 0n && !zone;
  const found =
    integers && whole ? DAYS : (zone ? instant : timestamp)(unit === 'ns' ? 'ns' : 'us');
  const text = (cell: string): string | null => {
    const plain = number(cell);
    if (!integers && !Number.isFinite(Number(plain))) return null;
    if (integers && whole) {
      const days = BigInt(plain) + start / DAY;
      if (days < YEAR_1) early();
      return String(days);
    }
    const size = unit === 'ns' ? 1n : unit;
    const from = unit === 'ns' ? start * 1000n : start;
    const counted = integers
      ? BigInt(plain) * size
      : BigInt(Math.round(Number(plain) * Number(size)));
    if (unit !== 'ns' && counted + from < YEAR_1 * DAY) early();
    return String(counted + from);
  };
  return { ...found, text };
}

/** What people would want to know of a column: its name in full, and its units. */
function noteOf(dataset: Dataset): string | undefined {
  const parts = ['long_name', 'units', 'calendar'].flatMap((name) => {
    const value = attribute(dataset, name);
    return typeof value === 'string' && value !== '' ? [value] : [];
  });
  return parts.length === 0 ? undefined : `${parts.join(', ')}.`;
}
