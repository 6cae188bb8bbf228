import { crawled } from '../../support/tracking.ts';
import { aTracker } from './a-tracker.ts';

/** The same, begun, with all that it has. */
export function aCrawler(log?: Parameters<ReturnType<typeof aTracker>['start']>[1]) {
  const its = aTracker();
  const tracker = its.start(undefined, log);
  return { ...its, ...tracker, crawl: () => crawled(tracker) };
}
