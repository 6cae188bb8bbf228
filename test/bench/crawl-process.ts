import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  appendFileSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { setInterval } from 'node:timers/promises';
import { systemClock } from '../../src/config/system.ts';
import { crawl } from '../../src/tracker/crawl/crawl.ts';
import { openFolder } from '../../src/tracker/crawl/folder/folder.ts';
import { type Memo, NOTHING } from '../../src/tracker/crawl/memo.ts';
import { snapshotOf } from '../../src/tracker/history/snapshot.ts';
import type { Source } from '../../src/tracker/sources/source.ts';
import { STAGES } from '../../src/tracker/state/stage.ts';

/** What one look at everything took. */
export interface Look {
  readonly seconds: number;
  readonly datasets: number;
  readonly filesRead: number;
  /** Resident, at most: of this process, and of it with its readers, what they share counted once. */
  readonly megabytes: number;
  readonly megabytesInAll: number;
}
export interface Looks {
  readonly find: number; // seconds, the best of three
  readonly findWithFacts: number; // and asks for size and time of each file
  readonly first: Look;
  readonly unchanged: Look;
  readonly changed: Look; // one dataset in a hundred
}

const FILES = 10; // of a dataset
const LONG_AGO = new Date('2026-03-02T09:00:00Z');
const REST = '\tOf no concern to anybody\n'.repeat(60);

/** A dataset in a folder of its own, an IDF and an SDRF among its files; a place for each stage. */
function generate(root: string, count: number): void {
  for (const stage of STAGES) mkdirSync(join(root, stage));
  for (let n = 0; n < count; n += 1) {
    const accession = `E-MTAB-${n}`;
    const folder = join(root, STAGES[n % STAGES.length] ?? '', accession);
    mkdirSync(folder);
    const write = (name: string, text: string) => {
      writeFileSync(join(folder, name), text);
      utimesSync(join(folder, name), LONG_AGO, LONG_AGO);
    };
    write(
      `${accession}.idf.txt`,
      `Investigation Title\tDataset ${n}\nComment[EACurator]\tana\nComment[SecondaryAccession]\tGSE${n}\nProtocol Description${REST}`,
    );
    write(
      `${accession}.sdrf.txt`,
      `Source Name\tCharacteristics[organism]\ns1\tMus musculus\n${REST}`,
    );
    for (let file = 2; file < FILES; file += 1) writeFileSync(join(folder, `run_${file}.gz`), '');
  }
}

async function find(root: string, ...given: readonly string[]): Promise<number> {
  const took: number[] = [];
  for (let round = 0; round < 3; round += 1) {
    const begun = performance.now();
    const child = spawn('find', [root, ...given], { stdio: ['ignore', 'ignore', 'inherit'] });
    const [code] = await once(child, 'close');
    if (code !== 0) throw new Error(`find ended with ${code}.`);
    took.push((performance.now() - begun) / 1000);
  }
  return Math.min(...took);
}

async function look(sources: readonly Source[], memo: Memo): Promise<{ look: Look; memo: Memo }> {
  const ending = new AbortController();
  const watched = watchMemory(ending.signal);
  const begun = performance.now();
  const crawled = await crawl(sources, memo, {
    open: ({ location }) => openFolder(location),
    clock: systemClock,
    signal: ending.signal,
  });
  const { datasets, troubles } = snapshotOf(crawled);
  const seconds = (performance.now() - begun) / 1000;
  ending.abort();
  if (troubles.length > 0) throw new Error(`${troubles.length} troubles, ${troubles[0]?.why}`);
  const { filesRead } = crawled;
  const facts = { seconds, datasets: datasets.length, filesRead, ...(await watched) };
  return { look: facts, memo: crawled.memo };
}

async function watchMemory(signal: AbortSignal) {
  let [megabytes, megabytesInAll] = [0, 0];
  try {
    for await (const _ of setInterval(200, undefined, { signal })) {
      megabytes = Math.max(megabytes, process.memoryUsage.rss() / 1024 ** 2);
      const shares = [process.pid, ...children()].map(share);
      megabytesInAll = Math.max(
        megabytesInAll,
        shares.reduce((sum, one) => sum + one, 0),
      );
    }
  } catch {
    // That is how it ends.
  }
  return { megabytes, megabytesInAll };
}

function children(): readonly number[] {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return pids.map(Number).filter((pid) => {
    const parent = /\) \S (\d+)/.exec(contentOf(`/proc/${pid}/stat`))?.[1];
    return Number(parent) === process.pid;
  });
}

/** Megabytes of memory, where what is shared counts in parts. */
const share = (pid: number): number =>
  Number(/^Pss:\s+(\d+)/m.exec(contentOf(`/proc/${pid}/smaps_rollup`))?.[1] ?? 0) / 1024;

function contentOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return ''; // the process has ended
  }
}

const [, , root = '', count = ''] = process.argv;
const total = Number(count);
generate(root, total);
const sources = STAGES.map(
  (stage): Source => ({
    kind: 'folder',
    location: join(root, stage),
    stages: [stage],
    tech: ['bulk'],
  }),
);
const looks = {
  find: await find(root),
  findWithFacts: await find(root, '-size', '-1', '-mtime', '0'),
};
const first = await look(sources, NOTHING);
const unchanged = await look(sources, first.memo);
for (let n = 0; n < total; n += 100) {
  const accession = `E-MTAB-${n}`;
  const idf = `${accession}.idf.txt`;
  appendFileSync(join(root, STAGES[n % STAGES.length] ?? '', accession, idf), 'more\n');
}
const changed = await look(sources, unchanged.memo);
const report: Looks = {
  ...looks,
  first: first.look,
  unchanged: unchanged.look,
  changed: changed.look,
};
process.send?.(report);
