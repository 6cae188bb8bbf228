import { describeProgress } from '../../domain/export-progress.ts';
import { stateOf } from '../../domain/transition.ts';
import type { Card, Message } from '../../operations/message.ts';
import { runbookNamed } from '../../runbooks/registry.ts';
import { context, type Rendered, row, section } from './blocks.ts';
import { cardActions } from './card-actions.ts';
import {
  bold,
  call,
  code,
  cut,
  duration,
  escaped,
  link,
  moment,
  person,
  type Roles,
  since,
} from './text.ts';

type AlertMessage = Extract<Message, { kind: 'alert' }>;

/** The stuck alert: one message an episode, edited when it moves again. */
export function alertView(message: AlertMessage, roles: Roles): Rendered {
  const { card } = message;
  const { alert } = card.cycle.memory;
  const text =
    alert?.resolvedAt === undefined
      ? open(message, roles)
      : resolved(card, alert.openedAt, alert.resolvedAt, alert.resolvedBy ?? 'progress');
  const { dataset } = card.cycle;
  const foot = context(
    `UUID ${code(dataset.projectUuid)}`,
    `wrangler ${person(card.cycle.submitter)}`,
    link(dataset.ingestUrl, 'ingest'),
  );
  const buttons =
    alert?.resolvedAt === undefined
      ? cardActions(card).filter((element) => element.type === 'button')
      : [];
  return { text: cut(text, 3000), blocks: [section(text), ...row(buttons), foot] };
}

function open({ card, diagnosis, mention }: AlertMessage, roles: Roles): string {
  const { cycle, now } = card;
  const { label, within } = stateOf(runbookNamed(cycle.runbook), cycle.state);
  const usual = within === undefined ? '' : `; this should take at most ${duration(within)}`;
  const { progress, progressAt } = cycle.memory;
  const last =
    progressAt === undefined
      ? 'No progress seen since it was submitted.'
      : `Last progress ${since(progressAt, now)} ago: ${escaped(describeProgress(progress), 300)}.`;
  const called = call(roles, mention, cycle.submitter);
  return [
    `⚠ ${bold(cycle.dataset.shortName)} has been ${escaped(label.toLowerCase())} for ${since(cycle.since, now)}${usual}.`,
    `${last} Likely: ${escaped(diagnosis.likely, 400)}.`,
    `Next: ${called === '' ? '' : `${called}: `}${escaped(diagnosis.next, 400)}.`,
  ].join('\n');
}

function resolved({ cycle }: Card, openedAt: string, resolvedAt: string, by: string): string {
  const name = bold(cycle.dataset.shortName);
  const after = duration(new Date(resolvedAt).getTime() - new Date(openedAt).getTime());
  const how =
    by === 'progress'
      ? `moving again since ${moment(resolvedAt)}. Resolved by itself`
      : `out of this state since ${moment(resolvedAt)}, by ${person(by)}. Resolved`;
  const { progress } = cycle.memory;
  const at = by === 'progress' ? ` (${escaped(describeProgress(progress), 300)})` : '';
  return `✓ ${name}: ${how} after ${after}${at}.`;
}
