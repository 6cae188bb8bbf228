import type { Tracked } from '../../../tracker/tracking/tracked.ts';

/** Beside what people found to be so, over the crawl. */
const SIGN = '✎';
export const SIGN_WORDS = `${SIGN} corrected by people, over what the crawl says`;

/** What is called so in the sheets: what people corrected it to, with a sign; else what the crawl says. */
export function saidOf({ corrected }: Tracked, title: string, crawled: string): string {
  const text = corrected?.get(title);
  return text === undefined ? crawled : `${text} ${SIGN}`.trim();
}

export const isCorrected = ({ corrected }: Tracked): boolean => corrected !== undefined;
