import { join } from 'node:path';
import type { Config, Secrets } from '../config/config.ts';
import type { Clock, Random } from '../operations/ports.ts';
import type { ObjectStore } from './object-store.ts';
import { openObjectStore } from './open-store.ts';
import type { SignedLinks } from './signed-link.ts';
import { within } from './within.ts';

const NO_LINKS: Pick<SignedLinks, 'link'> = {
  link() {
    throw new Error('This folder was opened without the keys of its links.');
  },
};

/** Where the bot keeps files of its own: a bucket, or the folder `objects` beside its database. */
export function openOwnStore(
  needs: {
    readonly config: Pick<Config, 'dataDir' | 'objects'>;
    readonly secrets: Pick<Secrets, 'objectsAccessKey' | 'objectsSecretKey'>;
    readonly clock: Pick<Clock, 'now'>;
    readonly random: Pick<Random, 'id'>;
  },
  links: Pick<SignedLinks, 'link'> = NO_LINKS,
): ObjectStore {
  const { objects, dataDir } = needs.config;
  if (objects.kind === 'folder') {
    const folder = join(dataDir, 'objects');
    return openObjectStore({ kind: 'folder', system: 'The folder of files', folder, links }, needs);
  }
  const { prefix, ...bucket } = objects;
  const { objectsAccessKey: accessKey = '', objectsSecretKey: secretKey = '' } = needs.secrets;
  const place = { system: 'The bucket of files', ...bucket, accessKey, secretKey };
  const store = openObjectStore(place, needs);
  return prefix === undefined ? store : within(store, prefix);
}
