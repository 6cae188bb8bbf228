import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { aTask, onSlurm } from './cluster.ts';

/**
 * A bot in a process of its own, to be killed: it has so many runs to follow to their ends, and writes down each end that
 * it has heard. Started again it goes on with the others.
 */
const [folder = '', count = '0'] = process.argv.slice(2);
const notes = join(folder, 'ended');
const noted = new Set(
  existsSync(notes)
    ? readFileSync(notes, 'utf8')
        .split('\n')
        .map((line) => line.split(' ')[0])
    : [],
);
const executor = onSlurm(folder);
const keys = Array.from({ length: Number(count) }, (_, at) => `job-${at}`);
process.stdout.write('up\n');
await Promise.all(
  keys
    .filter((key) => !noted.has(key))
    .map(async (key) => {
      const { kind } = await executor.run(aTask(folder, key, `a,${key}\n`), {
        key,
        signal: new AbortController().signal,
        limits: { memory: 200 * 1024 ** 2, disk: 1e9, time: 600_000 },
        onReport: async () => undefined,
      });
      appendFileSync(notes, `${key} ${kind}\n`);
    }),
);
process.stdout.write('over\n');
