import type { MoverStore } from '../ports.ts';
import { createS3Mover, type S3MoverNeeds } from './s3-store.ts';

type Place = Pick<S3MoverNeeds, 'endpoint' | 'region' | 'checksums' | 'accounts'>;
type Keys = Pick<S3MoverNeeds, 'accessKey' | 'secretKey'>;

export interface MoverStores {
  readonly hub: MoverStore;
  /** Whoever has the keys of a target: the hub’s own store, unless it lies elsewhere. */
  readonly of: (bucket: string) => MoverStore;
}

export function openStores(needs: {
  readonly hub: Place & Keys;
  readonly elsewhere: readonly (Place & { readonly bucket: string })[];
  readonly keys: ReadonlyMap<string, Keys>; // by bucket
}): MoverStores {
  const { endpoint, region, checksums, accounts, accessKey, secretKey } = needs.hub;
  const place = { endpoint, region, checksums, accounts, accessKey, secretKey };
  const hub = createS3Mover({ system: 'The store of buckets', ...place });
  const others = new Map(
    needs.elsewhere.flatMap(({ bucket, ...there }) => {
      const keys = needs.keys.get(bucket);
      const system = `The store of ${bucket}`;
      return keys === undefined ? [] : [[bucket, createS3Mover({ system, ...there, ...keys })]];
    }),
  );
  return { hub, of: (bucket) => others.get(bucket) ?? hub };
}
