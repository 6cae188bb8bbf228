import { beyond } from '../../failure.ts';
import type { TextBytes } from './text-bytes.ts';
import { eachAttribute } from './xml-bytes.ts';

export const MOST_COLUMNS = 16_384;
/** As many digits as a double always keeps. */
const SURE_DIGITS = 15;

/** `AB12` is the 28th column, 27 from zero. */
export function columnOf(bytes: Buffer, start: number, end: number): number {
  let column = 0;
  for (let at = start; at < end; at++) {
    const letter = (bytes[at] ?? 0) & ~32;
    if (letter < 65 || letter > 90) break;
    column = column * 26 + letter - 64;
  }
  if (column < 1 || column > MOST_COLUMNS) {
    throw beyond(
      `No sheet has a cell ${bytes.toString('latin1', start, Math.min(end, start + 20))}.`,
    );
  }
  return column - 1;
}

/** -1 where something else is there, too. */
export function digitsOf(bytes: Buffer, start: number, end: number): number {
  let number = 0;
  for (let at = start; at < end; at++) {
    const digit = (bytes[at] ?? 0) - 0x30;
    if (digit < 0 || digit > 9) return -1;
    number = number * 10 + digit;
  }
  return number;
}

/** Whether a number is written as we would write it: `-12.5`, not `012.50`, `1.25E1` or seventeen digits of 0.1. */
export function isPlain({ bytes, length }: TextBytes): boolean {
  let at = bytes[0] === 0x2d ? 1 : 0;
  const first = bytes[at];
  if (length - at > SURE_DIGITS || at === length) return false;
  if (first === 0x30 && (length > at + 1 || at === 1)) return false; // 0.00001 may be 1e-5, and -0 is 0
  for (let point = false; at < length; at++) {
    const byte = bytes[at] ?? 0;
    if (byte === 0x2e && !point) point = true;
    else if (byte < 0x30 || byte > 0x39) return false;
    if (at === length - 1 && point && (byte === 0x30 || byte === 0x2e)) return false;
  }
  return first !== 0x2e;
}

const [POINT, MINUS, ZERO, NINE, SMALL_E] = [0x2e, 0x2d, 0x30, 0x39, 0x65];
const MOST_DIGITS = 20;

/**
 * Whether it is a number that may have more digits than it needs: Excel has 0.10000000000000001 for 0.1, and 1.5E-5. Not
 * one that is zero, or so large that it would be written with an exponent.
 */
export function isLong({ bytes, length }: TextBytes): boolean {
  let at = bytes[0] === MINUS ? 1 : 0;
  let digits = 0;
  let point = false;
  let zero = true;
  for (; at < length; at++) {
    const byte = bytes[at] ?? 0;
    if (byte >= ZERO && byte <= NINE) {
      digits++;
      if (byte !== ZERO) zero = false;
    } else if (byte === POINT && !point && digits > 0) point = true;
    else break;
  }
  if (zero || digits > MOST_DIGITS || bytes[at - 1] === POINT) return false;
  if (at === length) return true;
  const exponent = digitsOf(bytes, at + 2, length);
  const small = ((bytes[at] ?? 0) | 32) === SMALL_E && bytes[at + 1] === MINUS;
  return small && length > at + 2 && exponent >= 0 && exponent < 100;
}

export function isTrue(text: string | undefined): boolean {
  return text === '1' || text === 'true';
}

export function attributesOf(bytes: Buffer, start: number, end: number): Record<string, string> {
  const found: Record<string, string> = {};
  eachAttribute(bytes, start, end, (_, name, nameEnd, value, valueEnd) => {
    found[bytes.toString('latin1', name, nameEnd)] = bytes.toString('latin1', value, valueEnd);
  });
  return found;
}
