import { seconds } from '../../domain/duration.ts';
import type { Clock, Random } from '../../operations/ports.ts';
import type { ArchiveJob } from '../../storage/archiving/jobs.ts';
import {
  clearSpent,
  listRunning,
  listSpent,
  type Running,
  takeArchiveJob,
} from '../../storage/archiving/runs.ts';
import { LEAVING } from '../../workers/executor.ts';
import { createFollow, type FollowNeeds } from './follow.ts';

const LOOK_AGAIN = seconds(5);
/** After the store or an executor could not be worked with: a full disk, a scheduler that is silent. */
const AFTER_TROUBLE = seconds(30);

type Kind = ArchiveJob['kind'];

/** Runs the file jobs of all submissions, some at once. */
export interface Runner {
  /** Tell it that there may be something to do. */
  wake(): void;
  /** Ends what is being done for this job, at once; it is on record already. */
  stop(jobId: number): void;
  log(kind: Kind, runKey: string): Promise<readonly string[]>;
  /** Carries on with what ran when the bot was last there, then with what waits, until the signal aborts. */
  run(signal: AbortSignal): Promise<void>;
}

export function createRunner(
  needs: FollowNeeds & {
    readonly clock: Clock;
    readonly random: Pick<Random, 'id'>;
    /** Jobs at once, of all submissions. */
    readonly atOnce: Readonly<Record<Kind, number>>;
  },
): Runner {
  const { db, clock, log, random, executors, atOnce, changed } = needs;
  const follow = createFollow(needs);
  const underWay = new Map<number, { readonly kind: Kind; readonly stop: AbortController }>();
  let alarm = new AbortController();
  const wake = (): void => alarm.abort();
  const keyOf = ({ id, attempt }: { readonly id: number; readonly attempt: number }): string =>
    `archive-${id}-${attempt}-${random.id().slice(0, 8)}`; // other bots use the same cluster

  /** Whatever is thrown says nothing of the job: the same run is asked for again, which is one run. */
  async function hold(run: Running, stop: AbortController, leaving: AbortSignal): Promise<void> {
    while (!stop.signal.aborted) {
      try {
        return await follow(run, stop.signal);
      } catch (error) {
        log.error('file job not followed', { job: run.id, run: run.runKey, error: inWords(error) });
        await clock.sleep(AFTER_TROUBLE, AbortSignal.any([stop.signal, leaving]));
      }
    }
  }

  function begin(run: Running, leaving: AbortSignal): Promise<void> {
    const stop = new AbortController();
    const leave = (): void => stop.abort(LEAVING);
    if (leaving.aborted) leave();
    leaving.addEventListener('abort', leave, { once: true });
    underWay.set(run.id, { kind: run.kind, stop });
    changed(run.cycleId);
    return hold(run, stop, leaving).finally(() => {
      leaving.removeEventListener('abort', leave);
      underWay.delete(run.id);
      changed(run.cycleId);
      wake();
    });
  }

  async function next(): Promise<Running | undefined> {
    const busy = (kind: Kind) => [...underWay.values()].filter((one) => one.kind === kind).length;
    const room = (['conversion', 'upload'] as const).filter((kind) => busy(kind) < atOnce[kind]);
    return room.length === 0 ? undefined : takeArchiveJob(db, room, clock.now(), keyOf);
  }

  /** Runs that nobody follows any more. One may still be alive somewhere: it was cancelled just before a crash. */
  async function clearAway(): Promise<void> {
    for (const { id, kind, key } of await listSpent(db)) {
      if (underWay.has(id)) continue;
      try {
        await executors[kind].forget(key);
      } catch (error) {
        log.warn('run not cleared away', { job: id, run: key, error: inWords(error) });
        continue; // its job waits until it is
      }
      await clearSpent(db, key);
    }
  }

  return {
    wake,
    stop(jobId) {
      underWay.get(jobId)?.stop.abort();
    },
    log: (kind, runKey) => executors[kind].logs(runKey),
    async run(signal) {
      const all = new Set<Promise<void>>();
      const track = (run: Running): void => {
        const one = begin(run, signal).finally(() => all.delete(one));
        all.add(one);
      };
      let resumed = false;
      while (!signal.aborted) {
        const heard = alarm;
        let pause = LOOK_AGAIN;
        try {
          if (!resumed) for (const run of await listRunning(db)) track(run);
          resumed = true;
          await clearAway();
          for (let run = await next(); run !== undefined; run = await next()) track(run);
        } catch (error) {
          log.error('file jobs failed', { error: inWords(error) });
          pause = AFTER_TROUBLE;
        }
        await clock.sleep(pause, AbortSignal.any([signal, heard.signal]));
        if (alarm.signal.aborted) alarm = new AbortController();
      }
      await Promise.all(all);
    },
  };
}

function inWords(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
