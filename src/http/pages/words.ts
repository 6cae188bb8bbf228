import { days, hours, minutes } from '../../domain/duration.ts';

export { fileSize as size } from '../../domain/file-size.ts';

export function count(n: number, one: string, many = `${one}s`): string {
  return `${n.toLocaleString('en-GB')} ${n === 1 ? one : many}`;
}

/** `Tuesday 24 November 2026 at 14:30 GMT`. */
export function moment(at: Date, timeZone: string): string {
  return at.toLocaleString('en-GB', {
    weekday: 'long',
    day: 'numeric',
    month: 'long',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    timeZone,
    timeZoneName: 'short',
  });
}

/** Until then, in one unit: `2 days`, `5 hours`, `20 minutes`; what is just under two days or hours is two. */
export function remaining(until: Date, now: Date): string {
  const left = Math.max(0, until.getTime() - now.getTime());
  if (left >= days(2) - minutes(30)) return count(Math.round(left / days(1)), 'day');
  if (left >= hours(2) - minutes(1)) return count(Math.round(left / hours(1)), 'hour');
  return count(Math.round(left / minutes(1)), 'minute');
}
