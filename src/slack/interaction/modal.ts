import type { ModalView } from '@slack/types';
import { slackCode } from '../connection/slack-error.ts';
import type { Needs } from '../needs.ts';

/** Draws a modal anew; one that was closed meanwhile stays closed. */
export async function redraw(
  { client }: Pick<Needs, 'client'>,
  id: string,
  view: ModalView,
): Promise<void> {
  try {
    await client.views.update({ view_id: id, view });
  } catch (error) {
    if (slackCode(error) !== 'not_found') throw error;
  }
}

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
