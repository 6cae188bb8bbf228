import type { Form } from '../table.ts';

/** Times that a file counts since the beginning of 1970, made by the engine: it loses none of their digits. */
export type Unit = 's' | 'ms' | 'us' | 'ns';

const MICROSECONDS: Readonly<Record<Exclude<Unit, 'ns'>, number>> = {
  s: 1_000_000,
  ms: 1000,
  us: 1,
};

/** What is staged as a count, and what it becomes. */
export interface Counted {
  readonly kind: 'date' | 'timestamp' | 'instant' | 'untyped' | 'other';
  readonly type: string;
  readonly form: Form;
}

export const DAYS: Counted = {
  kind: 'date',
  type: 'DATE',
  form: (x) => `DATE '1970-01-01' + CAST(${x} AS INTEGER)`,
};

export const DATE_IN_MILLISECONDS: Counted = {
  kind: 'date',
  type: 'DATE',
  form: (x) => `CAST(make_timestamp(CAST(${x} AS BIGINT) * 1000) AS DATE)`,
};

export function timestamp(unit: Unit): Counted {
  return unit === 'ns'
    ? { kind: 'timestamp', type: 'TIMESTAMP_NS', form: nanoseconds }
    : { kind: 'timestamp', type: 'TIMESTAMP', form: (x) => moment(x, unit) };
}

/** The engine has no zone for nanoseconds: as text, whose type is found where it has no digits beyond a microsecond. */
export function instant(unit: Unit): Counted {
  if (unit === 'ns') {
    const form: Form = (x) => `replace(CAST(${nanoseconds(x)} AS VARCHAR), ' ', 'T') || 'Z'`;
    return { kind: 'untyped', type: 'text', form };
  }
  const form: Form = (x) => `CAST(${moment(x, unit)} AS TIMESTAMPTZ)`;
  return { kind: 'instant', type: 'TIMESTAMP WITH TIME ZONE', form };
}

export function timeOfDay(unit: Exclude<Unit, 'ns'>): Counted {
  const form: Form = (x) =>
    `TIME '00:00:00' + to_microseconds(CAST(${x} AS BIGINT) * ${MICROSECONDS[unit]})`;
  return { kind: 'other', type: 'TIME', form };
}

function moment(x: string, unit: Exclude<Unit, 'ns'>): string {
  return `make_timestamp(CAST(${x} AS BIGINT) * ${MICROSECONDS[unit]})`;
}

function nanoseconds(x: string): string {
  return `make_timestamp_ns(CAST(${x} AS BIGINT))`;
}
