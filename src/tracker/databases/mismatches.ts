import type { Dataset } from '../dataset/dataset.ts';
import { rankOf } from '../state/stage.ts';

/** Where a production database and the crawl do not agree. Sorted by name. */
export interface Mismatches {
  readonly onlyInDatabase: readonly string[];
  /** Said to be published, yet the database behind the site does not have them. */
  readonly onlyCrawled: readonly string[];
}

/** What has to be known of a dataset for it. */
export type Crawled = Pick<Dataset, 'accession' | 'reach'>;

export function mismatchesBetween(
  inDatabase: Iterable<string>,
  datasets: readonly Crawled[],
): Mismatches {
  const known = new Set(inDatabase);
  const crawled = new Set(datasets.map(({ accession }) => accession));
  const published = datasets.filter(({ reach }) => reach >= rankOf('published_dev'));
  return {
    onlyInDatabase: [...known].filter((accession) => !crawled.has(accession)).sort(),
    onlyCrawled: published
      .map(({ accession }) => accession)
      .filter((accession) => !known.has(accession))
      .sort(),
  };
}
