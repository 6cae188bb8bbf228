import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, mkdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setInterval } from 'node:timers/promises';
import { CRAWLER, compileCrawler } from '../../../src/app/tracker/tracker.ts';
import { systemClock } from '../../../src/config/system.ts';
import { openDatabase } from '../../../src/storage/database.ts';
import { CODE_CACHE } from '../../../src/tracker/crawl/process.ts';
import type { Source } from '../../../src/tracker/sources/source.ts';
import { STAGES } from '../../../src/tracker/state/stage.ts';
import { type Crawls, createCrawls } from '../../../src/tracker/tracking/crawls.ts';
import { lookElsewhere } from '../../../src/tracker/tracking/looking/crawler.ts';

/** What one look at everything took. */
export interface Look {
  readonly seconds: number;
  readonly datasets: number;
  readonly filesRead: number;
  /** Memory at most: of the bot, resident; of the crawler with its readers, what they share counted once. */
  readonly bot: number; // megabytes
  readonly crawler: number; // megabytes
  readonly blocked: number; // milliseconds, the longest that the bot served nobody
}
export interface Looks {
  readonly find: number; // seconds, the best of three
  readonly findWithFacts: number; // and asks for size, time and inode of the two files that a crawl looks at
  readonly findAndRead: number; // and reads them, by `cat`
  readonly first: Look;
  readonly unchanged: Look;
  readonly changed: Look; // one dataset in a hundred
  readonly restarted: Look; // nothing has changed, but it is another bot
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

/** One crawl as the bot has it done: this process is the bot, and writes; the crawler is a process of its own. */
async function look(crawls: Crawls): Promise<Look> {
  const ending = new AbortController();
  const watched = watchMemory(ending.signal);
  const delays = monitorEventLoopDelay({ resolution: 5 });
  delays.enable();
  const begun = performance.now();
  const started = await crawls.start({ kind: 'timer' });
  if (started.what === 'no sources') throw new Error(started.faults.join());
  const { found, fault } = await started.ended;
  const seconds = (performance.now() - begun) / 1000;
  delays.disable();
  ending.abort();
  if (found === undefined) throw new Error(fault);
  if (found.troubled > 0) throw new Error(`${found.troubled} troubles`);
  const { filesRead, datasets } = found;
  return { seconds, datasets, filesRead, blocked: delays.max / 1e6, ...(await watched) };
}

async function watchMemory(signal: AbortSignal) {
  let [bot, crawler] = [0, 0];
  try {
    for await (const _ of setInterval(200, undefined, { signal })) {
      bot = Math.max(bot, process.memoryUsage.rss() / 1024 ** 2);
      crawler = Math.max(crawler, memoryOf(descendants()));
    }
  } catch {
    // That is how it ends.
  }
  return { bot, crawler };
}

/** The crawler, and those who read for it. The system keeps the list: to look at all processes takes longer than all else. */
function descendants(of = process.pid): readonly number[] {
  const children = contentOf(`/proc/${of}/task/${of}/children`).match(/\d+/g) ?? [];
  return children.map(Number).flatMap((pid) => [pid, ...descendants(pid)]);
}

/** Megabytes: of each what is its own, and once the program, which they share. */
function memoryOf(pids: readonly number[]): number {
  const statuses = pids.map((pid) => contentOf(`/proc/${pid}/status`));
  const kilobytes = (name: string) =>
    statuses.map((status) => Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(status)?.[1] ?? 0));
  const own = kilobytes('RssAnon').reduce((sum, one) => sum + one, 0);
  return (own + Math.max(0, ...kilobytes('RssFile'))) / 1024;
}

function contentOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return ''; // the process has ended
  }
}

const [, , root = '', count = ''] = process.argv;
const total = Number(count);
mkdirSync(join(root, 'tree'));
generate(join(root, 'tree'), total);
execFileSync('sync'); // whoever waits for the disk later waits for its own alone
const sources = STAGES.map(
  (stage): Source => ({
    kind: 'folder',
    location: join(root, 'tree', stage),
    stages: [stage],
    tech: ['bulk'],
  }),
);
const dataDir = join(root, 'bot');
const db = openDatabase(dataDir);
const quiet = () => undefined;
const start = () =>
  createCrawls({
    db,
    clock: systemClock,
    log: {
      info: quiet,
      warn: quiet,
      error: (what, why) => process.stderr.write(`${what} ${JSON.stringify(why)}\n`),
    },
    sources: async () => ({ ok: true, sources, warnings: [] }),
    look: lookElsewhere({
      command: CRAWLER,
      environment: { [CODE_CACHE]: join(dataDir, 'code-cache') },
      needs: { dataDir },
    }),
    news: quiet,
  });
const tree = join(root, 'tree');
const metadata = ['(', '-name', '*.idf.txt', '-o', '-name', '*.sdrf.txt', ')'];
const looks = {
  find: await find(tree),
  findWithFacts: await find(tree, ...metadata, '-printf', '%s %T@ %C@ %i %p\n'),
  findAndRead: await find(tree, ...metadata, '-exec', 'cat', '{}', '+'),
};
await compileCrawler(dataDir, new AbortController().signal); // as the bot does when it starts
const crawls = start();
const first = await look(crawls);
const unchanged = await look(crawls);
for (let n = 0; n < total; n += 100) {
  const accession = `E-MTAB-${n}`;
  const idf = `${accession}.idf.txt`;
  appendFileSync(join(tree, STAGES[n % STAGES.length] ?? '', accession, idf), 'more\n');
}
execFileSync('sync');
const changed = await look(crawls);
const restarted = await look(start());
await db.destroy();
const report: Looks = { ...looks, first, unchanged, changed, restarted };
process.send?.(report);
