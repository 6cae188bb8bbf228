import { type Dirent, lstatSync, readdirSync, realpathSync, type Stats } from 'node:fs';
import { join } from 'node:path';
import { accessionOfEntry } from '../../dataset/accession.ts';
import { curatorIn, metadataFile } from '../../dataset/metadata-file.ts';
import { held } from '../held.ts';
import type { Found, FoundFile } from '../place.ts';
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

/** What was found in an entry of a place. */
interface Content {
  readonly files: { readonly accession: string; readonly file: FoundFile }[]; // accession: as its name says
  readonly curators: string[];
  readonly obstacles: Obstacle[];
}
type Obstacle = Extract<Found, { what: 'obstacle' }>;

function* listEntry(root: string, entry: Dirent): Generator<Found> {
  const { name } = entry;
  const path = join(root, name);
  if (name.includes(REPLACEMENT)) {
    yield { what: 'obstacle', why: 'odd name', path };
    return;
  }
  const content: Content = { files: [], curators: [], obstacles: [] };
  const accession = accessionOfEntry(name);
  const matters = accession !== undefined || metadataFile(name) !== undefined;
  if (entry.isDirectory()) listInside(root, name, path, content);
  else if (entry.isSymbolicLink()) {
    const led = follow(root, path);
    if ('stats' in led && led.stats.isDirectory()) listInside(root, name, led.path, content);
    else if (matters) fileLedTo(led, name, content);
  } else if (matters) statAt(root, name, path, content);
  yield* content.obstacles;
  yield* holdingsIn(accession, content);
}

/** `name`: as the folder is called in its source. */
function listInside(root: string, name: string, folder: string, content: Content): void {
  try {
    for (const inside of readdirSync(folder)) {
      const curator = curatorIn(name, inside);
      if (curator !== undefined) content.curators.push(curator);
      if (metadataFile(inside) !== undefined) statAt(root, inside, join(folder, inside), content);
      else if (inside.includes(REPLACEMENT))
        content.obstacles.push({ what: 'obstacle', why: 'odd name', path: join(folder, inside) });
    }
  } catch (error) {
    content.obstacles.push(inTheWay(error, folder));
  }
}

function statAt(root: string, name: string, path: string, content: Content): void {
  try {
    const stats = lstatSync(path);
    if (stats.isSymbolicLink()) fileLedTo(follow(root, path), name, content);
    else fileAt(name, path, stats, content);
  } catch (error) {
    content.obstacles.push(inTheWay(error, path));
  }
}

function fileLedTo(led: ReturnType<typeof follow>, name: string, content: Content): void {
  if ('stats' in led) fileAt(name, led.path, led.stats, content);
  else content.obstacles.push(led);
}

function fileAt(name: string, path: string, stats: Stats, content: Content): void {
  const known = metadataFile(name);
  if (!stats.isFile()) content.obstacles.push({ what: 'obstacle', why: 'no file', path });
  else if (known !== undefined) {
    const { accession, kind } = known;
    content.files.push({ accession, file: { kind, path, ...factsOfFile(stats) } });
  }
}

/** Of the entry’s own dataset, and of others whose files lie in it. */
function* holdingsIn(own: string | undefined, { files, curators }: Content): Generator<Found> {
  const byAccession = Map.groupBy(files, ({ accession }) => accession);
  if (own !== undefined && !byAccession.has(own)) byAccession.set(own, []);
  for (const [accession, mine] of byAccession) {
    const isDataset = accession === own;
    yield held(accession, {
      isDataset,
      curators: isDataset ? curators : [],
      files: mine.map(({ file }) => file),
    });
  }
}

/** The time of change nobody can set: it gives away who has written and put the other time back. */
export const factsOfFile = ({ size, mtimeMs, ctimeMs, ino }: Stats) => ({
  bytes: size,
  modified: mtimeMs,
  mark: `${ino} ${ctimeMs}`,
});
