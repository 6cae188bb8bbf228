import { OutsideError } from '../operations/ports.ts';
import type { WriteOptions } from './object-store.ts';

const LONGEST_KEY = 1024; // bytes, as S3 has it
const LONGEST_NAME = 255; // bytes, as file systems have it

/**
 * A key that every store takes alike, so that one can stand in for the other, and that no path leads out of.
 * @throws {OutsideError} `refused` for any other.
 */
export function checkKey(system: string, key: string): void {
  const fault = faultIn(key);
  if (fault === undefined) return;
  throw new OutsideError(system, 'refused', `“${key.slice(0, 120)}” can’t be a key: ${fault}.`);
}

function faultIn(key: string): string | undefined {
  if (key === '') return 'it is empty';
  if (!key.isWellFormed()) return 'it is no whole text';
  if (/[\p{Cc}\\]/u.test(key)) return 'it has a control character or a backslash';
  if (Buffer.byteLength(key) > LONGEST_KEY) return `it is longer than ${LONGEST_KEY} bytes`;
  const names = key.split('/');
  if (names.some((name) => name === '' || name === '.' || name === '..'))
    return 'a name between its slashes is empty, “.” or “..”';
  if (names.some((name) => Buffer.byteLength(name) > LONGEST_NAME))
    return `a name in it is longer than ${LONGEST_NAME} bytes`;
  return undefined;
}

/** Headers carry nothing else unharmed. */
export function checkMetadata(system: string, { metadata = {} }: WriteOptions): void {
  for (const [name, value] of Object.entries(metadata)) {
    if (/^[a-z\d][a-z\d_-]*$/.test(name) && /^[\x21-\x7e](?:[\x20-\x7e]*[\x21-\x7e])?$/.test(value))
      continue;
    throw new OutsideError(system, 'refused', `The note “${name}” can’t be kept with an object.`);
  }
}
