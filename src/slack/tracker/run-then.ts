import type { AskedRun } from '../../tracker/tracking/tracked.ts';
import type { Tracking } from '../../tracker/tracking/tracking.ts';
import type { Rendered } from '../views/blocks.ts';
import { NO_CRAWL, noCrawlBy, notYet } from '../views/tracker/pieces.ts';
import { type AsOf, pastIn } from './as-of.ts';

/** A run, and the time that somebody asks about: now unless given. */
interface RunThen {
  readonly run: AskedRun;
  readonly then: AsOf | undefined;
}

/** How everything stood at a time that somebody typed, or stands now; an answer where nobody knows. */
export async function runThen(
  tracking: Pick<Tracking, 'runAt' | 'timeZone'>,
  typed: string | undefined,
  now: Date,
): Promise<RunThen | { readonly said: Rendered } | undefined> {
  const then = typed === undefined ? undefined : pastIn(typed, tracking.timeZone, now);
  if (typed !== undefined && then === undefined) return undefined;
  if (then === 'not yet') return { said: notYet(typed ?? '') };
  const run = await tracking.runAt(then?.at);
  if (run === undefined) return { said: then === undefined ? NO_CRAWL : noCrawlBy(then) };
  return { run, then };
}
