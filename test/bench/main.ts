import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus, loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { acknowledgements, saturation } from './acknowledgements.ts';
import { archiving } from './archiving.ts';
import { commitCost } from './commit-cost.ts';
import { conversions } from './conversions/conversions.ts';
import { exportsThroughput } from './exports-throughput.ts';
import { mover, moverMemory } from './mover.ts';
import { pollCost } from './poll-cost.ts';
import { pollRound } from './poll-round.ts';
import { startUp } from './start-up.ts';
import { withChapters } from './table.ts';
import { crawlOfAll } from './tracker/crawl.ts';
import { googleSheet } from './tracker/google-sheet.ts';
import { zip } from './zip.ts';

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    seconds: { type: 'string', default: '60' },
    /** A page: its chapters of the same titles are replaced, others are added. */
    write: { type: 'string' },
    // Of the conversions alone.
    sizes: { type: 'string', default: '200k,1m,5m,counts' },
    rounds: { type: 'string', default: '3' },
    only: { type: 'string' },
    // Of archiving alone.
    reads: { type: 'string', default: '1000000' },
    // Of the mover alone.
    objects: { type: 'string', default: '1000' },
    parts: { type: 'string', default: '16' },
    // Of the tracker and of its spreadsheet.
    datasets: { type: 'string', default: '100000' },
  },
});
const benchmarks: Readonly<Record<string, () => Promise<string>>> = {
  acknowledgements: () => acknowledgements(Number(values.seconds)),
  saturation: () => saturation(10),
  'poll-round': pollRound,
  'poll-cost': pollCost,
  'start-up': startUp,
  'commit-cost': commitCost,
  'exports-throughput': exportsThroughput,
  zip,
  archiving: () => archiving(Number(values.reads)),
  tracker: () => crawlOfAll(Number(values.datasets)),
  'google-sheet': () => googleSheet(Number(values.datasets)),
  mover: () =>
    mover({
      rounds: Number(values.rounds),
      objects: Number(values.objects),
      parts: Number(values.parts),
    }),
  'mover-memory': moverMemory,
  conversions: () => conversions({ ...values, rounds: Number(values.rounds) }),
};
const unknown = positionals.filter((name) => !Object.hasOwn(benchmarks, name));
if (unknown.length > 0) {
  process.stderr.write(
    `There is no benchmark ${unknown.join(', ')}; there are ${Object.keys(benchmarks).join(', ')}.\n`,
  );
  process.exit(1);
}

const load = loadavg()[0] ?? 0;
const head = [
  '# Figures',
  '',
  `Measured on ${new Date().toISOString().slice(0, 10)} by \`npm run bench\`: ${availableParallelism()} cores (${cpus()[0]?.model ?? 'unknown'}), Node ${process.version}, ${process.platform}; load average at the start ${load.toFixed(1)}. Everything runs on one machine over loopback. Nothing is random.`,
  '',
].join('\n');
const chapters: string[] = [];
process.stdout.write(head);
for (const [name, measure] of Object.entries(benchmarks)) {
  if (positionals.length > 0 && !positionals.includes(name)) continue;
  const part = await measure();
  process.stdout.write(`${part}\n`);
  chapters.push(part);
}
if (values.write !== undefined) {
  const page = existsSync(values.write) ? readFileSync(values.write, 'utf8') : head;
  writeFileSync(values.write, withChapters(page, chapters.join('\n')));
}
