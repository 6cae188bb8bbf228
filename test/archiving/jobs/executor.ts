import type { Workplace } from '../../../src/app/executors.ts';
import { type Ending, type Executor, LEAVING, type Report } from '../../../src/workers/executor.ts';

type Ports = Parameters<Executor['run']>[1];
type Result = Extract<Report, { kind: 'archived' }>['result'];
const UPLOADED: Result = { ok: true, outputs: [], skipped: [], warnings: [] };

/** A run as a cluster has it: it goes on whether anybody follows it or not, until the test says how it ended. */
export interface ClusterRun {
  readonly key: string;
  readonly name: string; // of what is uploaded
  readonly memory: number; // megabytes
  followers: number;
  ended: boolean;
  tell(report: Report): Promise<void>;
  end(ending: Ending, result?: Result): Promise<void>;
}

/** Stands in for a cluster: runs begin and wait for the test to end them. */
export function aCluster() {
  const runs = new Map<string, ClusterRun & { follow(ports: Ports): Promise<Ending> }>();
  const forgotten: string[] = [];
  const trouble: { next: Error | undefined } = { next: undefined };

  function begin(key: string, name: string, memory: number) {
    const over = Promise.withResolvers<Ending>();
    const listeners = new Set<(report: Report) => Promise<void>>();
    const told: Report[] = [];
    const run = {
      key,
      name,
      memory,
      followers: 0,
      ended: false,
      async tell(report: Report) {
        told.push(report);
        for (const listener of listeners) await listener(report);
      },
      async end(ending: Ending, result?: Result) {
        if (result !== undefined) await run.tell({ kind: 'archived', result });
        run.ended = true;
        over.resolve(ending);
      },
      async follow({ signal, onReport }: Ports): Promise<Ending> {
        run.followers += 1;
        for (const report of told) await onReport(report);
        listeners.add(onReport);
        const aborted = new Promise<Ending>((resolve) => {
          const stop = () => {
            if (signal.reason !== LEAVING) run.ended = true;
            resolve({ kind: 'stopped' });
          };
          if (signal.aborted) stop();
          signal.addEventListener('abort', stop, { once: true });
        });
        const ending = await Promise.race([over.promise, aborted]);
        listeners.delete(onReport);
        run.followers -= 1;
        return ending;
      },
    };
    return run;
  }

  const executor: Executor = {
    async run(task, ports) {
      const error = trouble.next;
      trouble.next = undefined;
      if (error !== undefined) throw error;
      if (task.kind !== 'archive file') throw new Error('Only files are archived here.');
      const { key, limits } = ports;
      const { conversion, inputs } = task.job.planned;
      const name = conversion?.output ?? inputs[0]?.name ?? '';
      const run = runs.get(key) ?? begin(key, name, limits.memory / 1e6);
      runs.set(key, run);
      return run.follow(ports);
    },
    command: (_, { key }) => ['cluster', key],
    logs: async (key) => [`the log of ${key}`],
    sweep: async () => 0,
    async forget(key) {
      forgotten.push(key);
      const run = runs.get(key);
      if (run !== undefined) run.ended = true;
    },
  };
  return {
    workplace: (folder: string): Workplace => ({ executor, folder }),
    runs: (): readonly ClusterRun[] => [...runs.values()],
    alive: (): readonly ClusterRun[] => [...runs.values()].filter(({ ended }) => !ended),
    forgotten,
    trouble,
    done: UPLOADED,
  };
}
