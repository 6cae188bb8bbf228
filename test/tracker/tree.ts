import { mkdirSync, mkdtempSync, realpathSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { systemClock } from '../../src/config/system.ts';
import { lookAt } from '../../src/tracker/crawl/crawl.ts';
import { fetchFile } from '../../src/tracker/crawl/folder/fetch-file.ts';
import { listFolder } from '../../src/tracker/crawl/folder/list-folder.ts';
import { readMetadata } from '../../src/tracker/crawl/folder/read-file.ts';
import { type Looking, listPlaces } from '../../src/tracker/crawl/list-places.ts';
import type { Known, Listing, Remembered } from '../../src/tracker/crawl/memo.ts';
import type { Place } from '../../src/tracker/crawl/place.ts';
import type { Trouble } from '../../src/tracker/crawl/trouble.ts';
import type { Dataset } from '../../src/tracker/dataset/dataset.ts';
import { datasetOf } from '../../src/tracker/history/datasets.ts';
import type { Source } from '../../src/tracker/sources/source.ts';
import { readSourcesConfig } from '../../src/tracker/sources/sources-config.ts';

/** Long ago, so that a file counts as settled. */
export const EARLIER = new Date('2026-03-02T09:00:00Z');

export const tsv = (...rows: readonly (readonly string[])[]): string =>
  rows.map((row) => `${row.join('\t')}\n`).join('');

/** A tree of files on the disk, gone when it is disposed of. */
export function aTree(files: Readonly<Record<string, string | Uint8Array>> = {}) {
  const path = realpathSync(mkdtempSync(join(tmpdir(), 'handoff-tracker-')));
  const put = (name: string, content: string | Uint8Array = '', modified = EARLIER): string => {
    const file = join(path, name);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content);
    utimesSync(file, modified, modified);
    return file;
  };
  for (const [name, content] of Object.entries(files)) put(name, content);
  return {
    path,
    put,
    at: (name: string) => join(path, name),
    [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }),
  };
}

/** The sources of a configuration that has no fault. */
function sourcesOf(config: object): readonly Source[] {
  const read = readSourcesConfig(JSON.stringify(config), 'sources_config.json');
  if (!read.ok) throw new Error(read.faults.join('\n'));
  return read.sources;
}

export const of = (...stage: readonly string[]) => ({ stage, tech: ['bulk'] });

/** What one crawl leaves to the next. */
interface Memo {
  readonly listings: ReadonlyMap<string, Listing>; // by location
  readonly readings: ReadonlyMap<string, Remembered>; // by path
}
const NOTHING: Memo = { listings: new Map(), readings: new Map() };

/** Looks at all datasets that there are; what was known is `memo`. */
export async function run(
  config: object,
  memo: Memo = NOTHING,
  open: (source: Source) => Place = ({ location }) => here(location),
) {
  const at = systemClock.now();
  const troubles: Trouble[] = [];
  const looking: Looking = {
    ...{ open, atOnce: 4, signal: new AbortController().signal },
    tell: (trouble) => void troubles.push(trouble),
  };
  const known: Known = {
    listing: async (location) => memo.listings.get(location),
    readings: async (paths) =>
      new Map(
        paths.flatMap((path) => {
          const reading = memo.readings.get(path);
          return reading === undefined ? [] : [[path, reading] as const];
        }),
      ),
  };
  const places = await listPlaces(sourcesOf(config), at, known, looking, async (place) => place);
  const all = new Set(places.flatMap(({ listing }) => [...(listing?.held.keys() ?? [])]));
  const datasets: Dataset[] = [];
  const readings = new Map<string, Remembered>();
  let filesRead = 0;
  for await (const seen of lookAt([...all].sort(), places, at, known, looking)) {
    datasets.push(...seen.seen.map((one) => datasetOf(one, seen.readings.all)));
    for (const [path, reading] of seen.readings.all) readings.set(path, reading);
    filesRead += seen.readings.fresh.size;
  }
  const listings = new Map(
    places.flatMap(({ source, listing }) =>
      listing === undefined ? [] : [[source.location, listing] as const],
    ),
  );
  return {
    at: at.toISOString(),
    datasets,
    troubles,
    filesRead,
    unread: places
      .filter(({ fresh }) => !fresh)
      .map(({ source, listing }) => ({ location: source.location, since: listing?.at })),
    memo: { listings, readings },
  };
}
export type Crawled = Awaited<ReturnType<typeof run>>;

/** A folder, looked at as a reader does, in this process: that is sooner done. */
export const here = (folder: string): Place => ({
  async *list() {
    yield [...listFolder(folder)];
  },
  async *read(files) {
    yield files.map(readMetadata);
  },
  async *fetch(path, most) {
    yield [...fetchFile(folder, path, most)];
  },
});
