const formats = new Map<string, Intl.DateTimeFormat>();

function formatted(
  milliseconds: number,
  zone: string,
  options: Intl.DateTimeFormatOptions,
  locale = 'en-GB',
): string {
  const key = `${zone} ${locale} ${JSON.stringify(options)}`;
  const format =
    formats.get(key) ?? new Intl.DateTimeFormat(locale, { ...options, timeZone: zone });
  formats.set(key, format);
  return format.format(milliseconds);
}

/** A message's `ts` ("1766480000.000100") as milliseconds since 1970. */
export function milliseconds(ts: string): number {
  return Math.round(Number.parseFloat(ts) * 1000);
}

/** "10:02" */
export function clockTime(at: number, zone: string): string {
  return formatted(at, zone, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
}

/** "Tue 4 Nov, 10:02" */
export function shortDateTime(at: number, zone: string): string {
  const day = formatted(at, zone, { weekday: 'short', day: 'numeric', month: 'short' });
  return `${day.replace(',', '')}, ${clockTime(at, zone)}`;
}

/** "London" for "Europe/London": the zone as people say it. */
export function placeOf(zone: string): string {
  return (zone.split('/').at(-1) ?? zone).replaceAll('_', ' ');
}

/** "Tuesday 4 November 2025 at 10:02:31 GMT+1", what hovering over a time shows. */
export function absoluteTime(at: number, zone: string): string {
  return formatted(at, zone, {
    weekday: 'long',
    day: 'numeric',
    month: 'long',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
    timeZoneName: 'short',
  });
}

/** "2025-11-04": the calendar day in that zone. */
export function day(at: number, zone: string): string {
  return formatted(at, zone, { year: 'numeric', month: '2-digit', day: '2-digit' }, 'en-CA');
}

const dayLength = 24 * 60 * 60 * 1000;

/** "Today", "Yesterday", "Tomorrow", or undefined for any other day. */
function nearDay(at: number, now: number, zone: string): string | undefined {
  const that = day(at, zone);
  if (that === day(now, zone)) return 'Today';
  if (that === day(now - dayLength, zone)) return 'Yesterday';
  if (that === day(now + dayLength, zone)) return 'Tomorrow';
  return undefined;
}

/** "Today", "Yesterday" or "Tuesday 4 November", for the line between two days. */
export function dayTitle(at: number, now: number, zone: string): string {
  return (
    nearDay(at, now, zone) ??
    formatted(at, zone, { weekday: 'long', day: 'numeric', month: 'long' })
  );
}

/** "just now", "5 min ago", "3 h ago", "2 days ago" */
export function ago(at: number, now: number): string {
  const minutes = Math.round((now - at) / 60_000);
  if (minutes < 1) return 'just now';
  if (minutes < 60) return `${minutes} min ago`;
  if (minutes < 48 * 60) return `${Math.round(minutes / 60)} h ago`;
  return `${Math.round(minutes / 1440)} days ago`;
}

const dates: Readonly<Record<string, Intl.DateTimeFormatOptions>> = {
  date: { day: 'numeric', month: 'long', year: 'numeric' },
  date_short: { day: 'numeric', month: 'short', year: 'numeric' },
  date_long: { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' },
  date_slash: { day: '2-digit', month: '2-digit', year: 'numeric' },
  day_divider: { weekday: 'long', day: 'numeric', month: 'long' },
};

/** Slack's date format string, such as `{date_short_pretty} at {time}`, filled in. */
export function slackDate(format: string, unix: number, now: number, zone: string): string {
  const at = unix * 1000;
  let start = true;
  return format.replace(/\{(\w+)\}|[^{]+/g, (part, name: string | undefined) => {
    const filled = name === undefined ? part : dateToken(name, at, now, zone);
    const shown = start ? filled : filled.replace(/^(Today|Yesterday|Tomorrow)$/, lowercase);
    start = false;
    return shown;
  });
}

function dateToken(name: string, at: number, now: number, zone: string): string {
  if (name === 'time') return clockTime(at, zone);
  if (name === 'time_secs')
    return `${clockTime(at, zone)}:${formatted(at, zone, { second: '2-digit' }).padStart(2, '0')}`;
  if (name === 'date_num') return day(at, zone);
  if (name === 'ago') return ago(at, now);
  const plain = name.replace(/_pretty$/, '');
  const near = plain === name ? undefined : nearDay(at, now, zone);
  const options = dates[plain];
  return near ?? (options ? formatted(at, zone, options) : `{${name}}`);
}

function lowercase(word: string): string {
  return word.toLowerCase();
}
