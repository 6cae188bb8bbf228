import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
import type { DataFile } from '../../domain/data-export/file.ts';
import { seconds } from '../../domain/duration.ts';
import { type Clock, OutsideError } from '../../operations/ports.ts';
import { type FileAreas, storeOf } from '../files.ts';
import { noRoom } from './folders.ts';

const NEWS_EVERY = seconds(20);

export type Fetched =
  | { readonly ok: true; readonly bytes: number; readonly sha256: string }
  | { readonly ok: false; readonly says: string };

/** Copies a registered file to a path, and makes sure that it is the one that was registered. */
export async function fetchFile(
  areas: FileAreas,
  file: DataFile,
  path: string,
  { signal, news }: { readonly signal: AbortSignal; readonly news: News },
): Promise<Fetched> {
  const store = storeOf(areas, file);
  const facts = await store.head(file.key);
  if (facts === undefined) return { ok: false, says: 'It is not there any more.' };
  if (facts.etag !== file.etag) return { ok: false, says: CHANGED };
  const content = await store.read(file.key);
  if (content === undefined) return { ok: false, says: 'It is not there any more.' };
  const hash = createHash('sha256');
  let bytes = 0;
  const target = await open(path, 'wx', 0o600);
  try {
    for await (const piece of content) {
      signal.throwIfAborted();
      hash.update(piece);
      bytes += piece.length;
      await target.writeFile(piece);
      await news(bytes);
    }
  } catch (cause) {
    content.destroy();
    throw cause;
  } finally {
    await target.close();
  }
  const sha256 = hash.digest('hex');
  if (bytes !== file.bytes || (file.sha256 !== undefined && file.sha256 !== sha256)) {
    return { ok: false, says: CHANGED };
  }
  return { ok: true, bytes, sha256 };
}

/** That something moves, and how many bytes have come; told often, passed on now and then. */
export type News = (bytes: number) => Promise<void>;

export function newsAtTimes(clock: Pick<Clock, 'now'>, tell: News): News {
  let last = clock.now().getTime();
  return async (bytes) => {
    const now = clock.now().getTime();
    if (now - last < NEWS_EVERY) return;
    last = now;
    await tell(bytes);
  };
}

const CHANGED = 'It has changed since it was registered: register it again.';

/** A store that is down is nobody’s fault: the step waits, and no attempt is counted. One that is full is told of. */
export function isOutage(error: unknown): error is OutsideError {
  if (!(error instanceof OutsideError) || noRoom(error) !== undefined) return false;
  return error.outcome !== 'refused' && error.outcome !== 'gone';
}
