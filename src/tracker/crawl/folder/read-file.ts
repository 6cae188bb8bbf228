import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import type { FileKind } from '../../dataset/metadata-file.ts';
import { factsOf, isEnough, MOST_BYTES } from '../../metadata/facts.ts';
import type { Read } from '../place.ts';
import { factsOfFile } from './list-folder.ts';
import { inTheWay } from './look.ts';

const PIECE = 64 * 1024;
/** Kept from one file to the next: most fit into it. */
let room = Buffer.allocUnsafe(PIECE);

/** Never through a link, and never waiting for the other end of a pipe that came in the place of a file. */
export const HOW = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;

export function readMetadata(file: { readonly path: string; readonly kind: FileKind }): Read {
  const { path, kind } = file;
  let open: number | undefined;
  try {
    open = openSync(path, HOW);
    const stats = fstatSync(open);
    if (!stats.isFile()) return { what: 'obstacle', why: 'no file', path };
    const { facts, notes } = factsOf(kind, beginningOf(open, kind));
    return { what: 'reading', path, ...factsOfFile(stats), facts, notes: [...notes] };
  } catch (error) {
    return inTheWay(error, path);
  } finally {
    if (open !== undefined) closeSync(open);
  }
}

/** Good until the next file is read. */
function beginningOf(open: number, kind: FileKind): Buffer {
  let at = 0;
  for (;;) {
    if (at === room.length) room = Buffer.concat([room], Math.min(2 * room.length, MOST_BYTES));
    const got = readSync(open, room, at, room.length - at, null);
    at += got;
    const beginning = room.subarray(0, at);
    if (got === 0 || isEnough(kind, beginning)) return beginning;
  }
}
