import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { createClusterExecutor } from '../../src/workers/cluster/cluster.ts';
import { createAsk } from '../../src/workers/cluster/command.ts';
import { createSlurm } from '../../src/workers/cluster/slurm.ts';
import { noSlurm, startSlurm } from '../support/slurm.ts';
import { markdown, measuredHere } from './table.ts';

const JOBS = 1000;
const ROUNDS = 5;
const TITLE = `Following ${JOBS.toLocaleString('en')} jobs of a cluster`;
const quiet = () => undefined;

/** What it costs to follow many jobs on a real Slurm, all of which wait: commands, time, and time of our processor. */
export async function pollCost(): Promise<string> {
  if (noSlurm !== undefined) return markdown(TITLE, [['not measured']], noSlurm);
  const slurm = await startSlurm();
  process.env['SLURM_CONF'] = slurm.config;
  const folder = mkdtempSync(join(tmpdir(), 'handoff-bench-'));
  const stopping = new AbortController();
  try {
    await slurm.ask('scontrol', 'update', 'PartitionName=main', 'State=DOWN'); // nothing begins
    const calls: { readonly command: string; readonly took: number }[] = [];
    const real = createAsk('Slurm');
    const executor = createClusterExecutor({
      scheduler: createSlurm({
        async ask(command, ...given) {
          const begun = performance.now();
          const said = await real(command, ...given);
          calls.push({ command, took: performance.now() - begun });
          return said;
        },
      }),
      runs: join(folder, 'runs'),
      atOnce: JOBS,
      clock: {
        async sleep(milliseconds, signal) {
          await delay(milliseconds, undefined, signal ? { signal } : {}).catch(quiet);
        },
      },
      log: { info: quiet, warn: quiet, error: quiet },
      every: 1000,
    });
    const begun = performance.now();
    let waiting = 0;
    const runs = Array.from({ length: JOBS }, (_, at) => {
      const own = join(folder, 'work', String(at));
      mkdirSync(own, { recursive: true });
      writeFileSync(join(own, 'in.csv'), 'a,1\n');
      const spec = {
        input: { path: join(own, 'in.csv') },
        output: { path: join(own, 'out.tsv'), format: 'tsv' as const },
      };
      return executor.run(
        { kind: 'convert', folder: own, conversions: [{ file: 1, spec }] },
        {
          key: `bench-${at}`,
          signal: stopping.signal,
          limits: { memory: 1e8, disk: 1e9, time: 600_000 },
          async onReport(report) {
            if (report.kind === 'standing' && report.where.startsWith('Slurm job')) waiting += 1;
          },
        },
      );
    });
    while (waiting < JOBS) await delay(100);
    const submitting = performance.now() - begun;
    calls.length = 0;
    const before = process.cpuUsage();
    while (calls.length < ROUNDS) await delay(20);
    const { user, system } = process.cpuUsage(before);
    const looks = [...calls];
    stopping.abort('leaving');
    await Promise.all(runs);
    const took = looks.map((one) => one.took).sort((a, b) => a - b);
    return markdown(
      TITLE,
      [
        ['', ''],
        ['submitted and seen to wait, all of them', `${(submitting / 1000).toFixed(0)} s`],
        [
          'commands a round',
          `${looks.length / ROUNDS} × ${[...new Set(looks.map((one) => one.command))].join(', ')}`,
        ],
        ['the command, median', `${Math.round(took[Math.floor(took.length / 2)] ?? 0)} ms`],
        [
          'time of the bot’s processor, a round',
          `${Math.round((user + system) / 1000 / ROUNDS)} ms`,
        ],
      ],
      `A real Slurm of one node on the same machine; a round also looks into the folder of every run. ${measuredHere()}`,
    );
  } finally {
    stopping.abort('leaving');
    await slurm.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}
