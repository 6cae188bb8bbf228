import type { App, ViewSubmitAction } from '@slack/bolt';
import { mayAct } from '../../domain/role.ts';
import type { Tracking } from '../../tracker/tracking/tracking.ts';
import { answerAt } from '../connection/response-urls.ts';
import { admit } from '../interaction/admission.ts';
import { pressedPair, readButton } from '../interaction/button-value.ts';
import { openModal, redraw } from '../interaction/modal.ts';
import { type Handle, reply } from '../interaction/press.ts';
import type { Needs } from '../needs.ts';
import { paragraph } from '../views/blocks.ts';
import { readForm, sayingView } from '../views/dialogs/form.ts';
import { escaped } from '../views/text.ts';
import {
  VERDICT_CALLBACK,
  verdictDialog,
  verdictMemory,
  verdictTitle,
  verdictWords,
} from '../views/tracker/duplicates.ts';
import { DATASET } from '../views/tracker/help.ts';
import { NOT_YOUR_ROLE, saidAbove } from '../views/tracker/pieces.ts';
import { answerDuplicates } from './duplicates.ts';

/** “Not a duplicate”, “Open again”: asked for a reason only where it may count. */
export const onDatasetVerdict: Handle = async (press, ack, needs) => {
  await ack();
  const pressed = readButton(pressedPair, press.value);
  if (pressed === undefined || needs.tracking === undefined)
    return reply(needs, press, paragraph('This button is from another version of me.'));
  const attempted = `${DATASET.command} ${pressed.v}`;
  const admitted = await admit(needs, { ...press, attempted });
  if (!admitted.ok) return reply(needs, press, paragraph(escaped(admitted.why, 500)));
  if (!mayAct(admitted.actor, 'anyone with a role'))
    return reply(needs, press, paragraph(NOT_YOUR_ROLE));
  const u = press.alone ? press.url : undefined;
  const memory = { ...pressed, ...(u === undefined ? {} : { u }) };
  await openModal(needs, press.trigger, verdictDialog(memory));
};

export function registerVerdictDialog(app: App, needs: Needs, tracking: Tracking): void {
  app.view<ViewSubmitAction>(
    { callback_id: VERDICT_CALLBACK, type: 'view_submission' },
    async ({ ack, body, view }) => {
      const memory = readButton(verdictMemory, view.private_metadata);
      const title = verdictTitle(memory ?? { v: 'not a duplicate' });
      const say = (text: string) =>
        ack({ response_action: 'update', view: sayingView(title, text) });
      if (memory === undefined) return say('This form is from another version of me. Close it.');
      const team = body.user.team_id ?? body.team?.id;
      const { a, b, v: verdict, n = 1, u } = memory;
      const attempted = `${DATASET.command} ${verdict} ${a} ${b}`;
      const key = `dataset-verdict:${view.id}`;
      const admitted = await admit(needs, { key, person: body.user.id, team, attempted });
      if (!admitted.ok) return say(escaped(admitted.why, 500));
      const reason = (readForm(view.state.values)['reason'] ?? '').trim();
      if (reason === '')
        return ack({ response_action: 'errors', errors: { reason: 'Say why, for whoever asks.' } });
      await say('One moment: I look at all datasets.');
      const decided = await tracking.twins.decide(admitted.actor, {
        accessions: [a, b],
        verdict,
        reason,
      });
      const said = verdictWords(decided, needs.clock.now());
      await redraw(needs, view.id, sayingView(title, said));
      if (u === undefined || typeof decided === 'string') return;
      const words = verdict === 'open again' ? ['decided'] : ['page', String(n)];
      const left = await answerDuplicates(tracking, words);
      await answerAt(u, saidAbove(said, left), { replace: true });
    },
  );
}
