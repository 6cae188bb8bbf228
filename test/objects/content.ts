import { createHash } from 'node:crypto';

/** Chance that is the same each time, from 0 to below 1. */
export function seeded(seed: number): () => number {
  let state = Math.imul(seed + 1, 2654435761) >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

/** Bytes that look like nothing and are the same each time. */
export function someBytes(length: number, seed = 1): Buffer {
  const chance = seeded(seed);
  const block = Buffer.from(Array.from({ length: 4099 }, () => chance() * 256));
  return Buffer.alloc(length, block);
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
