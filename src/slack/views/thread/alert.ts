import type { ActionsBlockElement, StaticSelect } from '@slack/types';
import type { Alert, Cycle } from '../../../domain/cycle/cycle.ts';
import { ESCALATE, openAlert, SNOOZE, SNOOZES, TAKE } from '../../../domain/decision/alert.ts';
import { minutes } from '../../../domain/duration.ts';
import { stateOf } from '../../../domain/runbook/runbook.ts';
import type { Card, Message } from '../../../operations/message.ts';
import type { Checked } from '../../../operations/operations.ts';
import { runbookNamed } from '../../../runbooks/registry.ts';
import { buttonValue } from '../../interaction/button-value.ts';
import { button, context, paragraph, type Rendered, row, section } from '../blocks.ts';
import { eventButton, more } from '../card/card-actions.ts';
import {
  bold,
  call,
  capitalised,
  code,
  cut,
  duration,
  escaped,
  link,
  moment,
  person,
  type Roles,
  since,
  TIME,
} from '../text.ts';
import { progressWords } from './progress-words.ts';

type AlertMessage = Extract<Message, { kind: 'alert' }>;

/** The stuck alert: one message an episode, edited as somebody takes it and when it moves again. */
export function alertView(message: AlertMessage, roles: Roles): Rendered {
  const { card } = message;
  const { alert } = card.cycle.memory;
  const open = openAlert(card.cycle);
  const text =
    alert?.resolvedAt === undefined
      ? stuck(message, roles, alert)
      : resolved(card, alert.openedAt, alert.resolvedAt, alert.resolvedBy ?? 'progress');
  const { dataset } = card.cycle;
  const foot = context(
    `UUID ${code(dataset.projectUuid)}`,
    `wrangler ${person(card.cycle.submitter)}`,
    link(dataset.ingestUrl, 'ingest'),
  );
  const buttons = open === undefined ? [] : alertActions(card, open);
  return { text: cut(text, 3000), blocks: [section(text), ...row(buttons), foot] };
}

/** What “Check again” found, for the one who pressed. */
export function checkedView(checked: Checked): Rendered {
  const { card } = checked;
  if (!checked.answered && checked.why === 'silent') {
    return paragraph(
      `${capitalised(escaped(checked.system))} isn’t answering just now; I keep looking.`,
    );
  }
  if (card === undefined || !checked.answered) {
    return paragraph('There is no system to look at: it waits for people.');
  }
  const { cycle } = card;
  const name = bold(cycle.dataset.shortName);
  if (!checked.news) {
    const words = progressWords(cycle);
    const shown = words === undefined ? '' : ` (${words})`;
    return paragraph(`${capitalised(checked.system)} says nothing new of ${name}${shown}.`);
  }
  const { label } = stateOf(runbookNamed(cycle.runbook), cycle.state);
  return paragraph(`There is news of ${name}: it is at ${bold(label)}; its card is up to date.`);
}

/** What may be behind the buttons of an alert; the card’s own need not be beside them again. */
export const ALERT_ANSWERS: ReadonlySet<string> = new Set(['recover', 'problem', 'note']);

/** What answers an open alert, wherever it is shown: what comes next first, the rest behind “⋯”. */
export function alertActions(card: Card, alert: Alert): readonly ActionsBlockElement[] {
  const offered = (event: string) => card.actions.filter((action) => action.event === event);
  const take = eventButton(card, { event: TAKE, label: 'I’m on it', style: 'primary' });
  const check = button({
    label: 'Check again',
    id: 'check',
    value: buttonValue({ c: card.cycle.id, t: card.cycle.turn, e: 'check' }),
  });
  return [
    ...(alert.owner === undefined ? [take] : []),
    snoozeMenu(card, alert),
    ...offered('recover').map((action) => eventButton(card, action)),
    check,
    ...more(card, [{ event: ESCALATE, label: 'Escalate' }, ...offered('problem')]),
  ];
}

