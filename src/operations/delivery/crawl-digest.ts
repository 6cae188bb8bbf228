import { type CrawlNews, OutsideError } from '../ports.ts';
import type { Attempt, Posting } from './posting.ts';

/** Tells the tracker’s channel what a scheduled crawl found. */
export type DeliverDigest = (attempt: Attempt, run: number) => Promise<void>;

export function createDeliverDigest(needs: {
  readonly posting: Posting;
  readonly crawlNews?: CrawlNews | undefined;
}): DeliverDigest {
  const { posting, crawlNews } = needs;
  return async (attempt, run) => {
    if (crawlNews === undefined)
      throw new OutsideError('tracker', 'retry', 'The dataset tracker is switched off.');
    const digest = await crawlNews.digest(run);
    if (digest === undefined) return;
    await posting.once(attempt, { channel: crawlNews.channel }, { kind: 'crawl digest', digest });
  };
}
