import type { Upkeep } from '../buckets/upkeep/upkeep.ts';
import { runByTheClock } from '../cron/by-the-clock.ts';
import { hours } from '../domain/duration.ts';
import type { Clock, Log } from '../operations/ports.ts';

const EACH_DAY = { times: ['08:00'], timeZone: 'UTC' };

/** Looks after the grants for buckets each day, and at once where the bot was away at that hour; until the signal. */
export function lookAfterBuckets(
  buckets: Pick<Upkeep, 'lookAfter' | 'lastLook'>,
  { clock, log }: { readonly clock: Clock; readonly log: Log },
  signal: AbortSignal,
): Promise<void> {
  const name = 'look after buckets';
  const begun = clock.now(); // a new installation has missed nothing
  const lastRun = async () => (await buckets.lastLook()) ?? begun;
  const { lookAfter: run } = buckets;
  return runByTheClock({ ...EACH_DAY, name, clock, log, run, lastRun, again: hours(1) }, signal);
}
