import type { App, ViewSubmitAction } from '@slack/bolt';
import type { BucketRequests } from '../../buckets/requests/bucket-requests.ts';
import type { Draft, DraftFaults } from '../../domain/bucket-order.ts';
import type { FormValues } from '../../domain/runbook/form.ts';
import { admit } from '../interaction/admission.ts';
import { readButton } from '../interaction/button-value.ts';
import { redraw } from '../interaction/modal.ts';
import type { Handle } from '../interaction/press.ts';
import type { Needs } from '../needs.ts';
import {
  BUCKET_CALLBACK,
  BUCKET_TITLE,
  bucketDialog,
  bucketMemory,
  type DialogKind,
} from '../views/buckets/dialog.ts';
import { BUCKET } from '../views/buckets/help.ts';
import { readForm, sayingView } from '../views/dialogs/form.ts';
import { escaped, fromSlack } from '../views/text.ts';

const LONGEST_FAULT = 600; // letters below a field

/** The dialog of `/bucket request`: what is wrong is said at its field, by the rules that the files are read by. */
export function registerBucketDialog(app: App, needs: Needs, buckets: BucketRequests): void {
  app.view<ViewSubmitAction>(
    { callback_id: BUCKET_CALLBACK, type: 'view_submission' },
    async ({ ack, body, view }) => {
      const say = (text: string) =>
        ack({ response_action: 'update', view: sayingView(BUCKET_TITLE, text) });
      const memory = readButton(bucketMemory, view.private_metadata);
      if (memory === undefined)
        return say('This form is from another version of me. Close it and type the command again.');
      const key = `bucket:${view.id}`;
      const person = body.user.id;
      const team = body.user.team_id ?? body.team?.id;
      const attempted = `${BUCKET.command} request`;
      const admitted = await admit(needs, { key, person, team, attempted });
      if (!admitted.ok) return say(escaped(admitted.why, 500));
      const values = readForm(view.state.values);
      const kind =
        memory.r === undefined && memory.d === undefined ? (kindIn(values) ?? memory.k) : memory.k;
      // Sent before the fields for this choice were there.
      if (kind !== memory.k)
        return ack({ response_action: 'update', view: bucketDialog({ ...memory, k: kind }) });
      const draft = kind === 'elsewhere' ? undefined : draftIn(kind, values);
      const name = memory.d;
      if (name !== undefined && draft !== undefined) {
        const edit = { verb: 'change', ...draft } as const;
        const faults = await buckets.checkChange(name, edit);
        if (Object.keys(faults).length > 0)
          return ack({ response_action: 'errors', errors: atFields(faults) });
        const wanted = { what: 'change', name, edit } as const;
        await buckets.place({ key, actor: admitted.actor, channel: memory.ch, wanted });
        return ack();
      }
      const faults = draft === undefined ? {} : await faultsIn(buckets, draft, memory.r);
      if (Object.keys(faults).length > 0)
        return ack({ response_action: 'errors', errors: atFields(faults) });
      const { r: id, n: round = 0 } = memory;
      // Who could do what takes a while to work out: it is kept first, and answered in the channel.
      await buckets.place({
        key,
        actor: admitted.actor,
        channel: memory.ch,
        wanted:
          draft === undefined
            ? { what: 'elsewhere', facts: elsewhereIn(values) }
            : id === undefined
              ? { what: 'ask', draft }
              : { what: 'mend', about: { id, round }, draft },
      });
      await ack();
    },
  );
}

/** A request that is mended stays about its dataset. */
async function faultsIn(
  buckets: BucketRequests,
  draft: Draft,
  mended: number | undefined,
): Promise<DraftFaults> {
  const before = mended === undefined ? undefined : await buckets.draft(mended);
  return before === undefined || before.name === draft.name
    ? buckets.check(draft)
    : {
        name: `This request is about ${before.name}: for another dataset, type ${BUCKET.command} request.`,
      };
}

/** Push, pull or somewhere else: each asks for something else. */
export const onBucketChange: Handle = async (press, ack, needs) => {
  await ack();
  const { view } = press;
  const memory = readButton(bucketMemory, view?.metadata);
  if (view === undefined || memory === undefined) return;
  const kind = kindIn(readForm(view.values)) ?? memory.k;
  await redraw(needs, view.id, bucketDialog({ ...memory, k: kind }));
};

function kindIn(values: FormValues): DialogKind | undefined {
  const { kind } = values;
  return kind === 'push' || kind === 'pull' || kind === 'elsewhere' ? kind : undefined;
}

function draftIn(kind: Draft['kind'], values: FormValues): Draft {
  const flags = (values['flags'] ?? '').split('\n');
  return {
    kind,
    name: word(values['name']),
    target: word(values['target']),
    readers: linesIn(values['readers']),
    users: linesIn(values['users']),
    paperwork: word(values['paperwork']).replaceAll(/\s+/g, ' '),
    until: word(values['until']),
    keepFiles: flags.includes('keep_files'),
    allowPush: flags.includes('allow_push'),
    bucketVersioning: flags.includes('bucket_versioning'),
  };
}

function elsewhereIn(values: FormValues) {
  const name = word(values['name']);
  return { name, platform: word(values['platform']), facts: word(values['facts']) };
}

const word = (given = ''): string => fromSlack(given).trim();

/** One a line, or with commas between them, as people paste them. */
function linesIn(given = ''): readonly string[] {
  return given
    .split(/[\n,]/)
    .map(word)
    .filter((one) => one !== '');
}

/** Below a field Slack shows marks as they are: what is to be copied is in quotes there. */
function atFields(faults: DraftFaults): Record<string, string> {
  return Object.fromEntries(
    Object.entries(faults).map(([field, says]) => [
      field,
      says.replaceAll(/`([^`]*)`/g, '“$1”').slice(0, LONGEST_FAULT),
    ]),
  );
}
