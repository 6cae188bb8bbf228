import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { systemClock } from '../../src/config/system.ts';
import { createClusterExecutor } from '../../src/workers/cluster/cluster.ts';
import type { Scheduler } from '../../src/workers/cluster/scheduler.ts';
import { createSlurm } from '../../src/workers/cluster/slurm.ts';
import type { Ending, Executor, Limits, Report, Task } from '../../src/workers/executor.ts';
import type { Slurm } from '../support/slurm.ts';

const PROGRAM = new URL('../exports/program.ts', import.meta.url).pathname;
export const MIB = 1024 ** 2;
export const LIMITS: Limits = { memory: 300 * MIB, disk: 1e9, time: 600_000 };
const quiet = () => undefined;

/** The executor as the bot has it, only that it looks more often, and its workers do what the first word of a file says. */
export const onSlurm = (folder: string): Executor => on(createSlurm({}), folder);

export function on(scheduler: Scheduler, folder: string, program = PROGRAM): Executor {
  return createClusterExecutor({
    scheduler,
    runs: join(folder, 'runs'),
    atOnce: 100,
    clock: systemClock,
    log: { info: quiet, warn: quiet, error: quiet },
    program,
    every: 200,
    patience: 5,
  });
}

/** A task of one file; the first word of its content says what the worker does. */
export function aTask(folder: string, key: string, content: string): Task {
  const own = join(folder, 'work', key);
  mkdirSync(own, { recursive: true });
  const path = join(own, 'in.csv');
  writeFileSync(path, content);
  const output = { path: join(own, 'out.tsv'), format: 'tsv' as const };
  return {
    kind: 'convert',
    folder: own,
    conversions: [{ file: 1, spec: { input: { path }, output } }],
  };
}

export interface Ran {
  readonly ending: Promise<Ending>;
  readonly heard: Report[];
  /** Resolves when something of this kind was heard. */
  until(kind: Report['kind'], state?: string): Promise<void>;
  stop(reason: string): void;
}

/** All that Slurm knows of the jobs of a run: `name|state|number` each. */
export async function jobsOnSlurm(
  slurm: Pick<Slurm, 'ask'>,
  key: string,
): Promise<readonly string[]> {
  return (await slurm.ask('squeue', '-h', '-t', 'all', '-o', '%j|%T|%i'))
    .split('\n')
    .filter((line) => line.startsWith(`${key}-`));
}

/** The scheduler’s number of the job that was heard of last. */
export function jobOf({ heard }: Pick<Ran, 'heard'>): string {
  const where = heard.flatMap((one) => (one.kind === 'standing' ? [one.where] : [])).at(-1);
  return / job (\d+)/.exec(where ?? '')?.[1] ?? '';
}

/** Begins a run, and listens. */
export function begin(
  executor: Executor,
  key: string,
  task: Task,
  ports: Partial<Parameters<Executor['run']>[1]> = {},
): Ran {
  const stopping = new AbortController();
  const heard: Report[] = [];
  const waiting: (() => void)[] = [];
  const ending = executor.run(task, {
    key,
    signal: stopping.signal,
    limits: LIMITS,
    async onReport(report) {
      heard.push(report);
      for (const look of waiting) look();
    },
    ...ports,
  });
  return {
    ending,
    heard,
    until: (kind, state) =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          const is = (one: Report) =>
            one.kind === kind && (state === undefined || ('state' in one && one.state === state));
          if (heard.some(is)) resolve();
        };
        waiting.push(look);
        look();
        ending.then((end) => reject(new Error(`It ended: ${JSON.stringify(end)}`)), reject);
      }),
    stop: (reason) => stopping.abort(reason),
  };
}
