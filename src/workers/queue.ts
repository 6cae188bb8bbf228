import { seconds } from '../domain/duration.ts';
import { LEASE_LASTS, type Run } from '../exports/run/run.ts';
import type { Clock, Log } from '../operations/ports.ts';
import type { Database } from '../storage/database.ts';
import { lease, listLost, renewLease, type Work } from '../storage/exports/work.ts';

const HEARTBEAT = seconds(15);
const LOOK_AGAIN = seconds(2);
/** After the store itself could not be read or written, e.g. on a full disk. */
const WITHOUT_STORE = seconds(1);

/** Takes steps out of the queue, as many at once as there are workers. */
export interface Queue {
  /** Tell it that there may be something to do. */
  wake(): void;
  /** Ends what is being done for this job, at once. */
  stop(jobId: number): void;
  /** Gives work whose holder is gone to another. */
  sweep(): Promise<void>;
  /** Runs until the signal aborts; what is under way then is ended and given back. */
  run(signal: AbortSignal): Promise<void>;
}

export function createQueue(needs: {
  readonly db: Database;
  readonly clock: Clock;
  readonly log: Log;
  readonly run: Run;
  readonly workers: number;
}): Queue {
  const { db, clock, log, run } = needs;
  const underWay = new Map<Work, AbortController>();
  let alarm = new AbortController();
  const wake = (): void => alarm.abort();

  async function work(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const heard = alarm;
      try {
        const now = clock.now();
        const taken = await lease(db, now, new Date(now.getTime() + LEASE_LASTS));
        if (taken !== undefined) {
          await hold(taken, signal);
          wake();
          continue;
        }
      } catch (error) {
        log.error('worker failed', { error: String(error) });
        await clock.sleep(WITHOUT_STORE, signal);
        continue;
      }
      await clock.sleep(LOOK_AGAIN, AbortSignal.any([signal, heard.signal]));
      if (alarm.signal.aborted) alarm = new AbortController();
    }
  }

  async function hold(taken: Work, signal: AbortSignal): Promise<void> {
    const stopping = new AbortController();
    const done = new AbortController();
    underWay.set(taken, stopping);
    const heart = beat(taken, stopping, done.signal);
    try {
      await run.step(taken, AbortSignal.any([signal, stopping.signal]));
    } finally {
      underWay.delete(taken);
      done.abort();
      await heart;
    }
  }

  /** Whoever has lost the lease stops: another has it. */
  async function beat(taken: Work, stopping: AbortController, done: AbortSignal): Promise<void> {
    for (;;) {
      await clock.sleep(HEARTBEAT, done);
      if (done.aborted) return;
      const until = new Date(clock.now().getTime() + LEASE_LASTS);
      const held = await renewLease(db, taken, until).catch(() => true);
      if (!held) stopping.abort();
    }
  }

  return {
    wake,
    stop(jobId) {
      for (const [taken, stopping] of underWay) if (taken.jobId === jobId) stopping.abort();
    },
    async sweep() {
      for (const lost of await listLost(db, clock.now())) await run.lost(lost);
      wake();
    },
    async run(signal) {
      // One instance is active for a database: what is leased now, a process held that is gone.
      for (const lost of await listLost(db)) await run.lost(lost);
      await run.begin();
      await Promise.all(Array.from({ length: needs.workers }, () => work(signal)));
    },
  };
}