/** A menu shows what was chosen for as long as it has the same id: each rest gets another. */
function snoozeMenu({ cycle }: Card, { snoozed, nextAt }: Alert): StaticSelect {
  return {
    type: 'static_select',
    action_id: `event:${SNOOZE}:${snoozed?.until ?? nextAt ?? ''}`,
    placeholder: { type: 'plain_text', text: 'Snooze' },
    options: SNOOZES.map((choice, index) => ({
      text: { type: 'plain_text', text: choice },
      value: buttonValue({ c: cycle.id, t: cycle.turn, e: SNOOZE, v: index }),
    })),
  };
}

function stuck(
  { card, diagnosis, mention }: AlertMessage,
  roles: Roles,
  alert: Alert | undefined,
): string {
  const { cycle, now } = card;
  const { label } = stateOf(runbookNamed(cycle.runbook), cycle.state);
  const { progress } = cycle.memory;
  const still = alert?.why === 'standing still';
  const limit = duration(alert?.limit ?? 0);
  const usual = still ? `, without progress for ${limit}` : `; this should take at most ${limit}`;
  const called = call(roles, mention, cycle);
  const toThem = called === '' ? '' : `${called}: `;
  const name = bold(cycle.dataset.shortName);
  const head = `⚠ ${name} has been ${escaped(label.toLowerCase())} for ${since(cycle.since, now)}${usual}.`;
  const said = alert === undefined ? [] : answered(alert);
  if (diagnosis === undefined) {
    return [head, `${toThem}it waits for you; the card above says what for.`, ...said].join('\n');
  }
  return [
    head,
    `${lastProgress(card)}Likely: ${escaped(diagnosis.likely, 400)}.`,
    `Next: ${toThem}${nextStep(diagnosis.next, progress?.job?.id)}.`,
    ...said,
  ].join('\n');
}

/** How far it had come when it last moved; of archiving only what it waits for now. */
function lastProgress({ cycle, now }: Card): string {
  const { archive, progressAt } = cycle.memory;
  const words = progressWords(cycle);
  const moved = progressAt !== undefined && words !== undefined;
  if (archive !== undefined && !(moved && new Date(progressAt) >= cycle.since)) return '';
  if (!moved) return 'No progress seen since it was submitted. ';
  return `Last progress ${since(progressAt, now)} ago: ${words}. `;
}

/** Who has it, or until when it rests. */
function answered({ owner, snoozed }: Alert): readonly string[] {
  return [
    ...(owner === undefined
      ? []
      : [`${person(owner.by)} is on it ${moment(owner.at, 'since', TIME)}.`]),
    ...(snoozed === undefined
      ? []
      : [`${moment(snoozed.until, 'Rests until')}, says ${person(snoozed.by)}.`]),
  ];
}

/** The job's id is there to be copied. */
function nextStep(next: string, job: string | undefined): string {
  const words = escaped(next, 400);
  return job === undefined ? words : words.replace(escaped(job), () => code(job));
}

function resolved({ cycle }: Card, openedAt: string, resolvedAt: string, by: string): string {
  const name = bold(cycle.dataset.shortName);
  const between = (from: Date | string): string =>
    duration(new Date(resolvedAt).getTime() - new Date(from).getTime());
  const late = new Date(resolvedAt).getTime() - new Date(openedAt).getTime();
  const total = between(startOf(cycle, openedAt));
  const after = late < minutes(1) ? total : `${total}, ${duration(late)} late`;
  const how =
    by === 'progress'
      ? `moving again ${moment(resolvedAt, 'since')}. Resolved by itself`
      : `moved on by ${person(by)}${moment(resolvedAt, ',')}. Resolved`;
  // This message is not drawn again: what it says has to stay true however the dataset goes on.
  if (cycle.memory.problem?.at === resolvedAt) {
    return `⚠ ${name}: held for a correction by ${person(by)}${moment(resolvedAt, ',')}, after ${after}. Its card says how it goes on.`;
  }
  const words = progressWords(cycle);
  const at = by === 'progress' && words !== undefined ? ` (${words})` : '';
  return `✓ ${name}: ${how} after ${after}${at}.`;
}

/** When the state began that became late: the cycle may have left it since. */
function startOf({ memory, openedAt }: Cycle, lateAt: string): Date | string {
  const before = (memory.passed ?? []).findLast(({ at }) => new Date(at) <= new Date(lateAt));
  return before?.at ?? openedAt;
}
