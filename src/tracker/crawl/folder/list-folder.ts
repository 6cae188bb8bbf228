import { type Dirent, lstatSync, readdirSync, realpathSync, type Stats } from 'node:fs';
import { join } from 'node:path';
import { accessionOfEntry } from '../../dataset/accession.ts';
import { curatorIn, metadataFile } from '../../dataset/metadata-file.ts';
import type { Found } from '../place.ts';
import { follow, inTheWay } from './look.ts';

/** Stands in a name for bytes that are not UTF-8: nothing can be opened under it. */
const REPLACEMENT = '\ufffd';

/**
 * What lies in a folder and in its folders; deeper it is not looked, so no loop has an end to be found. It waits for
 * the file system, and where that is a dead mount it waits for ever: it belongs in a process of its own.
 */
export function* listFolder(folder: string): Generator<Found> {
  let root: string;
  let entries: Dirent[];
  try {
    root = realpathSync.native(folder);
    entries = readdirSync(root, { withFileTypes: true });
  } catch (error) {
    const { path: _, ...obstacle } = inTheWay(error, folder);
    yield { ...obstacle, ...(obstacle.why === 'vanished' ? { why: 'absent' } : {}) };
    return;
  }
  for (const entry of entries) yield* listEntry(root, entry);
}

function* listEntry(root: string, entry: Dirent): Generator<Found> {
  const { name } = entry;
  const path = join(root, name);
  if (name.includes(REPLACEMENT)) {
    yield { what: 'obstacle', why: 'odd name', path };
    return;
  }
  const accession = accessionOfEntry(name);
  if (accession !== undefined) yield { what: 'dataset', accession };
  const matters = accession !== undefined || metadataFile(name) !== undefined;
  if (entry.isDirectory()) yield* listInside(root, name, path);
  else if (entry.isSymbolicLink()) {
    const led = follow(root, path);
    if ('stats' in led && led.stats.isDirectory()) yield* listInside(root, name, led.path);
    else if (matters) yield* 'stats' in led ? fileAt(name, led.path, led.stats) : [led];
  } else if (matters) yield* statAt(root, name, path);
}

/** `name`: as the folder is called in its source. */
function* listInside(root: string, name: string, folder: string): Generator<Found> {
  let names: string[];
  try {
    names = readdirSync(folder);
  } catch (error) {
    yield inTheWay(error, folder);
    return;
  }
  for (const inside of names) {
    const curator = curatorIn(name, inside);
    if (curator !== undefined) yield { what: 'curator', accession: name, name: curator };
    if (metadataFile(inside) !== undefined) yield* statAt(root, inside, join(folder, inside));
    else if (inside.includes(REPLACEMENT))
      yield { what: 'obstacle', why: 'odd name', path: join(folder, inside) };
  }
}

function* statAt(root: string, name: string, path: string): Generator<Found> {
  try {
    const stats = lstatSync(path);
    if (!stats.isSymbolicLink()) yield* fileAt(name, path, stats);
    else {
      const led = follow(root, path);
      yield* 'stats' in led ? fileAt(name, led.path, led.stats) : [led];
    }
  } catch (error) {
    yield inTheWay(error, path);
  }
}

function* fileAt(name: string, path: string, stats: Stats): Generator<Found> {
  const known = metadataFile(name);
  if (stats.isFile()) {
    if (known !== undefined) yield { what: 'file', ...known, path, ...factsOfFile(stats) };
  } else yield { what: 'obstacle', why: 'no file', path };
}

export const factsOfFile = ({ size, mtimeMs, ino }: Stats) => ({
  bytes: size,
  modified: mtimeMs,
  mark: String(ino),
});
