import { slackCode } from '../connection/slack-error.ts';
import { withinLimits } from '../limits.ts';
import type { Needs } from '../needs.ts';
import type { Rendered } from '../views/blocks.ts';
import { sayingView } from '../views/dialogs/form.ts';
import { openModal } from './modal.ts';
import type { Press } from './press.ts';

/**
 * Answers a press on Home in the person’s own messages, whole and with its buttons: a dialog takes no tables, and is gone
 * once it is closed. `answer` may take its time; Slack’s patience for dialogs is short.
 */
export async function answerDirectly(
  needs: Needs,
  press: Press,
  answer: () => Promise<Rendered>,
): Promise<void> {
  const where = 'The answer comes into your messages with me.';
  await openModal(needs, press.trigger, sayingView('Handoff', where));
  const { text, blocks, fallback = blocks } = await answer();
  const channel = await needs.chat.direct(press.person);
  const post = (shown: Rendered['blocks']) =>
    needs.client.chat.postMessage({ channel, text, blocks: [...withinLimits(shown)] });
  try {
    await post(blocks);
  } catch (error) {
    if (slackCode(error) !== 'invalid_blocks') throw error;
    await post(fallback);
  }
}
