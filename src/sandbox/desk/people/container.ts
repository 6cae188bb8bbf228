/** Where an element stands: in a message or in a view, as this person sees it. */
import type { Block } from '../blocks/blocks.ts';
import { slackMessage } from '../delivery/slack-messages.ts';
import { viewOutput } from '../delivery/slack-views.ts';
import type { Office } from '../office.ts';
import type { Container, ViewValues } from '../page-contract.ts';
import type { Person } from '../workspace/workspace.ts';
import { channelName, responseUrl } from './payload.ts';

export interface Place {
  readonly blocks: readonly Block[];
  /** The modal, for a trigger that may push. */
  readonly viewId?: string;
  /** The parts of an interaction payload that tell where it happened. */
  readonly describe: (values: ViewValues) => object;
}

export function findPlace(office: Office, person: Person, container: Container): Place | undefined {
  return container.kind === 'view'
    ? inView(office, person, container.viewId)
    : inMessage(office, person, container.channel, container.ts);
}

function inView(office: Office, person: Person, viewId: string): Place | undefined {
  const open = office.views.find(viewId);
  if (open === undefined || open.personId !== person.id) return undefined;
  return {
    blocks: open.view.blocks,
    ...(open.view.type === 'modal' && { viewId }),
    describe: (values) => ({
      container: { type: 'view', view_id: viewId },
      view: viewOutput(office, open, values),
    }),
  };
}

function inMessage(office: Office, person: Person, channel: string, ts: string): Place | undefined {
  const place = office.directory.seenBy(person.id, channel);
  const message = office.messages.find(channel, ts);
  if (place === undefined || message === undefined) return undefined;
  const ephemeral = message.ephemeralFor !== undefined;
  if (ephemeral && message.ephemeralFor !== person.id) return undefined;
  const { threadTs } = message;
  return {
    blocks: [...message.blocks, ...(message.formerBlocks ?? [])],
    describe: (values) => ({
      container: {
        type: 'message',
        message_ts: ts,
        channel_id: channel,
        is_ephemeral: ephemeral,
        ...(threadTs !== undefined && { thread_ts: threadTs }),
      },
      channel: { id: channel, name: channelName(place) },
      ...(!ephemeral && { message: slackMessage(office, message) }),
      state: { values },
      response_url: responseUrl(office, {
        channel,
        personId: person.id,
        messageTs: ts,
        ...(threadTs !== undefined && !message.broadcast && { threadTs }),
      }),
    }),
  };
}
