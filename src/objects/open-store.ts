import type { Clock, Random } from '../operations/ports.ts';
import { createLocalStore } from './local/local-store.ts';
import type { ObjectStore } from './object-store.ts';
import type { Bucket } from './s3/connection.ts';
import { createS3Store } from './s3/s3-store.ts';
import type { SignedLinks } from './signed-link.ts';

/** Where objects are kept: the settings say which. */
export type ObjectPlace = Folder | ({ readonly kind: 's3' } & Bucket);

export interface Folder {
  readonly kind: 'folder';
  readonly system: string; // as people say it: `The store of exports`
  readonly folder: string;
  readonly links: Pick<SignedLinks, 'link'>;
}

export function openObjectStore(
  place: ObjectPlace,
  needs: { readonly clock: Pick<Clock, 'now'>; readonly random: Pick<Random, 'id'> },
): ObjectStore {
  switch (place.kind) {
    case 's3':
      return createS3Store({ ...place, ...needs });
    case 'folder':
      return createLocalStore({ ...place, ...needs });
  }
}
