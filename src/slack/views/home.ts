import type { ActionsBlockElement, Button, KnownBlock } from '@slack/types';
import type { ExportJob } from '../../domain/data-export/job.ts';
import { openAlert } from '../../domain/decision/alert.ts';
import { mayAct } from '../../domain/role.ts';
import type { Runbook } from '../../domain/runbook/runbook.ts';
import type { Card } from '../../operations/message.ts';
import type { Listing, Row } from '../../operations/operations.ts';
import { exporting } from '../../runbooks/exporting.ts';
import { runbookNamed } from '../../runbooks/registry.ts';
import { buttonValue } from '../interaction/button-value.ts';
import { NOTHING_WAITS, nothingUnderWay, rowLine, seeTheBoard } from './answers/report.ts';
import { button, context, header, row, section } from './blocks.ts';
import { type BucketsHome, bucketsBlocks, bucketsWaiting } from './buckets/home.ts';
import { statusNow, titleLine } from './card/card.ts';
import { cardActions } from './card/card-actions.ts';
import { exportRows } from './data-export/answers.ts';
import { bold, link, moment, type Roles } from './text.ts';
import { ALERT_ANSWERS, alertActions } from './thread/alert.ts';
import { proposalActions, proposalWords } from './thread/clean-up.ts';
import {
  type TrackedHome,
  type TrackerWaiting,
  trackedBlocks,
  trackerWaitingBlocks,
  trackerWaits,
} from './tracker/home.ts';

/** Rows with buttons take two to four blocks each; a Home tab holds a hundred. */
const MOST_WAITING = 15;
const MOST_STUCK = 10;
const MOST_RUNNING = 20;
const MOST_RELEASED = 10;

export interface HomeData {
  readonly opens: readonly Runbook[]; // which this person may
  readonly waiting: Listing; // for this person, oldest first
  /** What else waits for them; absent where that is switched off. */
  readonly buckets?: BucketsHome | undefined;
  readonly tracker?: TrackerWaiting | undefined;
  readonly stuck: readonly Row[]; // late, and not waiting for them
  readonly running: Listing; // open, neither waiting for them nor stuck
  readonly released: readonly Row[]; // newest first
  readonly exports: readonly ExportJob[]; // their own, newest first
  readonly datasets?: TrackedHome | undefined; // where the tracker is switched on
  readonly now: Date;
}

/** A person's own page: what waits for them, what runs, what was released; quiet when there is nothing. */
export function homeBlocks(
  { opens, waiting, buckets, tracker, stuck, running, released, exports, datasets, now }: HomeData,
  roles: Roles,
): readonly KnownBlock[] {
  return [
    ...row([
      ...opens.map(newCycleButton),
      button({ label: 'Export files', id: 'new-data-export' }),
    ]),
    ...waitingBlocks(
      { waiting, buckets, tracker },
      roles,
      running.total + stuck.length === 0 ? nothingUnderWay(exporting) : seeTheBoard(exporting),
    ),
    ...stuckBlocks(stuck, roles),
    ...listed(
      'Running',
      running.rows.slice(0, MOST_RUNNING).map((each) => rowLine(each, roles)),
    ),
    ...more(running.total - Math.min(running.rows.length, MOST_RUNNING)),
    ...listed('Recently released', released.slice(0, MOST_RELEASED).map(releasedLine)),
    ...(datasets === undefined ? [] : trackedBlocks(datasets)),
    ...(exports.length === 0 ? [] : [header('My exports'), ...exportRows(exports, now)]),
  ];
}

function newCycleButton({ name, newCycle: label }: Runbook): Button {
  const value = buttonValue({ b: name });
  return button({ label, id: `new:${name}`, value, style: 'primary' });
}

function waitingBlocks(
  { waiting: { rows, total }, buckets, tracker }: Pick<HomeData, 'waiting' | 'buckets' | 'tracker'>,
  roles: Roles,
  otherwise: string,
): readonly KnownBlock[] {
  const ofBuckets = buckets === undefined ? 0 : bucketsWaiting(buckets);
  const ofTracker = tracker === undefined ? 0 : trackerWaits(tracker);
  const all = total + ofBuckets + ofTracker;
  if (all === 0) return [section(`${NOTHING_WAITS} ${otherwise}`)];
  return [
    header(`Waiting for you: ${all.toLocaleString('en-GB')}`),
    ...rows
      .slice(0, MOST_WAITING)
      .flatMap(({ card, link: at, list }) => [
        section([titleLine(card), statusNow(card, roles), ...proposalWords(card)].join('\n')),
        ...row([...proposalActions(card), ...ownButtons(card)]),
        ...row(alertButtons(card)),
        ...links(at, list),
      ]),
    ...more(total - Math.min(rows.length, MOST_WAITING)),
    ...(buckets === undefined ? [] : bucketsBlocks(buckets)),
    ...(tracker === undefined ? [] : trackerWaitingBlocks(tracker)),
  ];
}

function links(card: string | undefined, list: string | undefined): readonly KnownBlock[] {
  if (card === undefined && list === undefined) return [];
  return [
    context(card && link(card, 'See its card'), list && link(list, 'See the list in its thread')),
  ];
}

function stuckBlocks(rows: readonly Row[], roles: Roles): readonly KnownBlock[] {
  if (rows.length === 0) return [];
  return [
    header(`Stuck: ${rows.length}`),
    ...rows
      .slice(0, MOST_STUCK)
      .flatMap((each) => [section(rowLine(each, roles)), ...row(alertButtons(each.card))]),
    ...more(rows.length - Math.min(rows.length, MOST_STUCK)),
  ];
}

/** What the card offers, but for what the alert offers below. */
function ownButtons(card: Card): readonly ActionsBlockElement[] {
  if (openAlert(card.cycle) === undefined) return cardActions(card);
  const actions = card.actions.filter(({ event }) => !ALERT_ANSWERS.has(event));
  return cardActions({ ...card, actions });
}

/** What answers an open alert, for whoever has any role. */
function alertButtons(card: Card): readonly ActionsBlockElement[] {
  const alert = openAlert(card.cycle);
  const may = card.viewer === undefined || mayAct(card.viewer, 'anyone with a role');
  return alert === undefined || !may ? [] : alertActions(card, alert);
}

function listed(title: string, lines: readonly string[]): readonly KnownBlock[] {
  if (lines.length === 0) return [];
  const half = Math.ceil(lines.length / 2);
  const parts = lines.length > 10 ? [lines.slice(0, half), lines.slice(half)] : [lines];
  return [header(title), ...parts.map((part) => section(part.join('\n')))];
}

function releasedLine({ card, link: at }: Row): string {
  const { dataset, number, runbook } = card.cycle;
  const see = at === undefined ? '' : ` · ${link(at, 'card')}`;
  const when = card.cycle.closedAt ?? card.cycle.since;
  const { counted } = runbookNamed(runbook);
  return `• ${bold(dataset.shortName)} ${counted} ${number}${moment(when, ',')} · ${link(card.browserUrl, 'browser')}${see}`;
}

function more(left: number): readonly KnownBlock[] {
  return left > 0 ? [context(`and ${left} more on the board`)] : [];
}
