import type { KnownBlock } from '@slack/types';
import type { Listing, Row } from '../../operations/operations.ts';
import { NOTHING_UNDER_WAY, NOTHING_WAITS, rowLine, SEE_THE_BOARD } from './answers/report.ts';
import { button, context, header, row, section } from './blocks.ts';
import { statusNow, titleLine } from './card/card.ts';
import { cardActions } from './card/card-actions.ts';
import { bold, link, moment, type Roles } from './text.ts';

/** Rows with buttons take two or three blocks each; a Home tab holds a hundred. */
const MOST_WAITING = 15;
const MOST_RUNNING = 20;
const MOST_RELEASED = 10;

export interface HomeData {
  readonly mayStart: boolean;
  readonly waiting: Listing; // for this person, oldest first
  readonly running: Listing; // open, and not waiting for them
  readonly released: readonly Row[]; // newest first
}

/** A person's own page: what waits for them, what runs, what was released; quiet when there is nothing. */
export function homeBlocks(
  { mayStart, waiting, running, released }: HomeData,
  roles: Roles,
): readonly KnownBlock[] {
  return [
    ...row(mayStart ? [button({ label: 'New export', id: 'new-export', style: 'primary' })] : []),
    ...waitingBlocks(waiting, roles, running.total === 0 ? NOTHING_UNDER_WAY : SEE_THE_BOARD),
    ...listed(
      'Running',
      running.rows.slice(0, MOST_RUNNING).map((each) => rowLine(each, roles)),
    ),
    ...more(running.total - Math.min(running.rows.length, MOST_RUNNING)),
    ...listed('Recently released', released.slice(0, MOST_RELEASED).map(releasedLine)),
  ];
}

function waitingBlocks(
  { rows, total }: Listing,
  roles: Roles,
  otherwise: string,
): readonly KnownBlock[] {
  if (total === 0) return [section(`${NOTHING_WAITS} ${otherwise}`)];
  return [
    header(`Waiting for you: ${total}`),
    ...rows
      .slice(0, MOST_WAITING)
      .flatMap(({ card, link: at }) => [
        section(`${titleLine(card)}\n${statusNow(card, roles)}`),
        ...row(cardActions(card)),
        ...(at === undefined ? [] : [context(link(at, 'See its card'))]),
      ]),
    ...more(total - Math.min(rows.length, MOST_WAITING)),
  ];
}

function listed(title: string, lines: readonly string[]): readonly KnownBlock[] {
  if (lines.length === 0) return [];
  const half = Math.ceil(lines.length / 2);
  const parts = lines.length > 10 ? [lines.slice(0, half), lines.slice(half)] : [lines];
  return [header(title), ...parts.map((part) => section(part.join('\n')))];
}

function releasedLine({ card, link: at }: Row): string {
  const { dataset, number } = card.cycle;
  const see = at === undefined ? '' : ` · ${link(at, 'card')}`;
  const when = card.cycle.closedAt ?? card.cycle.since;
  return `• ${bold(dataset.shortName)} cycle ${number}${moment(when, ',')} · ${link(card.browserUrl, 'browser')}${see}`;
}

function more(left: number): readonly KnownBlock[] {
  return left > 0 ? [context(`and ${left} more on the board`)] : [];
}
