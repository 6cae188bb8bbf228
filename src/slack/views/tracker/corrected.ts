import type { Button } from '@slack/types';
import { countsAs } from '../../../tracker/dataset/dataset.ts';
import { crawledText } from '../../../tracker/sheets/columns.ts';
import type { Tracked } from '../../../tracker/tracking/tracked.ts';
import { buttonValue } from '../../interaction/button-value.ts';
import { button } from '../blocks.ts';
import { literal, moment, person } from '../text.ts';

/** Beside what people found to be so, over the crawl. */
const SIGN = '✎';
export const SIGN_WORDS = `${SIGN} corrected by people, over what the crawl says`;

/** What is called so in the sheets: what people corrected it to, with a sign; else what the crawl says. */
export function saidOf(
  { corrected }: Pick<Tracked, 'corrected'>,
  title: string,
  crawled: string,
): string {
  const correction = corrected?.get(title);
  return correction === undefined ? crawled : `${correction.text || '(nothing)'} ${SIGN}`;
}

const REMARK_WORDS = ', and so it counts: what is external, only a crawl says';

/** Who found what to be so, and what the crawl says: a line for each column. */
export const correctionLines = ({ corrected, dataset }: Tracked): readonly string[] =>
  [...(corrected ?? [])].map(([title, { text, person: by, at, reach }]) => {
    const crawled = crawledText(title, dataset);
    const over = crawled === '' ? '' : `; the crawl says “${literal(crawled, 300)}”`;
    const isRemark = reach !== undefined && !countsAs(reach, dataset);
    return `${SIGN} ${literal(title)} “${literal(text || 'nothing', 300)}” was accepted by ${person(by)}${moment(at, ',')}${over}${isRemark ? REMARK_WORDS : ''}`;
  });

/** For whoever thinks otherwise: each is as it is in the crawl again. */
export const takeBackButtons = ({ corrected }: Tracked): readonly Button[] =>
  [...(corrected ?? [])].map(([title, { proposal }]) =>
    button({
      label: `Take back ${title}`,
      id: `dataset-proposal:back:${proposal}`,
      value: buttonValue({ p: proposal, v: 'take back' }),
    }),
  );

export const isCorrected = ({ corrected }: Pick<Tracked, 'corrected'>): boolean =>
  corrected !== undefined;
