import { mkdirSync, mkdtempSync, realpathSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { systemClock } from '../../src/config/system.ts';
import { type Crawl, crawl } from '../../src/tracker/crawl/crawl.ts';
import { fetchFile } from '../../src/tracker/crawl/folder/fetch-file.ts';
import { listFolder } from '../../src/tracker/crawl/folder/list-folder.ts';
import { readMetadata } from '../../src/tracker/crawl/folder/read-file.ts';
import type { Known, Memo } from '../../src/tracker/crawl/memo.ts';
import type { Place } from '../../src/tracker/crawl/place.ts';
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

const NOTHING: Memo = { listings: new Map(), readings: new Map() };

const knownBy = ({ listings, readings }: Memo): Known => ({
  listing: async (location) => listings.get(location),
  readings,
});

export function run(
  config: object,
  memo: Memo = NOTHING,
  open: (source: Source) => Place = ({ location }) => here(location),
): Promise<Crawl> {
  const signal = new AbortController().signal;
  return crawl(sourcesOf(config), knownBy(memo), { open, clock: systemClock, signal });
}

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
