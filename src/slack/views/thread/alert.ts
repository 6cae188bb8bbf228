import type { Cycle } from '../../../domain/cycle.ts';
import { describeProgress } from '../../../domain/export/export-progress.ts';
import { stateOf } from '../../../domain/transition.ts';
import type { Card, Message } from '../../../operations/message.ts';
import { runbookNamed } from '../../../runbooks/registry.ts';
import { context, type Rendered, row, section } from '../blocks.ts';
import { cardActions } from '../card/card-actions.ts';
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
} from '../text.ts';

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
    `Next: ${called === '' ? '' : `${called}: `}${nextStep(diagnosis.next, progress?.job?.id)}.`,
  ].join('\n');
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
  const after = `${between(startOf(cycle, openedAt))}, ${between(openedAt)} late`;
  const how =
    by === 'progress'
      ? `moving again ${moment(resolvedAt, 'since')}. Resolved by itself`
      : `moved on by ${person(by)}${moment(resolvedAt, ',')}. Resolved`;
  const held = cycle.memory.problem;
  if (by !== 'progress' && held !== undefined) {
    return `⚠ ${name}: held by ${person(by)}${moment(resolvedAt, ',')}, after ${after}. It goes on when it is corrected.`;
  }
  const { progress } = cycle.memory;
  const at = by === 'progress' ? ` (${escaped(describeProgress(progress), 300)})` : '';
  return `✓ ${name}: ${how} after ${after}${at}.`;
}

/** When the state began that became late: the cycle may have left it since. */
function startOf({ memory, openedAt }: Cycle, lateAt: string): Date | string {
  const before = (memory.passed ?? []).findLast(({ at }) => new Date(at) <= new Date(lateAt));
  return before?.at ?? openedAt;
}
