import type { BlockAction } from '@slack/bolt';
import { answerAt, removeAt } from '../connection/response-urls.ts';
import type { Needs } from '../needs.ts';
import type { Rendered } from '../views/blocks.ts';
import { sayingView } from '../views/dialogs/form.ts';
import { openModal } from './modal.ts';

/** A press on a button or menu, wherever it stood. */
export interface Press {
  readonly key: string; // stable over redelivery
  readonly person: string;
  readonly team: string | undefined;
  readonly channel: string;
  readonly trigger: string;
  readonly value: string | undefined;
  /** The message was shown to this person only, and is gone when they leave. */
  readonly ephemeral: boolean;
  /** Nobody else sees the message: an answer may take its place. */
  readonly alone: boolean;
  readonly url: string | undefined;
  readonly thread: string | undefined;
  /** The dialog or Home that it was pressed in. */
  readonly view?: { readonly id: string; readonly metadata: string; readonly values: unknown };
}

/** How the channel of a person’s messages with the bot begins. */
const DIRECT = 'D';

export function readPress(body: BlockAction, needs: Needs): Press {
  const [action] = body.actions;
  const { container } = body;
  const option =
    action !== undefined && 'selected_option' in action ? action.selected_option : null;
  const own = action !== undefined && 'value' in action ? action.value : undefined;
  // What was sent to the channel, too, may have been pressed there, where nobody sees the thread.
  const broadcast = body.message?.['subtype'] === 'thread_broadcast';
  const thread: unknown = broadcast ? undefined : container['thread_ts'];
  const channel = body.channel?.id ?? needs.channel;
  const ephemeral = container['is_ephemeral'] === true;
  needs.responseUrls.remember(body.user.id, channel, body.response_url);
  return {
    key: `press:${body.trigger_id}:${action?.action_ts ?? ''}`,
    person: body.user.id,
    team: body.user.team_id ?? body.team?.id,
    channel,
    trigger: body.trigger_id,
    value: typeof own === 'string' ? own : option?.value,
    ephemeral,
    alone: ephemeral || channel.startsWith(DIRECT),
    url: body.response_url === '' ? undefined : body.response_url,
    thread: typeof thread === 'string' ? thread : undefined,
    ...(body.view === undefined
      ? {}
      : {
          view: {
            id: body.view.id,
            metadata: body.view.private_metadata,
            values: body.view.state.values,
          },
        }),
  };
}

export type Ack = () => Promise<void>;
export type Handle = (
  press: Press & { readonly action: string },
  ack: Ack,
  needs: Needs,
) => Promise<void>;

/** Answers the person who pressed: below the message, or in a modal where there is no message (Home). */
export async function reply(
  needs: Needs,
  press: Press,
  rendered: Rendered,
  replace = false,
): Promise<void> {
  if (press.url !== undefined) {
    return answerAt(press.url, rendered, {
      replace: replace && press.alone,
      thread: press.thread,
    });
  }
  const view = sayingView('Handoff', rendered.text);
  await openModal(needs, press.trigger, view);
}

/** A question that has been answered goes away; messages that others see stay. */
export async function putAway({ log }: Needs, { ephemeral, url }: Press): Promise<void> {
  if (!ephemeral || url === undefined) return;
  await removeAt(url).catch((error: unknown) => {
    log.info('ephemeral message not removed', { message: String(error) });
  });
}
