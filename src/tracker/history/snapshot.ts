import type { Crawl } from '../crawl/crawl.ts';
import type { Trouble } from '../crawl/trouble.ts';
import type { Dataset } from '../dataset/dataset.ts';
import { datasetsOf } from './datasets.ts';

/** How everything stood at a time. Plain data. */
export interface Snapshot {
  readonly at: string; // ISO
  readonly datasets: readonly Dataset[]; // in the order of their accessions
  readonly troubles: readonly Trouble[];
  /** Places that could not be read; `since`: how old what is told of them is. */
  readonly unread: readonly { readonly location: string; readonly since?: string | undefined }[];
}

export const snapshotOf = (crawl: Crawl): Snapshot => ({
  at: crawl.at,
  datasets: [...datasetsOf(crawl)],
  troubles: crawl.troubles,
  unread: unreadOf(crawl),
});

export const unreadOf = ({ places }: Pick<Crawl, 'places'>): Snapshot['unread'] =>
  places
    .filter(({ fresh }) => !fresh)
    .map(({ source, listing }) => ({ location: source.location, since: listing?.at }));
