import type { AllMiddlewareArgs, App, SlackCommandMiddlewareArgs } from '@slack/bolt';
import type { ModalView } from '@slack/types';
import type { Actor } from '../../domain/role.ts';
import { answerAt } from '../connection/response-urls.ts';
import { admit } from '../interaction/admission.ts';
import { pressedSubject, readButton } from '../interaction/button-value.ts';
import { openModal } from '../interaction/modal.ts';
import { type Handle, putAway, reply } from '../interaction/press.ts';
import type { Needs } from '../needs.ts';
import { paragraph } from '../views/blocks.ts';
import { DATA_EXPORT } from '../views/data-export/help.ts';
import { escaped, fromSlack } from '../views/text.ts';
import { answerDataWord } from './answers.ts';
import { registerDeleteDialog } from './deletion.ts';
import { registerExportDialog } from './dialog.ts';
import { drawn } from './drawn.ts';
import { registerNotifyDialog } from './notify.ts';
import { registerShareDialog } from './share.ts';
import { registerExportShortcut } from './shortcut.ts';

/** `/data-export`: files, converted and packed. For every full member, of the files that they may see. */
export function registerDataExport(app: App, needs: Needs): void {
  app.command(DATA_EXPORT.command, (args) => onCommand(args, needs));
  registerExportDialog(app, needs);
  registerExportShortcut(app, needs);
  registerShareDialog(app, needs);
  registerDeleteDialog(app, needs);
  registerNotifyDialog(app, needs);
}

async function onCommand(
  { ack, command }: SlackCommandMiddlewareArgs & AllMiddlewareArgs,
  needs: Needs,
): Promise<void> {
  const { user_id: person, channel_id: channel, response_url: url, trigger_id: trigger } = command;
  needs.responseUrls.remember(person, channel, url);
  const words = fromSlack(command.text).trim().replaceAll(/\s+/g, ' ');
  const attempted = `${DATA_EXPORT.command} ${words}`.trim();
  const key = `command:${trigger}`;
  const admitted = await admit(needs, { key, person, team: command.team_id, attempted });
  await ack();
  if (!admitted.ok) return answerAt(url, paragraph(escaped(admitted.why, 500)));
  if (words === '') {
    return openModal(needs, trigger, await emptyDialog(needs, admitted.actor, channel));
  }
  const said = await answerDataWord(needs, words, admitted.actor, trigger);
  if (said !== undefined) await answerAt(url, said);
}

/** A word that somebody meant. */
export const onDataWord: Handle = async (press, ack, needs) => {
  await ack();
  const word = readButton(pressedSubject, press.value)?.s ?? 'help';
  const admitted = await admit(needs, { ...press, attempted: `${DATA_EXPORT.command} ${word}` });
  const said = admitted.ok
    ? await answerDataWord(needs, word, admitted.actor, press.trigger)
    : paragraph(escaped(admitted.why, 500));
  await (said === undefined ? putAway(needs, press) : reply(needs, press, said, true));
};

/** “Export files”, on Home. */
export const onNewDataExport: Handle = async (press, ack, needs) => {
  await ack();
  const admitted = await admit(needs, { ...press, attempted: DATA_EXPORT.command });
  if (!admitted.ok) return reply(needs, press, paragraph(escaped(admitted.why, 500)));
  const channel = press.view === undefined ? press.channel : '';
  await openModal(needs, press.trigger, await emptyDialog(needs, admitted.actor, channel));
};

/** `channel`: where its card is to be; none for direct messages. */
function emptyDialog(needs: Needs, actor: Actor, channel: string): Promise<ModalView> {
  const memory = { ch: channel };
  return drawn(needs, actor, { memory, format: 'csv', chosen: [], misgivings: [], fileIds: [] });
}
