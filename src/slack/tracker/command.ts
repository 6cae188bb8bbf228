import type { AllMiddlewareArgs, App, SlackCommandMiddlewareArgs } from '@slack/bolt';
import type { Tracking } from '../../tracker/tracking/tracking.ts';
import { answerAt } from '../connection/response-urls.ts';
import { admit } from '../interaction/admission.ts';
import { pressedSubject, readButton } from '../interaction/button-value.ts';
import { answerDirectly } from '../interaction/direct.ts';
import { type Handle, reply } from '../interaction/press.ts';
import type { Needs } from '../needs.ts';
import { paragraph } from '../views/blocks.ts';
import { escaped, fromSlack } from '../views/text.ts';
import { DATASET } from '../views/tracker/help.ts';
import { answerDataset } from './answers.ts';
import { registerBoardDialog } from './board.ts';
import { registerVerdictDialog } from './verdicts.ts';

/** `/dataset`: where datasets stand. For every full member; what it changes is for those with a role. */
export function registerTracker(app: App, needs: Needs): void {
  const { tracking } = needs;
  if (tracking === undefined) return;
  app.command(DATASET.command, (args) => onCommand(args, needs, tracking));
  registerBoardDialog(app, needs, tracking);
  registerVerdictDialog(app, needs, tracking);
}

async function onCommand(
  { ack, command }: SlackCommandMiddlewareArgs & AllMiddlewareArgs,
  needs: Needs,
  tracking: Tracking,
): Promise<void> {
  const { user_id: person, channel_id: channel, response_url: url, trigger_id: trigger } = command;
  needs.responseUrls.remember(person, channel, url);
  const words = fromSlack(command.text).trim().replaceAll(/\s+/g, ' ');
  const attempted = `${DATASET.command} ${words}`.trim();
  const key = `command:${trigger}`;
  const admitted = await admit(needs, { key, person, team: command.team_id, attempted });
  await ack(); // a hundred thousand datasets, and files that lie elsewhere, may take their time
  if (!admitted.ok) return answerAt(url, paragraph(escaped(admitted.why, 500)));
  const say = (said: Parameters<typeof answerAt>[1]) => answerAt(url, said);
  const said = await answerDataset(needs, tracking, words, { actor: admitted.actor, say });
  await answerAt(url, said);
}

/** The same words, by a button: a page, an order, what somebody meant. It takes the place of what was there. */
export const onDatasetWord: Handle = (press, ack, needs) => answerPress(press, ack, needs, true);

/** The same below the message, which stays. */
export const onDatasetMore: Handle = (press, ack, needs) => answerPress(press, ack, needs, false);

async function answerPress(
  press: Parameters<Handle>[0],
  ack: Parameters<Handle>[1],
  needs: Needs,
  replace: boolean,
): Promise<void> {
  await ack();
  const words = readButton(pressedSubject, press.value)?.s ?? 'help';
  const attempted = `${DATASET.command} ${words}`;
  const admitted = await admit(needs, { ...press, attempted });
  if (!admitted.ok) return reply(needs, press, paragraph(escaped(admitted.why, 500)));
  const { tracking } = needs;
  if (tracking === undefined)
    return reply(needs, press, paragraph('The dataset tracker is switched off here.'));
  const say = (said: Parameters<typeof reply>[2]) => reply(needs, press, said);
  const answer = () => answerDataset(needs, tracking, words, { actor: admitted.actor, say });
  if (press.url === undefined) return answerDirectly(needs, press, answer); // pressed on Home
  await reply(needs, press, await answer(), replace);
}
