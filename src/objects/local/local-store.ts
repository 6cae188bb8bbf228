import { constants } from 'node:fs';
import { open, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { z } from 'zod';
import { type Clock, OutsideError, type Random } from '../../operations/ports.ts';
import { inPages, listingOf } from '../listing.ts';
import { checkKey } from '../object-key.ts';
import type {
  ByteRange,
  Content,
  ObjectStore,
  StoredObject,
  Target,
  UnfinishedUpload,
  WriteOptions,
} from '../object-store.ts';
import type { SignedLinks } from '../signed-link.ts';
import { etagOf, localFiles } from './files.ts';
import { inWords, unlessAbsent, walk } from './folder.ts';
import { createLocalWrites } from './write.ts';

export interface LocalNeeds {
  readonly system: string; // as people say it: `The store of exports`
  readonly folder: string; // used by this store alone
  readonly links: Pick<SignedLinks, 'link'>;
  readonly clock: Pick<Clock, 'now'>;
  readonly random: Pick<Random, 'id'>;
}

const draft = z.object({ key: z.string() });

/** A folder of this machine. It keeps no earlier versions. */
export function createLocalStore(needs: LocalNeeds): ObjectStore {
  const { system } = needs;
  const files = localFiles(system, needs.folder);
  const put = createLocalWrites({ ...needs, files });

  async function* stored(prefix: string): AsyncGenerator<StoredObject> {
    for await (const key of walk(files.objects, prefix)) {
      const stats = await files.statsOf(join(files.objects, key));
      if (stats === undefined) continue; // removed meanwhile
      yield { key, bytes: Number(stats.size), etag: etagOf(stats), modifiedAt: stats.mtime };
    }
  }

  async function* versions(prefix: string) {
    for await (const { key, etag, bytes } of stored(prefix)) {
      yield { key, version: etag, etag, bytes, latest: true, removed: false };
    }
  }

  async function* unfinished(prefix: string): AsyncGenerator<UnfinishedUpload> {
    for (const name of (await readdir(files.unfinished).catch(unlessAbsent)) ?? []) {
      if (!name.endsWith('.json')) continue;
      const path = join(files.unfinished, name);
      const [stats, text] = [await files.statsOf(path), await readFile(path).catch(unlessAbsent)];
      if (stats === undefined || text === undefined) continue; // finished meanwhile
      const key = keyIn(text.toString());
      const uploadId = name.slice(0, -'.json'.length);
      if (key.startsWith(prefix)) yield { key, uploadId, startedAt: stats.mtime };
    }
  }

  const facts = async (key: string) => {
    checkKey(system, key);
    return files.facts(key);
  };

  async function read(key: string, range: ByteRange = { from: 0 }): Promise<Readable | undefined> {
    if ((await facts(key)) === undefined) return undefined;
    const { from, to = Number.POSITIVE_INFINITY } = range;
    if (to <= from) return Readable.from([]);
    const noFollow = constants.O_NOFOLLOW ?? 0; // Windows has none
    const path = await files.fileOf(key);
    const file = await open(path, constants.O_RDONLY | noFollow).catch(unlessAbsent);
    return file?.createReadStream({ start: from, end: to - 1 });
  }

  async function write(key: string, content: Content, options: WriteOptions = {}) {
    const written = await put({ ...options, key, content, onlyIfAbsent: false });
    if (written === 'already there') throw new Error('Refused by a condition that was not set.');
    return written;
  }

  return {
    list: (prefix) => listingOf(() => inPages(stored(prefix))),
    listVersions: (prefix) => listingOf(() => inPages(versions(prefix))),
    listUnfinished: (prefix) => listingOf(() => inPages(unfinished(prefix))),
    head: facts,

    read,

    write,
    add: (key, content, options = {}) => put({ ...options, key, content, onlyIfAbsent: true }),

    async remove(targets) {
      const failed: (Target & { readonly why: string })[] = [];
      let removed = 0;
      for await (const target of targets) {
        try {
          checkKey(system, target.key);
          await files.remove(target.key, target.version);
          removed += 1;
        } catch (cause) {
          const fault = inWords(system, cause);
          if (!(fault instanceof OutsideError)) throw fault;
          failed.push({ ...target, why: fault.message });
        }
      }
      return { removed, failed };
    },

    async abandon({ uploadId }) {
      if (!/^[a-z\d]+$/.test(uploadId)) return;
      await rm(join(files.unfinished, uploadId), { force: true });
      await rm(join(files.unfinished, `${uploadId}.json`), { force: true });
    },

    async copy(from, to) {
      checkKey(system, to);
      const source = await facts(from);
      const content = source && (await read(from));
      if (content === undefined) throw new OutsideError(system, 'gone', `${from} is not there.`);
      try {
        await write(to, content, source);
      } finally {
        content.destroy(); // also where it was never begun
      }
    },

    link: async (key, options) => {
      checkKey(system, key);
      return needs.links.link(key, options);
    },
  };
}

/** Empty where a crash cut the note short: the sweep of everything still finds it. */
function keyIn(text: string): string {
  try {
    return draft.parse(JSON.parse(text)).key;
  } catch {
    return '';
  }
}
