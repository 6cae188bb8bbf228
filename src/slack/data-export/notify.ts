import type { App, ViewSubmitAction } from '@slack/bolt';
import {
  type KeptTarget,
  NOTIFIED_OF,
  TARGET_KINDS,
  type TargetKind,
} from '../../domain/data-export/notification.ts';
import type { Actor } from '../../domain/role.ts';
import type { FormValues } from '../../domain/runbook/form.ts';
import type { Objections } from '../../exports/notifications/notifications.ts';
import { targets } from '../../exports/request.ts';
import { admit } from '../interaction/admission.ts';
import { openModal } from '../interaction/modal.ts';
import type { Needs } from '../needs.ts';
import type { Rendered } from '../views/blocks.ts';
import { DATA_EXPORT } from '../views/data-export/help.ts';
import {
  GOING,
  NOTIFY_CALLBACK,
  NOTIFY_TITLE,
  nothingOfferedView,
  notifyDialog,
  savedWords,
} from '../views/data-export/notify.ts';
import { readForm, sayingView } from '../views/dialogs/form.ts';
import { escaped } from '../views/text.ts';

type Person = Extract<Actor, { kind: 'person' }>;

/** `notify`: opens the dialog, or says that there is nothing to choose. */
export async function openNotify(
  needs: Needs,
  trigger: string,
  actor: Person,
): Promise<Rendered | undefined> {
  const { offered } = needs.exports.notifications;
  const kept = await needs.exports.notifications.preference(actor);
  if (offered.length === 0 && kept.length === 0) return nothingOfferedView;
  const email = await needs.people.email(actor.id);
  await openModal(needs, trigger, notifyDialog({ offered, kept, email }));
  return undefined;
}

/** Where somebody wants to be told of all their exports. */
export function registerNotifyDialog(app: App, needs: Needs): void {
  const { notifications } = needs.exports;
  app.view<ViewSubmitAction>(
    { callback_id: NOTIFY_CALLBACK, type: 'view_submission' },
    async ({ ack, body, view }) => {
      const say = (text: string) =>
        ack({ response_action: 'update', view: sayingView(NOTIFY_TITLE, text) });
      const admitted = await admit(needs, {
        key: `notify:${view.id}`,
        person: body.user.id,
        team: body.user.team_id ?? body.team?.id,
        attempted: `${DATA_EXPORT.command} notify`,
      });
      if (!admitted.ok) return say(escaped(admitted.why, 500));
      const { actor } = admitted;
      const values = readForm(view.state.values);
      const { written, still } = wantedIn(values, await notifications.preference(actor));
      const read = targets.safeParse(written);
      const objections = read.success
        ? await notifications.prefer(read.data, actor, still)
        : faultsIn(read.error.issues);
      if (objections.size > 0) {
        const errors = [...objections].map(([at, says]) => [written[at]?.kind ?? 'about', says]);
        return ack({ response_action: 'errors', errors: Object.fromEntries(errors) });
      }
      const kept = await notifications.preference(actor);
      await say(savedWords(kept, notifications.signingSecret(actor)));
    },
  );
}

/** What is written takes the place of what was there of its kind; the rest stays, unless it is ticked to go. */
function wantedIn(values: FormValues, kept: readonly KeptTarget[]) {
  const ticked = (values['about'] ?? '').split('\n');
  const about = NOTIFIED_OF.filter((of) => ticked.includes(of));
  const written = TARGET_KINDS.flatMap((kind) => {
    const to = values[kind]?.trim() ?? '';
    return to === '' ? [] : [{ kind, to, about }];
  });
  const going = new Set((values[GOING] ?? '').split('\n'));
  const replaced = new Set<TargetKind>(written.map(({ kind }) => kind));
  const staying = kept.filter(({ id, kind }) => !going.has(id) && !replaced.has(kind));
  return { written, still: staying.map(({ id }) => ({ id, about })) };
}

/** By the place of the target that it is about. */
function faultsIn(issues: readonly { readonly path: readonly PropertyKey[] }[]): Objections {
  return new Map(
    issues.map(({ path: [at] }) => [Number(at), 'That is no address that I can use.']),
  );
}
