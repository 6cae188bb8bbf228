import type { Config, Secrets } from '../config/config.ts';
import { StartError } from '../config/start-error.ts';
import { createDownloads } from '../objects/local/downloads.ts';
import { linkKeysIn } from '../objects/local/link-keys.ts';
import type { Downloads, ObjectStore } from '../objects/object-store.ts';
import { openOwnStore } from '../objects/own-store.ts';
import { createSignedLinks, type LinkKeys } from '../objects/signed-link.ts';
import { type Clock, OutsideError, type Random } from '../operations/ports.ts';

/** The bot's own files. A folder has no server of its own: the bot serves what its links lead to. */
export interface Objects {
  readonly store: ObjectStore;
  readonly downloads: Downloads | undefined;
}

interface Needs {
  readonly config: Config;
  readonly secrets: Secrets;
  readonly clock: Clock;
  readonly random: Random;
  readonly port: number; // that the bot listens at
}

/** @throws {StartError} when the keys of the links can't be used. */
export function openObjects(needs: Needs): Objects {
  const { config, clock, port } = needs;
  if (config.objects.kind === 's3') return { store: openOwnStore(needs), downloads: undefined };
  const { address = `http://localhost:${port}` } = config.objects;
  const links = createSignedLinks({ address: `${address}/objects`, keys: keysIn(needs), clock });
  const store = openOwnStore(needs, links);
  return { store, downloads: createDownloads({ store, links }) };
}

function keysIn({ config, random }: Needs): LinkKeys {
  try {
    return linkKeysIn(config.dataDir, random);
  } catch (error) {
    throw error instanceof OutsideError ? new StartError(error.message, { cause: error }) : error;
  }
}
