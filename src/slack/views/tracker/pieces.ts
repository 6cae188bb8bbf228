import type { Button } from '@slack/types';
import type { CrawlDigest } from '../../../domain/crawl-digest.ts';
import type { Run } from '../../../storage/tracker/runs.ts';
import { buttonValue } from '../../interaction/button-value.ts';
import type { AsOf } from '../../tracker/as-of.ts';
import { button, paragraph, type Rendered, section } from '../blocks.ts';
import { count, cut, escaped, moment } from '../text.ts';
import { DATASET } from './help.ts';
import { whyWords } from './why.ts';

/** The same as these words after the command. `below`: the message with the button stays. */
export const wordsButton = (label: string, words: string, below = false): Button =>
  button({
    label,
    id: `${below ? 'dataset-more' : 'dataset-word'}:${label}`,
    value: buttonValue({ s: words }),
  });

export const NO_CRAWL = paragraph(
  `No crawl is done yet, so I know of no dataset. \`${DATASET.command} crawl\` starts one.`,
);

/** Nothing is known of so long ago. */
export const noCrawlBy = ({ words }: AsOf): Rendered =>
  paragraph(
    `No crawl was done by ${escaped(words)}, so I don’t know how it stood. \`${DATASET.command} changes\` shows the last one.`,
  );

/** For the foot of an answer about another time. */
export const asOfWords = ({ words }: AsOf): string => `As it stood at ${escaped(words)}`;

export const noCrawlOf = (number: string): Rendered =>
  paragraph(
    `There is no crawl ${escaped(number, 20)} that was done. \`${DATASET.command} changes\` shows the last one.`,
  );

/** Of a day that is to come nothing is known. */
export const notYet = (day: string): Rendered =>
  paragraph(
    `${escaped(day, 40)} has not come yet. \`${DATASET.command} board\` shows how everything stands now.`,
  );

export const NOT_YOUR_ROLE = 'This is for whoever has a role here; `/ops who` says who that is.';

/** Places that could not be read, or are empty all at once: what is told of them is old. */
export function unreadWords(unread: CrawlDigest['unread'] = []): readonly string[] {
  return unread.slice(0, MOST_PLACES).map(({ location, since, why = 'broken' }) => {
    const known =
      since === undefined ? 'nothing is known of it' : `${moment(since, 'what it held')} counts`;
    return `⚠ ${escaped(location, 200)} ${whyWords(why)}; ${known}.`;
  });
}

const MOST_PLACES = 5;

/** What became of a press, above what is left. */
export const saidAbove = (said: string, { text, blocks, fallback }: Rendered): Rendered => ({
  text: cut(`${said}\n${text}`, 3000),
  blocks: [section(said), ...blocks],
  ...(fallback && { fallback: [section(said), ...fallback] }),
});

/** When it was looked, for the foot of an answer. */
export const crawlWords = ({ startedAt, found }: Run): string =>
  `${count(found?.datasets ?? 0, 'dataset')}${moment(startedAt, ', crawled')}`;

/** A page of so many rows: `41 to 60 of 1,204`. */
export const rangeWords = (offset: number, shown: number, total: number): string =>
  total === shown
    ? ''
    : `${(offset + 1).toLocaleString('en-GB')} to ${(offset + shown).toLocaleString('en-GB')} of ${total.toLocaleString('en-GB')}`;
