import type { ModalView } from '@slack/types';
import { slackCode } from '../connection/slack-error.ts';
import type { Needs } from '../needs.ts';

/** Opens a modal for the person whose press or command this was; a press delivered twice opens it once. */
export async function openModal(
  { client }: Pick<Needs, 'client'>,
  trigger: string,
  view: ModalView,
): Promise<void> {
  try {
    await client.views.open({ trigger_id: trigger, view });
  } catch (error) {
    if (slackCode(error) !== 'exchanged_trigger_id') throw error;
  }
}
