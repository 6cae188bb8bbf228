import { minutes } from '../domain/duration.ts';
import type { Clock, Log } from '../operations/ports.ts';
import { type DailyTimes, lastTime, nextTime } from './daily-times.ts';

/** The clock on the wall may be set: it is looked at as often. */
const LONGEST_SLEEP = minutes(1);

/** Crawls at each of these times, once for all that were missed; until the signal. */
export async function crawlByTheClock(
  needs: DailyTimes & {
    readonly clock: Clock;
    readonly log: Log;
    /** When the newest scheduled crawl that came to its end had begun. */
    readonly lastCrawl: () => Promise<Date | undefined>;
    readonly crawl: () => Promise<void>;
  },
  signal: AbortSignal,
): Promise<void> {
  const { clock, log } = needs;
  let tried: Date | undefined; // what can’t be done is not tried again before the next time
  while (!signal.aborted) {
    const due = lastTime(needs, clock.now());
    const last = await needs.lastCrawl();
    const isDone = due === undefined || [last, tried].some((at) => at !== undefined && at >= due);
    if (isDone) {
      const next = nextTime(needs, clock.now())?.getTime() ?? Number.POSITIVE_INFINITY;
      const until = Math.min(next - clock.now().getTime(), LONGEST_SLEEP);
      await clock.sleep(until, signal);
      continue;
    }
    tried = clock.now();
    await needs.crawl().catch((error: unknown) => {
      log.error('scheduled operation failed', { name: 'crawl', error: String(error) });
    });
  }
}
