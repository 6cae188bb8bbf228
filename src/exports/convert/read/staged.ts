import { unreadable } from '../failure.ts';
import type { Form, Kind } from '../table.ts';

/** What is staged of a column, and the form that makes its cells of the texts that were put down. */
export interface StagedType {
  readonly kind: Kind;
  readonly type: string;
  readonly form?: Form;
  readonly note?: string;
}

export const NESTED: StagedType = { kind: 'text', type: 'text', note: 'Nested JSON, as text.' };
export const BYTES: StagedType = { kind: 'other', type: 'BLOB', form: (x) => `from_base64(${x})` };
export const FLOAT: StagedType = {
  kind: 'double',
  type: 'FLOAT',
  form: (x) => `CAST(${x} AS FLOAT)`,
};

const MOST_DIGITS = 38;

/** One with more digits than the engine has is examined like any other number that is given by its digits. */
export function decimal(precision: number, scale: number): StagedType {
  if (precision < 1 || precision > MOST_DIGITS || scale < 0 || scale > precision) {
    return { kind: 'number', type: 'number' };
  }
  const type = `DECIMAL(${precision}, ${scale})`;
  return { kind: 'other', type, form: (x) => `CAST(${x} AS ${type})` };
}

/** The digits of a decimal, of which so many are behind the point. */
export function withPoint(unscaled: bigint, scale: number): string {
  if (scale <= 0) return `${unscaled * 10n ** BigInt(-scale)}`;
  const digits = (unscaled < 0n ? -unscaled : unscaled).toString().padStart(scale + 1, '0');
  return `${unscaled < 0n ? '-' : ''}${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
}

/** A number as JSON has it; NaN and infinity are none of its numbers. */
export function jsonNumber(value: number | bigint): string {
  if (typeof value === 'bigint') return String(value);
  return Number.isFinite(value) ? numberText(value) : `"${value}"`;
}

/** All of a double, the sign of its zero too. */
export function numberText(value: number): string {
  return Object.is(value, -0) ? '-0.0' : String(value);
}

/** What a time beyond the calendar of the engine means to people. */
export function beyondCalendar(cause: Error): Error | undefined {
  return /^(Conversion|Out of Range) Error/.test(cause.message)
    ? unreadable('A date or time in it is beyond every calendar.', undefined, cause)
    : undefined;
}
