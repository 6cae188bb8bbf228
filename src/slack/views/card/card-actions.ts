import type { ActionsBlockElement, Button, Overflow } from '@slack/types';
import { isUnderWay } from '../../../domain/cycle/clean-up.ts';
import type { Memory } from '../../../domain/cycle/cycle.ts';
import { mayAct } from '../../../domain/role.ts';
import { canReopen, reopening } from '../../../domain/runbook/runbook.ts';
import type { Card, CardAction } from '../../../operations/message.ts';
import { runbookNamed } from '../../../runbooks/registry.ts';
import { buttonValue } from '../../interaction/button-value.ts';
import { button } from '../blocks.ts';
import { plain } from '../text.ts';

/** Behind “⋯”: always there, seldom wanted. */
const SELDOM: ReadonlySet<string> = new Set([
  'note',
  'recover',
  'read plan again',
  'remove DSP submission',
]);
/** Once it was asked for: what has been listed carries its own buttons. */
const SELDOM_TWICE = 'clean up';

/** Shown with the list that they are about, never without it. */
const ELSEWHERE: ReadonlySet<string> = new Set(['confirm clean-up', 'put off clean-up']);

/** The way out of a correction: after all that a correction asks for. */
const INSTEAD = 'problem solved';

/** An overflow option takes 75 characters; what does not fit is a button. */
const OPTION_VALUE_MAX = 75;
const FORM_LINK_MAX = 3000;

/** The buttons of a card: what the runbook offers in its state, and the doors that belong to it. */
export function cardActions(card: Card): readonly ActionsBlockElement[] {
  const { proposal, problem, cleanUp } = card.cycle.memory;
  const offered = card.actions.filter(
    ({ event }) => event !== proposal?.event && !ELSEWHERE.has(event),
  );
  const isSeldom = (event: string): boolean =>
    SELDOM.has(event) || (event === SELDOM_TWICE && cleanUp !== undefined);
  const hidden = offered.filter((action) => isSeldom(action.event) && fitsOption(card, action));
  const shown = offered
    .filter((action) => !hidden.includes(action))
    .toSorted((a, b) => Number(a.event === INSTEAD) - Number(b.event === INSTEAD));
  const again = exportAgain(card);
  const isNext = problem?.validAgain === true;
  return [
    ...(isNext ? again : []),
    ...formLink(card),
    ...shown.map((action) => eventButton(card, action)),
    ...(isNext ? [] : again),
    ...browserLink(card),
    ...more(card, hidden),
  ];
}

type EventLabel = Pick<CardAction, 'event' | 'label' | 'style'>;

/** The button that answers with a runbook event. */
export function eventButton(
  card: Card,
  action: EventLabel,
  label = action.label,
  subject?: string,
): Button {
  return button({
    label,
    id: `event:${action.event}`,
    value: eventValue(card, action, subject),
    ...(action.style === undefined ? {} : { style: action.style }),
  });
}

/** To confirm what a machine has said. */
export function confirmLabel({ label }: CardAction): string {
  return `Confirm: ${label.charAt(0).toLowerCase()}${label.slice(1)}`;
}

/** The form that the import team wants, filled in: only while somebody has to submit it. */
export function formLink(card: Card): readonly Button[] {
  const url = card.importFormUrl;
  const wanted = card.actions.some(({ event }) => event === 'form submitted');
  if (url === undefined || url.length > FORM_LINK_MAX || !wanted) return [];
  return [button({ label: 'Open the form', id: 'open:form', url, style: 'primary' })];
}

function browserLink(card: Card): readonly Button[] {
  const wanted = card.actions.some(
    ({ event }) => event === 'final check passed' || event === 'seen in the browser',
  );
  return wanted && URL.canParse(card.browserUrl)
    ? [button({ label: 'Look in the browser', id: 'open:browser', url: card.browserUrl })]
    : [];
}

/** Step 8: a held dataset can be exported again; the main thing to do once it is valid and nothing is to be cleared. */
export function exportAgain(card: Card): readonly Button[] {
  const { cycle } = card;
  const runbook = runbookNamed(cycle.runbook);
  const { viewer } = card;
  const again = reopening(runbook);
  if (again === undefined || !canReopen(runbook, cycle.state)) return [];
  if (viewer !== undefined && !mayAct(viewer, again.who)) return [];
  return [
    button({
      label: again.opens,
      id: 'ask:again',
      value: buttonValue({ b: runbook.name, w: cycle.dataset.projectUuid }),
      ...(isReady(cycle.memory) ? { style: 'primary' } : {}),
    }),
  ];
}

function isReady({ problem, cleanUp }: Memory): boolean {
  return problem?.validAgain === true && !isUnderWay(cleanUp);
}

/** The menu behind “⋯”, if there is anything to put into it. */
export function more(card: Card, actions: readonly EventLabel[]): readonly Overflow[] {
  if (actions.length === 0) return [];
  return [
    {
      type: 'overflow',
      action_id: 'more',
      options: actions.slice(0, 5).map((action) => ({
        text: { type: 'plain_text', text: plain(action.label, 75) },
        value: eventValue(card, action),
      })),
    },
  ];
}

function fitsOption(card: Card, action: CardAction): boolean {
  return eventValue(card, action).length <= OPTION_VALUE_MAX;
}

function eventValue({ cycle }: Card, { event }: EventLabel, subject?: string): string {
  const bound = subject === undefined ? {} : { h: subject };
  return buttonValue({ c: cycle.id, t: cycle.turn, e: event, ...bound });
}
