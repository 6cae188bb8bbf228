import type { Field } from './field.ts';

const NOT_A_TIME = -(2n ** 63n);
const ROWS_AT_ONCE = 65_536;

/** The cells of a field in the sense of pandas, which notes it beside them. */
export function meant(field: Field, type: string, zone: string): Field {
  if (type.startsWith('datetime64')) return times(field, zone !== '' && zone !== 'N.');
  if (type !== 'bool') return field;
  return { ...mapped(field, (value) => (value === '0' ? 'false' : 'true')), kind: 'boolean' };
}

/** Nanoseconds since 1970. It is left to the inference whether a type holds them. */
function times(field: Field, inZone: boolean): Field {
  const text = (value: string): string | null => {
    const nanoseconds = BigInt(value);
    if (nanoseconds === NOT_A_TIME) return null;
    const second = (((nanoseconds % 10n ** 9n) + 10n ** 9n) % 10n ** 9n).toString();
    const fraction = second.padStart(9, '0').replace(/0+$/, '');
    const whole = new Date(Math.floor(Number(nanoseconds / 10n ** 6n) / 1000) * 1000);
    const [date] = whole.toISOString().split('.');
    return `${date}${fraction === '' ? '' : `.${fraction}`}${inZone ? 'Z' : ''}`;
  };
  return { ...mapped(field, text), kind: 'untyped' };
}

/** One text stands for a missing value. */
export function withoutText(field: Field, missing: string): Field {
  if (field.kind !== 'text') return field;
  return mapped(field, (value) => (value === missing ? null : value));
}

/** The names of the rows are a column of the table, unless they just count from 0. */
export function index(field: Field, kind: string): readonly Field[] {
  if (kind.startsWith('datetime')) return [meant(field, 'datetime64', '')];
  return field.kind === 'integer' && counts(field) ? [] : [field];
}

function counts({ rows, values }: Field): boolean {
  for (let from = 0; from < rows; from += ROWS_AT_ONCE) {
    const some = values(from, Math.min(rows, from + ROWS_AT_ONCE));
    if (some.some((value, row) => value !== String(from + row))) return false;
  }
  return true;
}

/** The texts and numbers of a list in the oldest format of Python's `pickle`: lines, of which some begin a text. */
export function unpickled(pickle: string): readonly string[] {
  return pickle.split('\n').flatMap((line) => {
    const item = /^(?:\(l|a)?(?:V(.*)|S'(.*)'|I(\d+))$/.exec(line);
    const text = item?.[1] ?? item?.[2] ?? item?.[3];
    return text === undefined ? [] : [unescaped(text)];
  });
}

function unescaped(text: string): string {
  return text.replace(/\\u([0-9a-f]{4})|\\U([0-9a-f]{8})/g, (_, short, long) =>
    String.fromCodePoint(Number.parseInt(short ?? long, 16)),
  );
}

function mapped(field: Field, change: (value: string) => string | null): Field {
  return {
    ...field,
    values: (from, to) =>
      field.values(from, to).map((value) => (value === null ? null : change(value))),
  };
}
