const DAY_MS = 86_400_000;
/** 1900-03-01: before it, Excel counts a 29th of February that never was. */
const FIRST_RELIABLE = 61;
const LAST = 2_958_466; // 10000-01-01

/** What numbers are shown as. Hours beyond 24 (`[h]:mm`) are durations. */
export type Shown = 'number' | 'date' | 'duration';

/** What numbers of a format are shown as; the formats of Excel itself have a number and no code. */
export function shownAs(id: number, code: string | undefined): Shown {
  if (code === undefined) {
    if (id >= 45 && id <= 47) return 'duration'; // minutes and seconds, and `[h]:mm:ss`
    const date = (id >= 14 && id <= 22) || (id >= 27 && id <= 36) || (id >= 50 && id <= 58);
    return date ? 'date' : 'number';
  }
  const plain = code.replace(/"[^"]*"|\\.|_.|\*./g, '');
  if (/\[(h+|m+|s+)\]/i.test(plain)) return 'duration';
  const letters = plain.replace(/\[[^\]]*\]/g, '').replace(/general|e[+-]/gi, '');
  return /[ymdhs]/i.test(letters) ? 'date' : 'number';
}

/** What a serial number means: a date, or a date with its time. Undefined where Excel itself is wrong or unclear. */
export function fromSerial(
  serial: number,
  from1904: boolean,
): { text: string; timed: boolean } | undefined {
  const days = from1904 ? serial + 1462 : serial;
  if (!(days >= FIRST_RELIABLE && days < LAST)) return undefined;
  const at = Math.round((days - 25_569) * DAY_MS);
  const iso = new Date(at).toISOString();
  const timed = at % DAY_MS !== 0;
  return { text: timed ? iso.slice(0, -1).replace(/\.?0+$/, '') : iso.slice(0, 10), timed };
}
