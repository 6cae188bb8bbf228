import { atOnce } from './at-once.ts';
import type { Glance, MoverStore } from './ports.ts';

/** A listing costs a store as much as so many looks. */
const WORTH_A_LISTING = 20;

/**
 * What is there under each of these keys, seen after this was called: by one listing where there are many; one by one
 * what it does not tell.
 */
export async function lookTogether(
  store: Pick<MoverStore, 'look' | 'listed'>,
  bucket: string,
  keys: readonly string[],
  lanes: number,
): Promise<ReadonlyMap<string, Glance | 'hidden' | undefined>> {
  const found = new Map<string, Glance | 'hidden' | undefined>(
    keys.length < WORTH_A_LISTING ? [] : await store.listed(bucket, keys),
  );
  const untold = keys.filter((key) => !found.has(key));
  await atOnce(lanes, untold, async (key) => {
    found.set(key, await store.look({ bucket, key }));
  });
  return found;
}
