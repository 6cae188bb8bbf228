/** What happened to a tracked dataset. */
export type DatasetChange =
  | { readonly kind: 'appeared' | 'gone'; readonly accession: string; readonly status: string }
  | {
      readonly kind: 'forwards' | 'backwards' | 'sideways';
      readonly accession: string;
      readonly from: string;
      readonly to: string;
      readonly places?: { readonly from: string; readonly to: string } | undefined; // with the same status
    }
  | {
      readonly kind: 'edited';
      readonly accession: string;
      readonly fields: readonly {
        readonly field: string;
        readonly from: string;
        readonly to: string;
      }[];
    };

/** A scheduled crawl that could not begin, or came to no end. */
export interface FailedCrawl {
  readonly run: number;
  readonly at: Date;
  readonly fault: string; // some lines
}

/** A place that could not be read, or is empty all at once. */
export interface UnreadPlace {
  readonly location: string;
  readonly since?: string | undefined; // ISO: how old what is told of it is; absent: nothing is
  readonly why?: string | undefined;
}

/** What a channel is told after a scheduled crawl: all that changed since the one before. */
export interface CrawlDigest {
  readonly run: number;
  readonly since: number; // the first run that it tells of: others may have crawled meanwhile
  readonly at: Date; // when it began
  readonly datasets: number;
  readonly isFirst: boolean; // nothing was told before
  readonly counts: Readonly<Record<string, number>>; // how many changes of each kind
  /** The first of them, what nobody expects before the rest. */
  readonly changes: readonly DatasetChange[];
  readonly troubled: number; // things that this crawl could not read as it should
  readonly unread: readonly UnreadPlace[];
  readonly workbook: string | undefined; // where it can be downloaded for a day
}
