const SECOND = 1_000_000n;
const MICROSECONDS: readonly (readonly [RegExp, bigint])[] = [
  [/^(days?|d)$/, 86_400n * SECOND],
  [/^(hours?|hrs?|h)$/, 3600n * SECOND],
  [/^(minutes?|mins?)$/, 60n * SECOND],
  [/^(seconds?|secs?|s)$/, SECOND],
  [/^(milliseconds?|millisecs?|msecs?|ms)$/, 1000n],
  [/^(microseconds?|microsecs?|us)$/, 1n],
];
const NANOSECONDS = /^(nanoseconds?|nanosecs?|nsecs?|ns)$/;
const MOMENT =
  /^(-?\d{1,4})-(\d{1,2})-(\d{1,2})(?:[T\s]+(\d{1,2})(?::(\d{1,2})(?::(\d{1,2})(\.\d{1,6})?\d*)?)?)?\s*(Z|UTC|GMT|[+-]\d{1,2}(?::?\d{2})?)?$/i;
/** Of the calendars, those that are today’s for all dates since then. */
const MIXED = /^(standard|gregorian)?$/i;
const PROLEPTIC = /^proleptic_gregorian$/i;
const DAY_OF_1970 = 2_440_588;

/** `days since 1970-01-01`: what one of it is, and where it counts from. */
export interface Units {
  readonly unit: bigint | 'ns'; // microseconds
  readonly start: bigint; // microseconds since 1970
  readonly zone: boolean;
}

/** Undefined for units that are none of time, months and years, which differ in length, and other calendars. */
export function unitsOf(units: unknown, calendar: unknown): Units | undefined {
  if (typeof units !== 'string') return undefined;
  const named = typeof calendar === 'string' ? calendar : '';
  if (!MIXED.test(named) && !PROLEPTIC.test(named)) return undefined;
  const [, counted = '', moment = ''] = /^\s*(\S+)\s+since\s+(.*?)\s*$/i.exec(units) ?? [];
  const name = counted.toLowerCase();
  const unit = NANOSECONDS.test(name) ? 'ns' : MICROSECONDS.find(([one]) => one.test(name))?.[1];
  const parts = MOMENT.exec(moment);
  if (unit === undefined || parts === null) return undefined;
  const [year, month, day, hour, minute, second, fraction] = parts.slice(1, 8).map(Number);
  const date = [year ?? 0, month ?? 0, day ?? 0] as const;
  const zone = parts[8];
  const time = (hour || 0) * 3600 + (minute || 0) * 60 + (second || 0);
  const seconds = daysSince1970(date, MIXED.test(named)) * 86_400 + time - offset(zone);
  const start = BigInt(seconds) * SECOND + BigInt(Math.round((fraction || 0) * 1e6));
  return { unit, start, zone: zone !== undefined };
}

/** In the mixed calendar, what is before 1582-10-15 is a date of Julius Caesar’s. */
function daysSince1970([year, month, day]: readonly [number, number, number], mixed: boolean) {
  const early = mixed && year * 10_000 + month * 100 + day < 15_821_015;
  if (!early) return new Date(0).setUTCFullYear(year, month - 1, day) / 86_400_000;
  const before = month < 3 ? 1 : 0;
  const years = year + 4800 - before;
  const months = month + 12 * before - 3;
  const number = day + Math.floor((153 * months + 2) / 5) + 365 * years + Math.floor(years / 4);
  return number - 32_083 - DAY_OF_1970;
}

/** Seconds east of Greenwich. */
function offset(zone: string | undefined): number {
  const [, sign, hours, minutes] = /^([+-])(\d{1,2}):?(\d{2})?$/.exec(zone ?? '') ?? [];
  if (sign === undefined) return 0;
  return (sign === '-' ? -1 : 1) * (Number(hours) * 3600 + Number(minutes ?? 0) * 60);
}
