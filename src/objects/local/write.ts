import { link, open, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Clock, Random } from '../../operations/ports.ts';
import { dismiss, meter } from '../content.ts';
import { checkKey, checkMetadata } from '../object-key.ts';
import type { Content, WriteOptions, Written } from '../object-store.ts';
import { etagOf, type LocalFiles } from './files.ts';
import { codeOf, inFolder, inWords, makeFolder, unlessAbsent } from './folder.ts';

export interface LocalWrite extends WriteOptions {
  readonly key: string;
  readonly content: Content;
  readonly onlyIfAbsent: boolean;
}

/** Puts content under a key: whole, on the disk, and only then under its name. */
export function createLocalWrites(needs: {
  readonly system: string;
  readonly files: LocalFiles;
  readonly clock: Pick<Clock, 'now'>;
  readonly random: Pick<Random, 'id'>;
}): (what: LocalWrite) => Promise<Written | 'already there'> {
  const { system, files, clock } = needs;
  const disk = <T>(work: Promise<T>): Promise<T> =>
    work.catch((cause: unknown) => {
      throw inWords(system, cause);
    });
  let latest = 0; // microseconds

  /** A moment that no other file has: many are written within one tick of a disk’s clock. */
  function ownMoment(): number {
    latest = Math.max(latest + 1, clock.now().getTime() * 1000);
    return latest / 1_000_000;
  }

  async function fill(draft: string, pieces: AsyncIterable<Uint8Array>): Promise<string> {
    const file = await disk(open(draft, 'wx', 0o600));
    try {
      for await (const piece of pieces) await disk(file.writeFile(piece)); // goes on where it was
      const moment = ownMoment();
      await disk(file.utimes(moment, moment));
      await disk(file.sync());
      return etagOf(await disk(file.stat({ bigint: true })));
    } finally {
      await file.close();
    }
  }

  /** False where something is already. */
  async function publish(draft: string, path: string, onlyIfAbsent: boolean): Promise<boolean> {
    try {
      await inFolder(dirname(path), () => (onlyIfAbsent ? link : rename)(draft, path));
      return true;
    } catch (error) {
      if (codeOf(error) === 'EEXIST' && (await files.statsOf(path)) !== undefined) return false;
      throw error;
    }
  }

  return async (what) => {
    const { key, content, onlyIfAbsent, contentType, metadata = {} } = what;
    checkKey(system, key);
    checkMetadata(system, what);
    const path = await disk(files.fileOf(key));
    const before = await disk(files.statsOf(path));
    if (onlyIfAbsent && before !== undefined) {
      dismiss(content);
      return 'already there';
    }
    const draft = join(files.unfinished, needs.random.id());
    const metered = meter(system, content, what.sha256);
    try {
      await disk(makeFolder(files.unfinished));
      await disk(writeFile(`${draft}.json`, JSON.stringify({ key }), { mode: 0o600, flag: 'wx' }));
      const etag = await fill(draft, metered.pieces);
      const { bytes, sha256 } = metered.sum();
      // Before the content, and for this content alone: whichever is there, what is noted of it is true.
      await disk(
        files.note(key, etag, {
          contentType: contentType ?? 'application/octet-stream',
          metadata,
          sha256,
        }),
      );
      const done = await disk(publish(draft, path, onlyIfAbsent));
      if (!done) await disk(files.forget(key, etag));
      else if (before !== undefined) await disk(files.forget(key, etagOf(before)));
      return done ? { bytes, sha256, etag } : 'already there';
    } finally {
      // Where its folder is a file, that is what is told, and not this.
      await rm(draft, { force: true }).catch(unlessAbsent);
      await rm(`${draft}.json`, { force: true }).catch(unlessAbsent);
    }
  };
}
