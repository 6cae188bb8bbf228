import type { ActionsBlockElement, Button, Overflow } from '@slack/types';
import { statesBefore } from '../../../domain/runbook.ts';
import type { Card, CardAction } from '../../../operations/message.ts';
import { runbookNamed } from '../../../runbooks/registry.ts';
import { buttonValue } from '../../interaction/button-value.ts';
import { button } from '../blocks.ts';
import { plain } from '../text.ts';

/** Behind “⋯”: always there, seldom wanted. */
const SELDOM: ReadonlySet<string> = new Set(['note', 'recover']);

/** Shown with the list that they are about, never without it. */
const ELSEWHERE: ReadonlySet<string> = new Set(['confirm clean-up', 'put off clean-up']);

/** An overflow option takes 75 characters; what does not fit is a button. */
const OPTION_VALUE_MAX = 75;
const FORM_LINK_MAX = 3000;

/** The buttons of a card: what the runbook offers in its state, and the doors that belong to it. */
export function cardActions(card: Card): readonly ActionsBlockElement[] {
  const { proposal } = card.cycle.memory;
  const offered = card.actions.filter(
    ({ event }) => event !== proposal?.event && !ELSEWHERE.has(event),
  );
  const hidden = offered.filter((action) => SELDOM.has(action.event) && fitsOption(card, action));
  const shown = offered.filter((action) => !hidden.includes(action));
  return [
    ...exportAgain(card),
    ...formLink(card),
    ...shown.map((action) => eventButton(card, action)),
    ...browserLink(card),
    ...(hidden.length === 0 ? [] : [more(card, hidden)]),
  ];
}

/** The button that answers with a runbook event. */
export function eventButton(
  card: Card,
  action: CardAction,
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

/** Step 8: a held dataset can be exported again; the main thing to do once ingest calls it valid. */
export function exportAgain(card: Card): readonly Button[] {
  const { cycle } = card;
  const runbook = runbookNamed(cycle.runbook);
  const possible = runbook.steps
    .flatMap(({ transitions }) => transitions)
    .some((each) => each.on === 're-exported' && statesBefore(runbook, each).includes(cycle.state));
  if (!possible || cycle.closedAt !== undefined) return [];
  return [
    button({
      label: 'Export again',
      id: 'ask:again',
      value: buttonValue({ b: runbook.name, w: cycle.dataset.projectUuid }),
      ...(cycle.memory.problem?.validAgain === true ? { style: 'primary' } : {}),
    }),
  ];
}

function more(card: Card, actions: readonly CardAction[]): Overflow {
  return {
    type: 'overflow',
    action_id: 'more',
    options: actions.slice(0, 5).map((action) => ({
      text: { type: 'plain_text', text: plain(action.label, 75) },
      value: eventValue(card, action),
    })),
  };
}

function fitsOption(card: Card, action: CardAction): boolean {
  return eventValue(card, action).length <= OPTION_VALUE_MAX;
}

function eventValue({ cycle }: Card, { event }: CardAction, subject?: string): string {
  const bound = subject === undefined ? {} : { h: subject };
  return buttonValue({ c: cycle.id, t: cycle.turn, e: event, ...bound });
}
