import type { IncomingHttpHeaders } from 'node:http';
import type { Fault } from './error-status.ts';

/**
 * From the first byte to before the last; undefined where all of it is sent, as for several ranges, and where a part is
 * wanted of what has changed meanwhile.
 */
export function rangeOf(
  headers: IncomingHttpHeaders,
  { bytes, etag }: { readonly bytes: number; readonly etag: string },
): { readonly from: number; readonly to: number } | 'outside' | undefined {
  const [, first = '', last = ''] = /^bytes=(\d*)-(\d*)$/.exec(headers.range ?? '') ?? [];
  const only = headers['if-range'];
  if (first + last === '' || (only !== undefined && only !== quoted(etag))) return undefined;
  if (first === '') return inside(Math.max(0, bytes - Number(last)), bytes, bytes);
  if (last !== '' && Number(last) < Number(first)) return undefined;
  return inside(Number(first), last === '' ? bytes : Math.min(bytes, Number(last) + 1), bytes);
}

function inside(from: number, to: number, bytes: number) {
  return from < bytes ? { from, to } : ('outside' as const);
}

export const quoted = (etag: string): string => `"${etag}"`;

export const outside = (bytes: number): Fault => ({
  code: 'range outside',
  status: 416,
  title: 'The file ends before that',
  detail: `It has ${bytes} bytes.`,
});
