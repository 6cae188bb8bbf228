import { createHash } from 'node:crypto';
import type { MoverStore, Place } from './ports.ts';

/** Where content is read from, and as which it has to be there still. */
export interface Holding {
  readonly store: MoverStore;
  readonly place: Place;
  readonly etag: string;
}

/** The SHA-256 of what is there, in hexadecimal; undefined where it is something else by now. */
export async function digestOf(
  { store, place, etag }: Holding,
  signal: AbortSignal,
): Promise<string | undefined> {
  const content = await store.read(place, etag, signal);
  if (content === undefined) return undefined;
  const hash = createHash('sha256');
  for await (const piece of content) hash.update(piece);
  return hash.digest('hex');
}

/** The SHA-256 that both have; undefined where they differ, or one has gone. */
export async function sameContent(
  one: Holding,
  other: Holding,
  signal: AbortSignal,
): Promise<string | undefined> {
  const first = await digestOf(one, signal);
  return first !== undefined && first === (await digestOf(other, signal)) ? first : undefined;
}
