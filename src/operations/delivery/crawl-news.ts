import type { Errand } from '../../domain/errand.ts';
import { type CrawlNews, OutsideError } from '../ports.ts';
import type { Attempt, Posting } from './posting.ts';

/** Tells the tracker’s channel what crawls found, in the places and in the spreadsheet. */
export type DeliverCrawlNews = (
  attempt: Attempt,
  errand: Extract<Errand, { kind: 'crawl digest' | 'sheet proposals' }>,
) => Promise<void>;

export function createDeliverCrawlNews(needs: {
  readonly posting: Posting;
  readonly crawlNews?: CrawlNews | undefined;
}): DeliverCrawlNews {
  const { posting, crawlNews: news } = needs;
  return async (attempt, errand) => {
    if (news === undefined)
      throw new OutsideError('tracker', 'retry', 'The dataset tracker is switched off.');
    const place = { channel: news.channel };
    const { row, repeated } = attempt;
    switch (errand.kind) {
      case 'crawl digest': {
        const digest = await news.digest(errand.run);
        if (digest === undefined) return;
        // What an interrupted try may have left there can’t tell of anything more.
        const proposals = await news.proposals(row.key, !repeated);
        await posting.once(attempt, place, { kind: 'crawl digest', digest, proposals });
        return;
      }
      case 'sheet proposals': {
        const proposals = await news.proposals(row.key, true);
        if (proposals === undefined) return; // a digest has told of them, or nobody wants them any more
        await posting.once(attempt, place, { kind: 'sheet proposals', proposals });
      }
    }
  };
}
