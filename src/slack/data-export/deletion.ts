import type { App, ViewSubmitAction } from '@slack/bolt';
import { admit } from '../interaction/admission.ts';
import { readButton } from '../interaction/button-value.ts';
import type { Needs } from '../needs.ts';
import { DELETE_CALLBACK, DELETE_TITLE, deleteMemory } from '../views/data-export/deletion.ts';
import { DATA_EXPORT } from '../views/data-export/help.ts';
import { sayingView } from '../views/dialogs/form.ts';
import { escaped } from '../views/text.ts';

/** An export goes when its owner says so a second time. */
export function registerDeleteDialog(app: App, needs: Needs): void {
  app.view<ViewSubmitAction>(
    { callback_id: DELETE_CALLBACK, type: 'view_submission' },
    async ({ ack, body, view }) => {
      const memory = readButton(deleteMemory, view.private_metadata);
      const admitted = await admit(needs, {
        key: `delete:${view.id}`,
        person: body.user.id,
        team: body.user.team_id ?? body.team?.id,
        attempted: `${DATA_EXPORT.command} delete ${memory?.j ?? ''}`,
      });
      if (!admitted.ok) {
        const says = escaped(admitted.why, 500);
        return ack({ response_action: 'update', view: sayingView(DELETE_TITLE, says) });
      }
      if (memory !== undefined) await needs.exports.jobs.remove(memory.j, admitted.actor);
      return ack();
    },
  );
}
