import { createReadStream } from 'node:fs';
import type { ObjectStore } from '../../objects/object-store.ts';
import { OutsideError } from '../../operations/ports.ts';
import { ArchiveFailure } from '../failure.ts';
import type { Destination } from './destination.ts';

const PIECE = 1024 ** 2;

/** Uploads into a bucket; what is there of the same content is not sent again. */
export function createBucket(
  store: ObjectStore,
  { prefix, signal }: { readonly prefix: string; readonly signal: AbortSignal },
): Destination {
  const begin = [...prefix.split('/').filter(Boolean), ''].join('/');
  return {
    async upload({ name, path, bytes, sha256 }, progress) {
      const key = `${begin}${name}`;
      try {
        const there = await store.head(key);
        if (there?.bytes === bytes && there.sha256 === sha256) return 'already there';
        await store.write(key, pieces(path, progress), { sha256 });
        return 'uploaded';
      } catch (cause) {
        signal.throwIfAborted();
        if (!(cause instanceof OutsideError)) throw cause;
        const passing = cause.outcome === 'retry' || cause.outcome === 'ambiguous';
        throw new ArchiveFailure('upload', cause.message, { cause, passing });
      }
    },
  };

  async function* pieces(path: string, progress: (bytes: number) => void) {
    let sent = 0;
    for await (const piece of createReadStream(path, { highWaterMark: PIECE })) {
      signal.throwIfAborted();
      yield piece;
      sent += piece.length;
      progress(sent);
    }
  }
}
