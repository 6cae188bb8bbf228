import { createHash } from 'node:crypto';

/** Bytes that look like nothing and are the same each time. */
export function someBytes(length: number, seed = 1): Buffer {
  const bytes = Buffer.allocUnsafe(length);
  let state = seed;
  for (let at = 0; at < length; at += 4) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    for (let n = 0; n < 4 && at + n < length; n += 1) bytes[at + n] = (state >>> (8 * n)) & 255;
  }
  return bytes;
}

export function sha256Of(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** In pieces of an odd size, as they come from a file or a socket. */
export async function* inPieces(bytes: Uint8Array, size = 65_521): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

/** Breaks off after so many bytes. */
export async function* breaking(bytes: Uint8Array, after: number): AsyncGenerator<Uint8Array> {
  yield* inPieces(bytes.subarray(0, after));
  throw new Error('The disk was pulled out.');
}

export async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const item of items) found.push(item);
  return found;
}
