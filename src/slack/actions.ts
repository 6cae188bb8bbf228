import type { App, BlockAction } from '@slack/bolt';
import { SNOOZE, SNOOZES } from '../domain/decision/alert.ts';
import { mayAct } from '../domain/role.ts';
import type { RunbookEvent } from '../domain/runbook/event.ts';
import { archiving } from '../runbooks/archiving.ts';
import { runbookNamed } from '../runbooks/registry.ts';
import { onBucketWord } from './buckets/command.ts';
import { onBucketChange } from './buckets/dialog.ts';
import { onBucket } from './buckets/press.ts';
import { onBucketDataset } from './buckets/recertify.ts';
import { refuseAsking } from './commands.ts';
import { onDataWord, onNewDataExport } from './data-export/command.ts';
import { onDialogChange } from './data-export/dialog.ts';
import { onExport } from './data-export/press.ts';
import { onShareChange } from './data-export/share.ts';
import { formOf, openForm } from './forms.ts';
import { admit } from './interaction/admission.ts';
import {
  type PressedEvent,
  pressedEvent,
  pressedPreview,
  pressedRunbook,
  pressedSubcommand,
  pressedSubject,
  pressedWords,
  readButton,
} from './interaction/button-value.ts';
import { openModal } from './interaction/modal.ts';
import {
  type Ack,
  type Handle,
  type Press,
  putAway,
  readPress,
  reply,
} from './interaction/press.ts';
import { explain, withItsCard } from './interaction/refuse.ts';
import type { Needs } from './needs.ts';
import { admitMember, answerOps } from './ops.ts';
import { answerSubcommand, subcommandOf } from './subcommands.ts';
import { onDatasetFilter } from './tracker/board.ts';
import { onDatasetMore, onDatasetWord } from './tracker/command.ts';
import { onDatasetProposal } from './tracker/proposals.ts';
import { onDatasetVerdict } from './tracker/verdicts.ts';
import { paragraph } from './views/blocks.ts';
import { askView } from './views/dialogs/ask.ts';
import { OPS } from './views/ops/help.ts';
import { bold, escaped } from './views/text.ts';
import { checkedView } from './views/thread/alert.ts';

/** By the start of the action's id; `''` is whatever an older or newer version of us has left about. */
const HANDLERS: Readonly<Record<string, Handle>> = {
  event: onEvent,
  more: onEvent,
  preview: onPreview,
  ask: onAsk,
  check: onCheck,
  sub: onSubcommand,
  ops: onOps,
  new: onNew,
  'data-export': onExport,
  'export-dialog': onDialogChange,
  'share-dialog': onShareChange,
  'new-data-export': onNewDataExport,
  'data-word': onDataWord,
  bucket: onBucket,
  'bucket-dialog': onBucketChange,
  'bucket-dataset': onBucketDataset,
  'bucket-word': onBucketWord,
  'dataset-word': onDatasetWord,
  'dataset-more': onDatasetMore,
  'dataset-filter': onDatasetFilter,
  'dataset-verdict': onDatasetVerdict,
  'dataset-proposal': onDatasetProposal,
  open: async (_press, ack) => ack(), // a link: the browser has opened it, Slack wants an answer all the same
  '': onUnknown,
};

/** Every press on a button or menu of ours. One listener, so that exactly one handler answers. */
export function registerActions(app: App, needs: Needs): void {
  app.action<BlockAction>({ type: 'block_actions' }, async ({ ack, body, action }) => {
    const [name = ''] = action.action_id.split(':');
    const handle = (Object.hasOwn(HANDLERS, name) ? HANDLERS[name] : undefined) ?? onUnknown;
    await handle({ ...readPress(body, needs), action: action.action_id }, () => ack(), needs);
  });
}

async function onEvent(press: Press, ack: Ack, needs: Needs): Promise<void> {
  const pressed = readButton(pressedEvent, press.value);
  if (pressed === undefined) return onUnknown(press, ack, needs);
  const admitted = await admit(needs, {
    ...press,
    attempted: pressed.e,
    cycleId: pressed.c,
  });
  if (!admitted.ok) {
    await ack();
    return reply(needs, press, paragraph(escaped(admitted.why, 500)));
  }
  const form = await formOf(needs, pressed);
  const outcome = await needs.operations.advance({
    // With a form this only asks whether it may be opened: an empty form is refused as a form, and only
    // when nothing else stands against it.
    key: form === undefined ? press.key : `${press.key}:form`,
    cycleId: pressed.c,
    turn: pressed.t,
    event: eventIn(pressed),
    actor: admitted.actor,
  });
  await ack();
  if (outcome.ok) return;
  if (form !== undefined && outcome.refusal.code === 'form') {
    return openForm(needs, press, pressed, form, admitted.actor);
  }
  await refuse(needs, press, pressed, outcome);
}

function eventIn({ e: name, v: choice, h: subject }: PressedEvent): RunbookEvent {
  const snooze = name === SNOOZE && choice !== undefined ? SNOOZES[choice] : undefined;
  return {
    name,
    ...(snooze === undefined ? {} : { values: { for: snooze } }),
    ...(subject === undefined ? {} : { subject }),
  };
}

async function refuse(
  needs: Needs,
  press: Press,
  pressed: PressedEvent,
  outcome: Parameters<typeof explain>[1],
): Promise<void> {
  const said = await explain(needs, outcome, press.person, pressed.c);
  await reply(needs, press, paragraph(said));
}

