import type { App, ViewSubmitAction } from '@slack/bolt';
import type { z } from 'zod';
import type { BucketRequests } from '../../buckets/requests/bucket-requests.ts';
import type { About, BucketOrder } from '../../domain/bucket-order.ts';
import type { BucketCard, BucketRequest, BucketReview } from '../../domain/bucket-request.ts';
import type { Actor } from '../../domain/role.ts';
import { mayAct } from '../../domain/role.ts';
import { admit } from '../interaction/admission.ts';
import { pressedBucket, readButton } from '../interaction/button-value.ts';
import { openModal } from '../interaction/modal.ts';
import { type Handle, reply } from '../interaction/press.ts';
import type { Needs } from '../needs.ts';
import { paragraph, type Rendered } from '../views/blocks.ts';
import { refusedWords, testedView } from '../views/buckets/answers.ts';
import type { BucketVerb } from '../views/buckets/card.ts';
import {
  bucketDialog,
  RETURN_CALLBACK,
  returnDialog,
  returnMemory,
} from '../views/buckets/dialog.ts';
import { BUCKET } from '../views/buckets/help.ts';
import { policiesView } from '../views/buckets/policies.ts';
import { reviewFile } from '../views/buckets/review-file.ts';
import { readForm, sayingView } from '../views/dialogs/form.ts';
import { escaped } from '../views/text.ts';

interface Pressed {
  readonly about: About;
  readonly card: BucketCard;
  readonly actor: Extract<Actor, { kind: 'person' }>;
  readonly channel: string;
  readonly trigger: string;
}

/** What a button of a request does; undefined where the card says it all. */
type Act = (
  needs: Needs,
  buckets: BucketRequests,
  pressed: Pressed,
) => Promise<Rendered | undefined>;

type Wanted = BucketOrder['wanted'];

const VERBS: Readonly<Record<Exclude<BucketVerb, 'approve' | 'withdraw'>, Act>> = {
  return: openReturn,
  mend,
  policies: async (needs, _buckets, { card: { request, review }, actor }) =>
    review === undefined
      ? OVER
      : (policiesView(review) ?? sendReview(needs, request, review, actor.id)),
  test: async (_needs, buckets, { card, actor }) => {
    const { name } = card.request.wanted;
    return testedView(name, await buckets.testFile(name, { actor }));
  },
};

const OLD_BUTTON = paragraph(
  `This button is from another version of me and does nothing now. \`${BUCKET.command} list\` shows what is under way.`,
);
const OVER = paragraph('This is decided already, nothing more to do; its card shows how.');

/** A button of a request for a bucket. */
export const onBucket: Handle = async (press, ack, needs) => {
  const verb = press.action.split(':')[1] ?? '';
  const { buckets } = needs;
  const pressed = readButton(pressedBucket, press.value);
  const wanted = pressed && wantedBy(verb, pressed);
  if (pressed === undefined || buckets === undefined || !(wanted || isVerb(verb))) {
    await ack();
    return reply(needs, press, OLD_BUTTON);
  }
  const attempted = `${BUCKET.command} ${verb} ${pressed.r}`;
  const admitted = await admit(needs, { ...press, attempted });
  if (admitted.ok && wanted !== undefined)
    await buckets.place({ key: press.key, actor: admitted.actor, channel: press.channel, wanted });
  await ack();
  if (!admitted.ok) return reply(needs, press, paragraph(escaped(admitted.why, 500)));
  if (!isVerb(verb)) return;
  const card = await buckets.card(pressed.r);
  if (card === undefined) return reply(needs, press, OLD_BUTTON);
  const answer = await VERBS[verb](needs, buckets, {
    about: { id: pressed.r, round: pressed.n },
    card,
    actor: admitted.actor,
    channel: press.channel,
    trigger: press.trigger,
  });
  if (answer !== undefined) await reply(needs, press, answer);
};

function isVerb(word: string): word is keyof typeof VERBS {
  return Object.hasOwn(VERBS, word);
}

function wantedBy(
  verb: string,
  { r: id, n: round, h: hash = '' }: z.infer<typeof pressedBucket>,
): Wanted | undefined {
  const about = { id, round };
  switch (verb) {
    case 'approve':
      return { what: 'approve', about, hash };
    case 'withdraw':
      return { what: 'withdraw', about };
    default:
      return undefined;
  }
}

/** What fits into no message, in the messages of whoever asked for it. */
async function sendReview(
  { client, chat, log }: Needs,
  request: BucketRequest,
  review: BucketReview,
  person: string,
): Promise<Rendered> {
  try {
    await client.filesUploadV2({
      channel_id: await chat.direct(person),
      file: Buffer.from(reviewFile(request, review)),
      filename: `${request.wanted.name}-${review.hash.slice(0, 8)}.txt`,
      title: `Request ${request.id}: all that an approval is for`,
    });
    return paragraph('It is long: I have sent all of it to you as a file, in our messages.');
  } catch (error) {
    log.warn('review not sent', { person, message: String(error) });
    return paragraph('It is long, and the file of it did not go through. Please press again.');
  }
}

/** Asked for its reason only where it may count. */
async function openReturn(
  needs: Needs,
  _buckets: BucketRequests,
  { about, card, actor, trigger }: Pressed,
): Promise<Rendered | undefined> {
  const { request } = card;
  if (!mayAct(actor, ['data-engineering']))
    return paragraph(refusedWords({ ok: false, why: 'not your role', request }, needs.roles));
  if (request.status !== 'to be reviewed') return OVER;
  const memory = { r: about.id, n: about.round };
  const { wanted } = request;
  const view = returnDialog(memory, wanted.name, wanted.what === 'elsewhere');
  await openModal(needs, trigger, view);
  return undefined;
}

async function mend(
  needs: Needs,
  buckets: BucketRequests,
  { about, card, actor, channel, trigger }: Pressed,
): Promise<Rendered | undefined> {
  const { request } = card;
  const draft = await buckets.draft(about.id);
  if (request.by !== actor.id || request.status !== 'returned' || draft === undefined)
    return paragraph('It is not waiting to be mended any more.');
  await openModal(
    needs,
    trigger,
    bucketDialog({ ch: channel, k: draft.kind, r: about.id, n: about.round }, draft),
  );
  return undefined;
}

/** The dialog that asks why a request is returned. */
export function registerReturnDialog(app: App, needs: Needs, buckets: BucketRequests): void {
  app.view<ViewSubmitAction>(
    { callback_id: RETURN_CALLBACK, type: 'view_submission' },
    async ({ ack, body, view }) => {
      const say = (text: string) =>
        ack({ response_action: 'update', view: sayingView('Return this request', text) });
      const memory = readButton(returnMemory, view.private_metadata);
      if (memory === undefined) return say('This form is from another version of me. Close it.');
      const team = body.user.team_id ?? body.team?.id;
      const attempted = `${BUCKET.command} return ${memory.r}`;
      const key = `bucket-return:${view.id}`;
      const admitted = await admit(needs, { key, person: body.user.id, team, attempted });
      if (!admitted.ok) return say(escaped(admitted.why, 500));
      const reason = (readForm(view.state.values)['reason'] ?? '').trim();
      if (reason === '')
        return ack({ response_action: 'errors', errors: { reason: 'Say what is to be mended.' } });
      const about = { id: memory.r, round: memory.n };
      const decided = await buckets.giveBack(about, reason, admitted.actor);
      return decided.ok ? ack() : say(refusedWords(decided, needs.roles));
    },
  );
}
