import type { BigIntStats } from 'node:fs';
import { lstat, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { z } from 'zod';
import { OutsideError } from '../../operations/ports.ts';
import type { ObjectFacts } from '../object-store.ts';
import { inFolder, prune, syncFolder, unlessAbsent } from './folder.ts';

/**
 * Where the parts of a local store lie below its folder:
 *
 *     objects/<key>               the content, as plain files that other programs can read
 *     about/<key>/<etag>.json     what else is known of exactly this content
 *     unfinished/<id>, <id>.json  content on its way, and which key it is for
 */
export interface LocalFiles {
  readonly objects: string;
  readonly unfinished: string;
  /**
   * The file of a key that was checked.
   * @throws {OutsideError} where a symbolic link is in the way: it may lead anywhere.
   */
  fileOf(key: string): Promise<string>;
  /** Undefined when there is no such file. */
  statsOf(path: string): Promise<BigIntStats | undefined>;
  facts(key: string): Promise<ObjectFacts | undefined>;
  note(key: string, etag: string, about: About): Promise<void>;
  forget(key: string, etag: string): Promise<void>;
  /** The content and what is known of it; a version that is not there now is gone already. */
  remove(key: string, version?: string): Promise<void>;
}

const about = z.object({
  contentType: z.string(),
  metadata: z.record(z.string(), z.string()),
  sha256: z.string(),
});
type About = z.infer<typeof about>;

export function localFiles(system: string, folder: string): LocalFiles {
  const root = resolve(folder);
  const objects = join(root, 'objects');
  const notes = join(root, 'about');
  const noteOf = (key: string, etag: string): string =>
    join(notes, ...key.split('/'), `${etag}.json`);

  async function statsOf(path: string): Promise<BigIntStats | undefined> {
    const stats = await lstat(path, { bigint: true }).catch(unlessAbsent);
    return stats?.isFile() === true ? stats : undefined;
  }

  async function fileOf(key: string): Promise<string> {
    let path = objects;
    for (const name of key.split('/')) {
      path = join(path, name);
      const found = await lstat(path).catch(unlessAbsent);
      if (found?.isSymbolicLink() === true)
        throw new OutsideError(system, 'refused', `${key} leads through a symbolic link.`);
    }
    return path;
  }

  async function readNote(key: string, etag: string): Promise<About | undefined> {
    const text = await readFile(noteOf(key, etag), 'utf8').catch(unlessAbsent);
    return text === undefined ? undefined : about.parse(JSON.parse(text));
  }

  async function forget(key: string, etag: string): Promise<void> {
    const note = noteOf(key, etag);
    await rm(note, { force: true });
    await prune(notes, dirname(note));
  }

  return {
    objects,
    unfinished: join(root, 'unfinished'),
    fileOf,
    statsOf,
    forget,
    async facts(key) {
      const stats = await statsOf(await fileOf(key));
      if (stats === undefined) return undefined;
      const etag = etagOf(stats);
      const known = await readNote(key, etag);
      return {
        key,
        bytes: Number(stats.size),
        etag,
        modifiedAt: stats.mtime,
        contentType: known?.contentType ?? 'application/octet-stream',
        metadata: known?.metadata ?? {},
        ...(known === undefined ? {} : { sha256: known.sha256 }),
      };
    },
    async note(key, etag, what) {
      const path = noteOf(key, etag);
      await inFolder(dirname(path), () =>
        writeFile(path, JSON.stringify(what), { mode: 0o600, flush: true }),
      );
    },
    async remove(key, version) {
      const path = await fileOf(key);
      const stats = await statsOf(path);
      if (stats === undefined || (version && version !== etagOf(stats))) return;
      await rm(path, { force: true });
      await syncFolder(dirname(path));
      await prune(objects, dirname(path));
      await forget(key, etagOf(stats));
    },
  };
}

/** No two files of a store are written at the same time (`write.ts`), so it stands for their content. */
export function etagOf({ mtimeNs, size }: BigIntStats): string {
  return `${mtimeNs.toString(36)}-${size.toString(36)}`;
}
