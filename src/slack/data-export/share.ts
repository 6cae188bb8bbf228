import type { App, ViewSubmitAction } from '@slack/bolt';
import type { ModalView } from '@slack/types';
import { type ExportJob, isKept } from '../../domain/data-export/job.ts';
import { SHARE_KINDS, type ShareKind, type ShareWith } from '../../domain/data-export/share.ts';
import type { FormValues } from '../../domain/runbook/form.ts';
import { shareTerms } from '../../exports/request.ts';
import { within } from '../connection/patience.ts';
import { admit } from '../interaction/admission.ts';
import { readButton } from '../interaction/button-value.ts';
import { redraw } from '../interaction/modal.ts';
import type { Handle } from '../interaction/press.ts';
import type { Needs } from '../needs.ts';
import { goneView } from '../views/data-export/answers.ts';
import { DATA_EXPORT } from '../views/data-export/help.ts';
import {
  GROUP_MENU,
  groupOption,
  SHARE_CALLBACK,
  shareDialog,
  shareMemory,
} from '../views/data-export/sharing/dialog.ts';
import {
  NOTHING_TO_SHARE,
  notOfferedWords,
  sharedWords,
} from '../views/data-export/sharing/shares.ts';
import { readForm, sayingView } from '../views/dialogs/form.ts';
import { escaped, fromSlack } from '../views/text.ts';

const OPTIONS_MOST = 2000; // milliseconds of real time; Slack’s menus wait three seconds
const OFFERED = 100;
const TITLE = 'Share an export';

/** The dialog of *Share*: its menu of user groups, and what happens when it is sent. */
export function registerShareDialog(app: App, needs: Needs): void {
  app.options<'block_suggestion'>(GROUP_MENU, async ({ ack, options, body }) => {
    const actor = await needs.people.actor(body.user.id, body.team?.id);
    const groups = await within(OPTIONS_MOST, needs.people.userGroups(), []);
    const words = fromSlack(options.value).trim().replace(/^@/, '').toLowerCase();
    const found = groups.filter(({ handle, name }) =>
      `${handle} ${name}`.toLowerCase().includes(words),
    );
    await ack({ options: 'refused' in actor ? [] : found.slice(0, OFFERED).map(groupOption) });
  });

  app.view<ViewSubmitAction>(
    { callback_id: SHARE_CALLBACK, type: 'view_submission' },
    async ({ ack, body, view }) => {
      const answer = (next: ModalView) => ack({ response_action: 'update', view: next });
      const say = (text: string) => answer(sayingView(TITLE, text));
      const memory = readButton(shareMemory, view.private_metadata);
      if (memory === undefined) return say('This form is from another version of me. Close it.');
      const key = `share:${view.id}`;
      const team = body.user.team_id ?? body.team?.id;
      const attempted = `${DATA_EXPORT.command} share ${memory.j}`;
      const admitted = await admit(needs, { key, person: body.user.id, team, attempted });
      if (!admitted.ok) return say(escaped(admitted.why, 500));
      const { actor } = admitted;
      const job = await needs.exports.jobs.find({ id: memory.j }, actor);
      if (job === undefined) return say(goneView(memory.j).text);
      const values = readForm(view.state.values);
      const kind = kindIn(values) ?? memory.k;
      // Sent before the fields for this choice were there.
      if (kind !== memory.k) return answer(dialogFor(needs, job, kind));
      const terms = termsIn(values);
      if (!terms.success) {
        const [fault] = terms.error.issues;
        const field = fault?.path[0] === 'note' ? 'note' : 'hours';
        const says = field === 'note' ? 'It is too long.' : 'A whole number of hours, at most 168.';
        return ack({ response_action: 'errors', errors: { [field]: says } });
      }
      const { hours, single_use: singleUse, note } = terms.data;
      const shared = await needs.exports.shares.create(
        { jobId: job.id, with: withIn(kind, values), hours, singleUse, note: note ?? undefined },
        actor,
        { requestKey: key },
      );
      if (shared.ok)
        return say(sharedWords(job, shared.share, needs.exports.shares.link(shared.share)));
      switch (shared.why) {
        case 'not a member':
          return ack({ response_action: 'errors', errors: { person: shared.says } });
        case 'not offered':
          return say(notOfferedWords(shared.kind));
        case 'nothing to download':
          return say(NOTHING_TO_SHARE);
        case 'unknown export':
          return say(goneView(job.id).text);
      }
    },
  );
}

/** What *Share* opens. */
export function shareOpening(needs: Needs, job: ExportJob): ModalView {
  const [kind] = needs.exports.shares.offered;
  if (kind === undefined) return sayingView(TITLE, notOfferedWords(undefined));
  if (!isKept(job, needs.clock.now())) return sayingView(TITLE, NOTHING_TO_SHARE);
  return dialogFor(needs, job, kind);
}

/** A choice of whom it is for, which asks for something else. */
export const onShareChange: Handle = async (press, ack, needs) => {
  await ack();
  const { view } = press;
  const memory = readButton(shareMemory, view?.metadata);
  if (view === undefined || memory === undefined) return;
  const actor = await needs.people.actor(press.person, press.team);
  const job =
    'refused' in actor ? undefined : await needs.exports.jobs.find({ id: memory.j }, actor);
  if (job === undefined) return;
  const drawn = dialogFor(needs, job, kindIn(readForm(view.values)) ?? memory.k);
  await redraw(needs, view.id, drawn);
};

function dialogFor({ exports, clock }: Needs, job: ExportJob, kind: ShareKind): ModalView {
  return shareDialog({ job, kind, offered: exports.shares.offered, now: clock.now() });
}

function kindIn(values: FormValues): ShareKind | undefined {
  return SHARE_KINDS.find((kind) => kind === values['kind']);
}

function termsIn(values: FormValues) {
  return shareTerms.safeParse({
    hours: Number(values['hours']),
    single_use: values['single_use'] !== undefined,
    note: values['note']?.trim() || null,
  });
}

function withIn(kind: ShareKind, values: FormValues): ShareWith {
  switch (kind) {
    case 'person':
      return { kind, slackUser: values['person'] ?? '' };
    case 'group':
      return { kind, slackGroup: values['group'] ?? '' };
    case 'anyone with the link':
      return { kind };
  }
}
