import { createHash } from 'node:crypto';
import { statSync } from 'node:fs';
import { buffer } from 'node:stream/consumers';
import type { Config, Secrets } from '../config/config.ts';
import type { ObjectStore } from '../objects/object-store.ts';
import { openOwnStore } from '../objects/own-store.ts';
import { type Clock, OutsideError, type Random } from '../operations/ports.ts';
import { type Check, type Finding, fail, ok, warn } from './check.ts';

/** Where the bot keeps files of its own: one is written, read back and removed, as the bot would. */
export function objectChecks(needs: {
  readonly config: Config;
  readonly secrets: Secrets;
  readonly clock: Clock;
  readonly random: Random;
}): readonly Check[] {
  const { config, random } = needs;
  const { objects, dataDir } = config;
  return [
    {
      name: 'files',
      async run() {
        if (objects.kind === 'folder') {
          const found = statSync(dataDir, { throwIfNoEntry: false });
          if (found === undefined) return ok(`in ${dataDir}; the first start makes it`);
          // What this user makes in it the bot could not write to.
          if (process.getuid !== undefined && process.getuid() !== found.uid)
            return warn('not looked at', 'Run doctor as the user of the bot.');
        }
        try {
          return await roundTrip(openOwnStore(needs), random);
        } catch (error) {
          if (!(error instanceof OutsideError)) throw error;
          return fail(error.message, remedy(config));
        }
      },
    },
  ];

  async function roundTrip(store: ObjectStore, { id, secret }: Random): Promise<Finding> {
    const key = `doctor/${id()}`;
    const content = Buffer.from(secret());
    const sha256 = createHash('sha256').update(content).digest('hex');
    try {
      await store.write(key, content, { sha256 });
      const found = await store.read(key);
      if (found === undefined || !(await buffer(found)).equals(content))
        return fail('what was written is not what is read back', remedy(config));
    } finally {
      await store.remove([{ key }]);
    }
    if ((await store.head(key)) !== undefined)
      return fail('what was written can’t be removed', remedy(config));
    const place = objects.kind === 'folder' ? `${dataDir}/objects` : objects.bucket;
    return ok(`${place}: one was written, read back and removed`);
  }
}

function remedy({ objects, dataDir }: Config): string {
  return objects.kind === 'folder'
    ? `Make room in ${dataDir}/objects, and give it to the user of the bot. See docs/operate/files.md`
    : `Check ${objects.endpoint}, OBJECTS_ACCESS_KEY and OBJECTS_SECRET_KEY, and what they may do. See docs/operate/files.md`;
}
