import { minutes } from '../domain/duration.ts';
import type { Clock, Log } from '../operations/ports.ts';
import { type DailyTimes, lastTime, nextTime } from './daily-times.ts';

/** The clock on the wall may be set: it is looked at as often. */
const LONGEST_SLEEP = minutes(1);

/** Runs something at each of these times, once for all that were missed; until the signal. */
export async function runByTheClock(
  needs: DailyTimes & {
    readonly name: string; // for the log
    readonly clock: Clock;
    readonly log: Log;
    /** When the newest run of the clock’s that came to its end had begun. */
    readonly lastRun: () => Promise<Date | undefined>;
    readonly run: () => Promise<void>;
    /** Milliseconds after which what failed is tried again; absent: at the next time. */
    readonly again?: number;
  },
  signal: AbortSignal,
): Promise<void> {
  const { clock, log, name, again = Number.POSITIVE_INFINITY } = needs;
  let tried: Date | undefined;
  const isOver = (since: Date): boolean =>
    tried !== undefined && tried >= since && clock.now().getTime() < tried.getTime() + again;
  while (!signal.aborted) {
    const due = lastTime(needs, clock.now());
    const last = await needs.lastRun();
    if (due === undefined || (last !== undefined && last >= due) || isOver(due)) {
      const next = nextTime(needs, clock.now())?.getTime() ?? Number.POSITIVE_INFINITY;
      const until = Math.min(next - clock.now().getTime(), LONGEST_SLEEP);
      await clock.sleep(until, signal);
      continue;
    }
    tried = clock.now();
    await needs.run().catch((error: unknown) => {
      log.error('scheduled operation failed', { name, error: String(error) });
    });
  }
}