/** “Check again”, on an alert. */
async function onCheck(press: Press, ack: Ack, needs: Needs): Promise<void> {
  const pressed = readButton(pressedEvent, press.value);
  if (pressed === undefined) return onUnknown(press, ack, needs);
  await ack();
  const admitted = await admit(needs, { ...press, attempted: pressed.e, cycleId: pressed.c });
  if (!admitted.ok) return reply(needs, press, paragraph(escaped(admitted.why, 500)));
  if (!mayAct(admitted.actor, 'anyone with a role')) {
    const refusal = { code: 'not your role', event: pressed.e, who: 'anyone with a role' } as const;
    await needs.operations.auditRefusal({
      key: press.key,
      person: press.person,
      attempted: pressed.e,
      why: 'no role',
      cycleId: pressed.c,
    });
    return refuse(needs, press, pressed, { ok: false, refusal });
  }
  await reply(needs, press, checkedView(await needs.operations.checkAgain(pressed.c)));
}

async function onPreview(press: Press, ack: Ack, needs: Needs): Promise<void> {
  const pressed = readButton(pressedPreview, press.value);
  if (pressed === undefined) return onUnknown(press, ack, needs);
  if (pressed.a === 'not now') {
    await ack();
    return putAway(needs, press);
  }
  const admitted = await admit(needs, { ...press, attempted: 'submit' });
  if (!admitted.ok) {
    await ack();
    return reply(needs, press, paragraph(escaped(admitted.why, 500)));
  }
  const { key } = press;
  const { actor } = admitted;
  const outcome = await needs.operations.open({
    key,
    previewId: pressed.p,
    action: pressed.a,
    actor,
  });
  await ack();
  if (!outcome.ok) {
    const refused = await withItsCard(needs, outcome);
    const said = await explain(needs, refused, press.person, refused.card?.cycle.id);
    return reply(needs, press, paragraph(said), true);
  }
  const { dataset, number, channel, runbook } = outcome.cycle;
  const started = `✓ ${runbook === archiving.name ? 'Archiving' : 'Export'} of ${bold(dataset.shortName)} started (${runbookNamed(runbook).counted} ${number}). Its card is in <#${channel}>.`;
  await reply(needs, press, paragraph(started), true);
}

async function onAsk(press: Press, ack: Ack, needs: Needs): Promise<void> {
  const pressed = readButton(pressedWords, press.value);
  const runbook = needs.runbooks.find(({ name }) => name === pressed?.b);
  if (pressed === undefined || runbook === undefined) return onUnknown(press, ack, needs);
  const { key, person, channel } = press;
  const attempted = `${runbook.command} ${pressed.w}`;
  const admitted = await admit(needs, { ...press, attempted });
  const denied = admitted.ok
    ? await refuseAsking(needs, runbook, admitted.actor, { key, attempted })
    : escaped(admitted.why, 500);
  if (denied !== undefined) {
    await ack();
    return reply(needs, press, paragraph(denied));
  }
  await needs.operations.ask({ key, runbook: runbook.name, person, channel, words: pressed.w });
  await ack();
}

async function onSubcommand(press: Press, ack: Ack, needs: Needs): Promise<void> {
  const pressed = readButton(pressedSubcommand, press.value);
  const runbook = needs.runbooks.find(({ name }) => name === pressed?.b);
  const sub = pressed && runbook && subcommandOf(runbook, pressed.s);
  if (sub === undefined || runbook === undefined) return onUnknown(press, ack, needs);
  await ack();
  const admitted = await admit(needs, { ...press, attempted: `${runbook.command} ${sub}` });
  if (!admitted.ok) return reply(needs, press, paragraph(escaped(admitted.why, 500)));
  const rest = pressed?.r ?? '';
  const answer = await answerSubcommand(needs, runbook, sub, rest, admitted.actor);
  await reply(needs, press, answer, true);
}

async function onOps(press: Press, ack: Ack, needs: Needs): Promise<void> {
  const pressed = readButton(pressedSubject, press.value);
  if (pressed === undefined) return onUnknown(press, ack, needs);
  await ack();
  const admitted = await admitMember(needs, { ...press, attempted: `${OPS.command} ${pressed.s}` });
  if (!admitted.ok) return reply(needs, press, paragraph(escaped(admitted.why, 500)));
  await reply(needs, press, await answerOps(needs, pressed.s), true);
}

async function onNew(press: Press, ack: Ack, needs: Needs): Promise<void> {
  const pressed = readButton(pressedRunbook, press.value);
  const runbook = needs.runbooks.find(({ name }) => name === pressed?.b);
  if (runbook === undefined) return onUnknown(press, ack, needs);
  await ack();
  const admitted = await admit(needs, { ...press, attempted: runbook.command });
  const { key } = press;
  const denied = admitted.ok
    ? await refuseAsking(needs, runbook, admitted.actor, { key, attempted: runbook.command })
    : escaped(admitted.why, 500);
  if (denied !== undefined) return reply(needs, press, paragraph(denied));
  await openModal(needs, press.trigger, askView(runbook, press.channel));
}

async function onUnknown(press: Press, ack: Ack, needs: Needs): Promise<void> {
  await ack();
  const said =
    'This button is from another version of me and does nothing now. `/export status` shows what is under way.';
  await reply(needs, press, paragraph(said));
}
