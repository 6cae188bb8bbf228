import type { InputBlock, KnownBlock, ModalView, PlainTextOption } from '@slack/types';
import {
  type KeptTarget,
  NOTIFIED_OF,
  type NotifiedOf,
  type TargetKind,
} from '../../../domain/data-export/notification.ts';
import type { Delivery } from '../../../exports/notifications/notifications.ts';
import { context, paragraph, type Rendered, section } from '../blocks.ts';
import { input, optional } from '../dialogs/input.ts';
import { code, escaped, plain } from '../text.ts';
import { TARGET_NAMES, targetOptions } from './tell.ts';

export const NOTIFY_CALLBACK = 'notify-of-exports';
export const NOTIFY_TITLE = 'Notifications';
/** The field in which those that are to go are ticked. */
export const GOING = 'going';
const MOST_SENT = 10;

/** Where else people are told: only what this installation has is offered. */
export function notifyDialog(state: {
  readonly offered: readonly TargetKind[];
  readonly kept: readonly KeptTarget[];
  /** As the directory has it; written in before anybody has chosen anything. */
  readonly email: string | undefined;
}): ModalView {
  const { offered, kept, email } = state;
  const fields = offered.map((kind) => {
    const now = kept.find((one) => one.kind === kind)?.shown;
    const first = kind === 'e-mail' && kept.length === 0 ? email : undefined;
    return optional(input(kind, TARGET_NAMES[kind], address(kind, first), hintOf(kind, now)));
  });
  return {
    type: 'modal',
    callback_id: NOTIFY_CALLBACK,
    title: { type: 'plain_text', text: NOTIFY_TITLE },
    submit: { type: 'plain_text', text: 'Save' },
    close: { type: 'plain_text', text: 'Cancel' },
    blocks: [
      section('I tell you of your exports in Slack. Besides that I can tell you here:'),
      ...fields,
      ...going(kept),
      about(kept),
    ],
  };
}

const HINTS: Readonly<Record<TargetKind, string>> = {
  'e-mail': 'Leave it empty for no e-mail.',
  webhook: 'The address of a program of yours: it is sent JSON, signed.',
  teams: 'In the channel: Workflows, “Post to a channel when a webhook request is received”.',
};

function hintOf(kind: TargetKind, now: string | undefined): string {
  return now === undefined
    ? HINTS[kind]
    : plain(`Now ${now}. Leave this empty to keep it, or write another in its place.`, 500);
}

function address(kind: TargetKind, initial: string | undefined): InputBlock['element'] {
  const first = initial === undefined ? {} : { initial_value: initial };
  return kind === 'e-mail'
    ? { type: 'email_text_input', action_id: 'value', ...first }
    : { type: 'url_text_input', action_id: 'value' };
}

function going(kept: readonly KeptTarget[]): readonly KnownBlock[] {
  if (kept.length === 0) return [];
  const options = targetOptions(kept);
  const ticks = { type: 'checkboxes', action_id: 'value', options } as const;
  return [optional(input(GOING, 'No longer tell me at', ticks))];
}

const ABOUT: Readonly<Record<NotifiedOf, string>> = {
  completed: 'has completed',
  failed: 'has failed',
  expiring: 'is going to be removed soon',
};

function about(kept: readonly KeptTarget[]): KnownBlock {
  const options = NOTIFIED_OF.map(
    (of): PlainTextOption => ({ text: { type: 'plain_text', text: ABOUT[of] }, value: of }),
  );
  const wanted = new Set<string>(
    kept.length === 0 ? NOTIFIED_OF : kept.flatMap((target) => target.about),
  );
  return input('about', 'When an export', {
    type: 'checkboxes',
    action_id: 'value',
    options,
    initial_options: options.filter(({ value }) => wanted.has(value ?? '')),
  });
}

const OR = new Intl.ListFormat('en-GB', { type: 'disjunction' });
const AND = new Intl.ListFormat('en-GB', { type: 'conjunction' });

/** What is told from now on. `secret`: of those who have a webhook. */
export function savedWords(kept: readonly KeptTarget[], secret: string): string {
  const [first] = kept;
  if (first === undefined) return 'From now on you are told in Slack alone.';
  const places = kept.map(({ kind, shown }) => `• ${TARGET_NAMES[kind]}: ${escaped(shown)}`);
  const when = OR.format(first.about.map((of) => ABOUT[of]));
  const signed = kept.some(({ kind }) => kind === 'webhook')
    ? [`Your webhooks are signed with ${code(secret)}: keep it as you keep passwords.`]
    : [];
  return [`Besides Slack you are told when an export ${when}:`, ...places, ...signed].join('\n');
}

const NEWS: Readonly<Record<NotifiedOf, string>> = {
  completed: 'that it completed',
  failed: 'that it failed',
  expiring: 'that it ends soon',
};

/** Whom else an export is told, and what was sent there, the newest last. */
export function sentBlocks(
  meant: readonly KeptTarget[],
  sent: readonly Delivery[],
): readonly KnownBlock[] {
  const to = meant.filter(({ about }) => about.length > 0);
  const places = to.map(({ kind, shown }) => `${TARGET_NAMES[kind]} ${escaped(shown, 80)}`);
  const lines = sent.slice(-MOST_SENT).map(({ kind, to, about, status, fault }) => {
    const why = fault === undefined ? '' : `: ${escaped(fault, 200)}`;
    return `${TARGET_NAMES[kind]} ${escaped(to, 80)} · ${NEWS[about]} · ${status}${why}`;
  });
  if (meant.length + lines.length === 0) return [];
  const head = `Told besides Slack: ${places.length === 0 ? 'nobody' : AND.format(places)}`;
  return [context([head, ...lines].join('\n'))];
}

/** Where an installation has no other way than Slack. */
export const nothingOfferedView: Rendered = paragraph(
  'I tell you of your exports in Slack; this installation has no other way. Whoever runs me can add e-mail, webhooks and Teams.',
);
