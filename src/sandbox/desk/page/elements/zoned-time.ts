import { clockTime, day } from '../time.js';

/** "2025-11-04T10:02" in a zone, as a datetime-local field shows it, from seconds since 1970. */
export function zonedText(unix: number, zone: string): string {
  return `${day(unix * 1000, zone)}T${clockTime(unix * 1000, zone)}`;
}

/** The other way: seconds since 1970, or null for an empty field. */
export function zonedDateTime(text: string, zone: string): number | null {
  const asUtc = Date.parse(`${text}:00Z`);
  if (Number.isNaN(asUtc)) return null;
  const shift = Date.parse(`${zonedText(asUtc / 1000, zone)}:00Z`) - asUtc;
  return (asUtc - shift) / 1000;
}
