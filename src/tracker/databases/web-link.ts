import type { Dataset } from '../dataset/dataset.ts';

/** What the database behind the site says of an experiment. */
export interface SiteRow {
  readonly technology: 'bulk' | 'single cell'; // whose database it is
  readonly isPrivate: boolean;
  readonly accessKey: string | null;
}

const SITE = 'https://www.ebi.ac.uk';
const DEVELOPERS_SITE = 'https://wwwdev.ebi.ac.uk';

/** The dataset’s page for people; undefined where it has none. A private one’s carries the key that opens it. */
export function webLink(
  { accession, status }: Pick<Dataset, 'accession' | 'status'>,
  { technology, isPrivate, accessKey }: SiteRow,
): string | undefined {
  const page = `/gxa/${technology === 'bulk' ? '' : 'sc/'}experiments/${encodeURIComponent(accession)}`;
  if (isPrivate)
    return technology === 'bulk' && accessKey !== null
      ? `${DEVELOPERS_SITE}${page}/Results?accessKey=${encodeURIComponent(accessKey)}`
      : undefined;
  switch (status) {
    case 'published':
      return SITE + page;
    case 'published_dev':
      return DEVELOPERS_SITE + page;
    default:
      return undefined;
  }
}
