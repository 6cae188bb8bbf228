import { type MoverStores, openStores } from '../buckets/mover/store/open-stores.ts';
import type { BucketsConfig } from '../config/buckets.ts';
import { targetKeysIn } from '../config/target-keys.ts';

/** What opens the store. */
export interface StoreKeys {
  readonly accessKey: string;
  readonly secretKey: string;
}

/** The hub and the targets, as what is moved sees them; undefined where nothing is reached from here. */
export function openBucketStores(
  { store, mover }: Pick<BucketsConfig, 'store' | 'mover'>,
  keys: StoreKeys | undefined,
  targetKeys: string | undefined,
): MoverStores | undefined {
  if (store === undefined || keys === undefined) return undefined;
  return openStores({
    hub: { ...store, ...keys },
    elsewhere: mover?.elsewhere ?? [],
    keys: targetKeysIn(targetKeys ?? ''),
  });
}
