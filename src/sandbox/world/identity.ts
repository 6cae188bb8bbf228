import { createHash } from 'node:crypto';

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** A uuid (version 4 in form) that is always the same for a text. */
export function uuidOf(text: string): string {
  const hex = digest(text);
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `4${hex.slice(13, 16)}`,
    `a${hex.slice(17, 20)}`,
    hex.slice(20, 32),
  ].join('-');
}

/** A Mongo object id in form, 24 hexadecimal digits, always the same for a text. */
export function objectIdOf(text: string): string {
  return digest(text).slice(0, 24);
}

/** A number from 0 to below `limit`, always the same for a text. */
export function numberOf(text: string, limit: number): number {
  return Number.parseInt(digest(text).slice(0, 12), 16) % limit;
}
