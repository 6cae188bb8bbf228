import { createHash } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { chmod, writeFile } from 'node:fs/promises';
import { seconds } from '../../domain/duration.ts';
import { type Clock, type Log, OutsideError } from '../../operations/ports.ts';
import { type Ending, type Executor, LEAVING } from '../executor.ts';
import { crash } from '../run/cause.ts';
import { filesOf } from '../run/files.ts';
import { listOld, type RunFolder, runFolder } from '../run/folder.ts';
import { JOB_MAIN } from '../run/worker-start.ts';
import { type Followed, follow, isAlive } from './follow.ts';
import type { Jobs, Order, Scheduler } from './scheduler.ts';
import { jobScript } from './script.ts';

const LOOK_EVERY = seconds(5);
const PATIENCE = 5; // rounds
/** Submissions of one round, one after the other: others wait to hear of theirs meanwhile. */
const SUBMITTING = seconds(5);

/**
 * Tasks on a cluster that shares a folder with the bot. That folder is the truth; the scheduler is asked once a round
 * for all runs, and what is submitted carries the key in its name, so that nothing is submitted twice: it is looked for
 * by its name first, and what was submitted twice nevertheless begins once.
 */
export function createClusterExecutor(needs: {
  readonly scheduler: Scheduler;
  /** Where each run has its folder: the same path here and on every node. */
  readonly runs: string;
  /** The most that are with the scheduler at once. */
  readonly atOnce: number;
  readonly clock: Pick<Clock, 'sleep'>;
  readonly log: Log;
  readonly program?: string | undefined; // of the worker, as the nodes find it
  readonly node?: string | undefined; // Node itself, likewise
  readonly every?: number; // milliseconds
  readonly patience?: number; // rounds
}): Executor {
  const { scheduler, runs, clock, log, every = LOOK_EVERY, patience = PATIENCE } = needs;
  const { system } = scheduler;
  mkdirSync(runs, { recursive: true, mode: 0o700 });
  /** Another bot’s runs have other names, though it counts as we do. */
  const installation = createHash('sha256').update(runs).digest('hex').slice(0, 8);
  const nameOf = (key: string): string => `${key}-${installation}`;
  const underWay = new Map<string, { readonly run: Followed; end(by: Promise<Ending>): void }>();
  let alarm = new AbortController();
  let going = false;
  let silent = false;

  return {
    async run(task, { key, signal, limits, environment = {}, onReport }) {
      if (underWay.has(key)) throw new Error(`The run ${key} is under way already.`);
      if (signal.aborted && signal.reason === LEAVING) return { kind: 'stopped' };
      const folder = runFolder(runs, key);
      let begun = await folder.begin(task, Object.keys(environment).length > 0);
      if (begun === 'another') {
        await forget(key, folder);
        begun = await folder.begin(task, Object.keys(environment).length > 0);
      }
      const ended = Promise.withResolvers<Ending>();
      const run = follow({
        ...{ task, folder, limits, signal, environment, onReport, system, patience },
        name: nameOf(key),
        fresh: begun === 'first',
      });
      const stop = (): void => {
        if (signal.reason === LEAVING) ended.resolve({ kind: 'stopped' });
        else wake();
      };
      if (begun === 'first' && Object.keys(environment).length > 0)
        await folder.handOver(environment);
      underWay.set(key, { run, end: ended.resolve });
      signal.addEventListener('abort', stop, { once: true });
      if (signal.aborted) stop();
      if (going) wake();
      else void goRound();
      try {
        const ending = await ended.promise;
        if (signal.reason !== LEAVING) await folder.settle(ending);
        return ending;
      } finally {
        signal.removeEventListener('abort', stop);
        underWay.delete(key);
        if (underWay.size === 0) wake();
      }
    },
    command: (task, { key, limits }) =>
      scheduler.command(orderOf({ name: nameOf(key), folder: runFolder(runs, key), task, limits })),
    logs: (key) => runFolder(runs, key).log(),
    forget: (key) => forget(key, runFolder(runs, key)),
    async sweep(olderThan) {
      const old = (await listOld(runs, olderThan)).filter((key) => !underWay.has(key));
      const jobs = old.length === 0 ? undefined : await known([]);
      if (jobs === undefined) return 0; // nobody says which of them are alive
      const dead = old.filter((key) => !jobs.get(nameOf(key))?.some(isAlive));
      for (const key of dead) await runFolder(runs, key).remove();
      return dead.length;
    },
  };

  function wake(): void {
    alarm.abort();
  }

  /** As long as there is something to follow. */
  async function goRound(): Promise<void> {
    going = true;
    while (underWay.size > 0) {
      alarm = new AbortController();
      await round().catch((error: unknown) =>
        log.error('cluster round failed', { system, error: String(error) }),
      );
      await clock.sleep(every, alarm.signal);
    }
    going = false;
  }

  async function round(): Promise<void> {
    const followed = [...underWay.values()];
    const jobs = await known(followed.map(({ run }) => run));
    const due: typeof followed = [];
    let busy = 0;
    await Promise.all(
      followed.map(async (one) => {
        try {
          const next = await one.run.look(
            jobs === undefined ? undefined : (jobs.get(one.run.name) ?? []),
          );
          if (next.kind === 'submit') due.push(one);
          else if (next.kind !== 'end') busy += 1;
          if (next.kind === 'cancel') await scheduler.cancel(next.ids);
          if (next.kind === 'end') one.end(Promise.resolve(next.ending));
        } catch (error) {
          if (error instanceof OutsideError && error.system === system) return;
          one.end(Promise.reject(error));
        }
      }),
    );
    const until = performance.now() + SUBMITTING;
    for (const one of due) {
      if (one.run.signal.aborted) continue;
      if (busy >= needs.atOnce || performance.now() > until) {
        await one.run
          .waits(`its turn in ${system}`)
          .catch((error) => one.end(Promise.reject(error)));
        continue;
      }
      busy += 1;
      await submit(one.run).catch((error: unknown) => {
        if (!(error instanceof OutsideError)) one.end(Promise.reject(error));
        else if (error.outcome === 'refused') one.end(Promise.resolve(crash(error.message)));
        else log.warn('cluster does not take a job', { system, says: error.message });
      });
    }
  }

  /** One look for all; records only for those that the scheduler does not list. Undefined where it does not answer. */
  async function known(followed: readonly Followed[]): Promise<Jobs | undefined> {
    try {
      const listed = await scheduler.list();
      const others = followed.filter(
        ({ name, fresh, submitted }) => !listed.has(name) && (!fresh || submitted),
      );
      const past = await scheduler.past(others.map(({ name }) => name));
      if (silent) log.info('cluster answers again', { system });
      silent = false;
      return new Map([...past, ...listed]);
    } catch (error) {
      if (!(error instanceof OutsideError)) throw error;
      if (!silent) log.warn('cluster does not answer', { system, says: error.message });
      silent = true;
      return undefined;
    }
  }

  async function submit(run: Followed): Promise<void> {
    const { folder, limits } = run;
    const files = filesOf(folder.path);
    const script = jobScript({
      node: needs.node ?? process.execPath,
      program: needs.program ?? JOB_MAIN,
      folder: folder.path,
      log: files.log,
      jobVariable: scheduler.jobVariable,
      limits,
    });
    await writeFile(files.script, script, { mode: 0o700 });
    await chmod(files.script, 0o700);
    const order = orderOf(run);
    const id = await scheduler.submit(order);
    run.submitted = true;
    log.info('submitted to the cluster', { system, job: id, name: order.name });
  }

  /** A run that has not ended is ended first; where the scheduler does not answer, its worker sees that nobody wants it. */
  async function forget(key: string, folder: RunFolder): Promise<void> {
    const there = await folder.list();
    if (there === undefined) return;
    const over = there.has('ending.json') || there.has('result') || !there.has('job.sh');
    await folder.close();
    if (!over) {
      const jobs = (await known([]))?.get(nameOf(key)) ?? [];
      const ids = jobs.filter(isAlive).map(({ id }) => id);
      if (ids.length > 0)
        await scheduler.cancel(ids).catch((error: unknown) => {
          if (!(error instanceof OutsideError)) throw error;
        });
    }
    await folder.remove();
  }
}

function orderOf({
  name,
  folder,
  task,
  limits: { memory, time },
}: Pick<Followed, 'name' | 'folder' | 'task' | 'limits'>): Order {
  const { script, log } = filesOf(folder.path);
  const cores = task.kind === 'archive file' ? (task.job.threads ?? 1) : 1;
  return { name, script, log, memory, time, cores };
}
