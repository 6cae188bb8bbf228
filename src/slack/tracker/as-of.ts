import { DateTime } from 'luxon';
import { z } from 'zod';

/** A time that somebody asks about. */
export interface AsOf {
  readonly at: Date;
  /** For people, with the zone by which it was read: `the end of 1 October 2026 (Europe/London)`. */
  readonly words: string;
}

const day = z.iso.date();
const time = z.iso.datetime({ offset: true, local: true });

export const isTime = (text: string): boolean =>
  day.safeParse(text).success || time.safeParse(text).success;

/**
 * `2026-10-01` is the end of that day in the time zone, however long it is; `2026-10-01T08:00` a time there, unless it
 * says its own zone. Undefined where it is neither.
 */
export function timeIn(text: string, zone: string): AsOf | undefined {
  if (!isTime(text)) return undefined;
  const read = DateTime.fromISO(text, { zone, locale: 'en-GB' });
  const isDay = day.safeParse(text).success;
  return {
    at: (isDay ? read.endOf('day') : read).toJSDate(),
    words: isDay ? `the end of ${read.toFormat('d MMMM yyyy')} (${zone})` : inWords(read, zone),
  };
}

/** The same of what has been: today is now. */
export function pastIn(text: string, zone: string, now: Date): AsOf | 'not yet' | undefined {
  const then = timeIn(text, zone);
  if (then === undefined || then.at <= now) return then;
  const begins = day.safeParse(text).success ? DateTime.fromISO(text, { zone }) : undefined;
  if (begins === undefined || begins.toJSDate() > now) return 'not yet';
  const read = DateTime.fromJSDate(now, { zone }).setLocale('en-GB');
  return { at: now, words: inWords(read, zone) };
}

const inWords = (time: DateTime, zone: string): string =>
  `${time.toFormat('d MMMM yyyy, HH:mm')} (${zone})`;
