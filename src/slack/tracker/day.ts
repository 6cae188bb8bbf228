import { z } from 'zod';
import { days } from '../../domain/duration.ts';

const day = z.iso.date();
const time = z.iso.datetime({ offset: true, local: true });

/** `2026-10-01` as its end, UTC; `2026-10-01T08:00:00Z` as it is. Undefined where it is neither. */
export function dayIn(text: string): Date | undefined {
  if (day.safeParse(text).success) return new Date(Date.parse(`${text}T00:00:00Z`) + days(1) - 1);
  if (!time.safeParse(text).success) return undefined;
  return new Date(/Z|[+-]\d\d:\d\d$/.test(text) ? text : `${text}Z`);
}

/** The same of what has been: today is now. */
export function pastIn(text: string, now: Date): Date | 'not yet' | undefined {
  const then = dayIn(text);
  if (then === undefined || then <= now) return then;
  const begins = day.safeParse(text).success ? then.getTime() + 1 - days(1) : then.getTime();
  return begins <= now.getTime() ? now : 'not yet';
}
