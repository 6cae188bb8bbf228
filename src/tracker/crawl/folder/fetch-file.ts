import { closeSync, fstatSync, openSync, readSync, realpathSync } from 'node:fs';
import { metadataFile } from '../../dataset/metadata-file.ts';
import type { Fetched } from '../place.ts';
import { follow, inTheWay } from './look.ts';
import { HOW } from './read-file.ts';

const PIECE = 48 * 1024;

/** A file of metadata that lies in this folder, as it is, from its beginning: to its end, or to so many bytes. */
export function* fetchFile(folder: string, path: string, most: number): Generator<Fetched> {
  let open: number | undefined;
  try {
    const led = follow(realpathSync.native(folder), path);
    if ('what' in led) return yield led;
    const isMetadata = metadataFile(led.path.split('/').at(-1) ?? '') !== undefined;
    if (!isMetadata) return yield { what: 'obstacle', why: 'no file', path };
    open = openSync(led.path, HOW);
    if (!fstatSync(open).isFile()) return yield { what: 'obstacle', why: 'no file', path };
    const room = Buffer.allocUnsafe(PIECE);
    for (let sent = 0; sent < most; ) {
      const got = readSync(open, room, 0, Math.min(PIECE, most - sent), null);
      if (got === 0) return;
      yield { what: 'piece', content: room.toString('base64', 0, got) };
      sent += got;
    }
  } catch (error) {
    yield inTheWay(error, path);
  } finally {
    if (open !== undefined) closeSync(open);
  }
}
