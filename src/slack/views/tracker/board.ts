import type { KnownBlock, RawTextElement, TableBlock } from '@slack/types';
import type { Run } from '../../../storage/tracker/runs.ts';
import type { Tracked } from '../../../tracker/tracking/tracked.ts';
import type { BoardOfRun } from '../../../tracker/tracking/tracker.ts';
import { buttonValue } from '../../interaction/button-value.ts';
import type { AsOf } from '../../tracker/as-of.ts';
import { type BoardWish, ORDERS, wordsOf } from '../../tracker/board-wish.ts';
import { button, context, inSections, type Rendered, row, section } from '../blocks.ts';
import { bold, count, cut, escaped, literal, plain, since } from '../text.ts';
import { isCorrected, SIGN_WORDS, saidOf } from './corrected.ts';
import { asOfWords, crawlWords, rangeWords, unreadWords, wordsButton } from './pieces.ts';

/** A table holds a hundred rows and 10,000 letters. */
export const ROWS_A_PAGE = 25;

/** What each order is called, where it is chosen. */
export const ORDER_WORDS: Readonly<Record<BoardWish['order'], string>> = {
  accession: 'accession',
  state: 'state',
  since: 'longest in its state',
  modified: 'metadata changed',
};

/** `/dataset board`: a page of a table, with the ways to other pages, orders and filters. */
export function boardView(
  run: Run,
  { total, rows }: BoardOfRun,
  wish: BoardWish,
  { now, then }: { readonly now: Date; readonly then?: AsOf | undefined },
): Rendered {
  const head = `*${count(total, 'dataset')}*${filterWords(wish)}, by ${ORDER_WORDS[wish.order]}${wish.descending ? ', backwards' : ''}`;
  const until = then?.at ?? now;
  const offset = (wish.page - 1) * ROWS_A_PAGE;
  const lines = rows.map((each) => lineOf(each, until));
  const foot = context(
    rangeWords(offset, rows.length, total),
    then && asOfWords(then),
    rows.some(isCorrected) ? SIGN_WORDS : undefined,
    crawlWords(run),
    ...unreadWords(run.found?.unread),
  );
  const ways = waysOn(wish, offset + rows.length < total);
  const top: KnownBlock[] = [section(head)];
  return {
    text: cut([head, ...lines].join('\n'), 3000),
    blocks: [...top, ...(rows.length === 0 ? [] : [table(rows, until)]), ...ways, foot],
    fallback: [...top, ...inSections(lines), ...ways, foot],
  };
}

function waysOn(wish: BoardWish, isMore: boolean): readonly KnownBlock[] {
  const { page, order } = wish;
  const next = ORDERS[(ORDERS.indexOf(order) + 1) % ORDERS.length] ?? order;
  return row([
    ...(page > 1 ? [wordsButton('Previous', wordsOf(wish, { page: page - 1 }))] : []),
    ...(isMore ? [wordsButton('Next', wordsOf(wish, { page: page + 1 }))] : []),
    button({ label: 'Filter…', id: 'dataset-filter', value: buttonValue({ s: wordsOf(wish) }) }),
    wordsButton(
      `Sort by ${ORDER_WORDS[next]}`,
      wordsOf(wish, { order: next, descending: false, page: 1 }),
    ),
    wordsButton('The other way round', wordsOf(wish, { descending: !wish.descending, page: 1 })),
  ]);
}

/** ` in loading, of ana, with the same state for 30d`. */
function filterWords({ stage, tech, curator, external, stuck }: BoardWish): string {
  return [
    external === undefined ? '' : external ? ' external' : ' of ours',
    stage === undefined ? '' : ` in ${stage}`,
    tech === undefined ? '' : `, ${escaped(tech)}`,
    curator === undefined ? '' : `, curated by ${escaped(curator)}`,
    stuck === undefined ? '' : `, with the same state for ${escaped(stuck)} or longer`,
  ].join('');
}

function table(rows: readonly Tracked[], now: Date): TableBlock {
  const heads = ['Accession', 'State', 'For', 'Technology', 'Curator', 'Title'].map(cell);
  return {
    type: 'table',
    column_settings: [{}, {}, { align: 'right' }, {}, {}, { is_wrapped: true }],
    rows: [heads, ...rows.map((each) => cells(each, now))],
  };
}

function cells(tracked: Tracked, now: Date): RawTextElement[] {
  const { accession, status, tech, curators, title = '' } = tracked.dataset;
  return [
    cell(plain(accession, 40)),
    cell(plain(saidOf(tracked, 'Status', status), 60)),
    cell(since(tracked.since, now)),
    cell(plain(saidOf(tracked, 'Tech Type', tech.join(', ')), 40)),
    cell(plain(saidOf(tracked, 'Curator', curators.join(', ')), 60)),
    cell(plain(saidOf(tracked, 'Investigation Title', title), 100)),
  ];
}

const cell = (text: string): RawTextElement => ({ type: 'raw_text', text });

function lineOf(tracked: Tracked, now: Date): string {
  const { accession, status } = tracked.dataset;
  const curators = saidOf(tracked, 'Curator', tracked.dataset.curators.join(', '));
  const by = curators === '' ? '' : `, ${literal(curators, 60)}`;
  const state = literal(saidOf(tracked, 'Status', status));
  return `• ${bold(accession)} ${state} for ${since(tracked.since, now)}${by}`;
}
