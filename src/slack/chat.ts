import type { WebClient } from '@slack/web-api';
import { z } from 'zod';
import { seconds } from '../domain/duration.ts';
import type { Message } from '../operations/message.ts';
import type { Chat, Clock, Log, MessageRef, Place } from '../operations/ports.ts';
import { answerAt, type ResponseUrls } from './connection/response-urls.ts';
import { type CallKind, outsideError, slackCode } from './connection/slack-error.ts';
import { excesses, withinLimits } from './limits.ts';
import type { Rendered } from './views/blocks.ts';
import { messageView } from './views/message.ts';
import type { Roles } from './views/text.ts';

const EVENT_TYPE = 'handoff_message';
/** The clocks of Slack and of this machine may differ by this much. */
const CLOCKS_DIFFER = seconds(60);
const PAGE = 200;

/** Where an ephemeral message cannot go: then by response URL, or to the person's direct messages. */
const NOT_THERE = new Set([
  'not_in_channel',
  'channel_not_found',
  'user_not_in_channel',
  'is_archived',
]);

/** The chat as the outbox sees it, over Slack's Web API. The client must neither retry nor wait by itself. */
export function createChat(needs: {
  readonly client: WebClient;
  readonly responseUrls: ResponseUrls;
  readonly roles: Roles;
  readonly clock: Clock;
  readonly log: Log;
}): Chat {
  const { client, clock, log } = needs;

  function render(message: Message, reader?: string): Rendered {
    const rendered = messageView(message, needs.roles, clock.now(), reader);
    for (const blocks of [rendered.blocks, rendered.fallback ?? []]) {
      const over = excesses(blocks);
      if (over.length > 0) log.warn('message over Slack’s limits', { kind: message.kind, over });
    }
    return rendered;
  }

  /** Sends with the view's blocks; simpler ones, and at last the bare text, if Slack does not take them. */
  async function send<T>(
    { text, blocks, fallback }: Rendered,
    kind: CallKind,
    channel: string,
    call: (body: { text: string; blocks: ReturnType<typeof fitted> }) => Promise<T>,
  ): Promise<T> {
    for (const tried of fallback === undefined ? [blocks] : [blocks, fallback]) {
      try {
        return await call({ text, blocks: fitted(tried) });
      } catch (error) {
        if (slackCode(error) !== 'invalid_blocks') throw outsideError(error, kind, channel);
        log.warn('blocks refused, sent simpler ones', { channel, text: text.slice(0, 80) });
      }
    }
    try {
      return await call({ text, blocks: [] });
    } catch (error) {
      throw outsideError(error, kind, channel);
    }
  }

  let knownUrl: string | undefined;
  async function workspaceUrl(): Promise<string> {
    try {
      knownUrl ??= z.object({ url: z.url() }).parse(await client.auth.test()).url;
      return knownUrl;
    } catch (error) {
      throw outsideError(error, 'repeatable');
    }
  }

  return {
    async post(key, place, message) {
      const sent = await send(render(message), 'new message', place.channel, (body) =>
        client.chat.postMessage({
          channel: place.channel,
          ...body,
          ...threading(place),
          unfurl_links: false,
          unfurl_media: false,
          metadata: { event_type: EVENT_TYPE, event_payload: { key } },
        }),
      );
      return placed.parse(sent);
    },

    async edit(at, message) {
      await send(render(message), 'repeatable', at.channel, (body) =>
        client.chat.update({ channel: at.channel, ts: at.ts, ...body }),
      );
    },

    async find(key, place, since) {
      const oldest = String((since.getTime() - CLOCKS_DIFFER) / 1000);
      let cursor: string | undefined;
      do {
        const page = historyPage.parse(await readPage(client, place, oldest, cursor));
        const found = page.messages.find(
          ({ metadata }) =>
            metadata?.event_type === EVENT_TYPE && metadata.event_payload['key'] === key,
        );
        if (found !== undefined) return { channel: place.channel, ts: found.ts };
        cursor = page.response_metadata?.next_cursor || undefined;
      } while (cursor !== undefined);
      return undefined;
    },

    async whisper(person, channel, message) {
      const rendered = render(message, person);
      try {
        await send(rendered, 'repeatable', channel, (body) =>
          client.chat.postEphemeral({ channel, user: person, ...body }),
        );
      } catch (error) {
        const cause = error instanceof Error ? error.cause : undefined;
        if (!NOT_THERE.has(slackCode(cause) ?? '')) throw error;
        await whisperElsewhere(person, channel, rendered);
      }
    },

    direct: openDirect,

    async permalink(at) {
      // Slack's own pattern, so that a board of a hundred datasets does not cost a hundred calls.
      return `${await workspaceUrl()}archives/${at.channel}/p${at.ts.replace('.', '')}`;
    },
  };

  async function whisperElsewhere(person: string, channel: string, rendered: Rendered) {
    const url = needs.responseUrls.find(person, channel);
    if (url !== undefined) {
      try {
        return await answerAt(url, rendered);
      } catch (error) {
        log.warn('response url failed', { message: error instanceof Error ? error.message : '' });
      }
    }
    const direct = await openDirect(person);
    await send(rendered, 'repeatable', direct, (body) =>
      client.chat.postMessage({ channel: direct, ...body, unfurl_links: false }),
    );
  }

  async function openDirect(person: string): Promise<string> {
    try {
      const answer = await client.conversations.open({ users: person });
      return z.object({ channel: z.object({ id: z.string() }) }).parse(answer).channel.id;
    } catch (error) {
      throw outsideError(error, 'repeatable', person);
    }
  }
}

function fitted(blocks: Rendered['blocks']) {
  return [...withinLimits(blocks)];
}

function threading(
  place: Place,
): { thread_ts?: never } | { thread_ts: string; reply_broadcast: boolean } {
  return place.thread === undefined
    ? {}
    : { thread_ts: place.thread, reply_broadcast: place.broadcast === true };
}

async function readPage(
  client: WebClient,
  place: Place,
  oldest: string,
  cursor: string | undefined,
): Promise<unknown> {
  const asked = {
    channel: place.channel,
    oldest,
    limit: PAGE,
    include_all_metadata: true,
    ...(cursor === undefined ? {} : { cursor }),
  };
  try {
    return place.thread === undefined
      ? await client.conversations.history(asked)
      : await client.conversations.replies({ ...asked, ts: place.thread });
  } catch (error) {
    throw outsideError(error, 'repeatable', place.channel);
  }
}

const placed: z.ZodType<MessageRef> = z.object({ channel: z.string(), ts: z.string() });

const historyPage = z.object({
  messages: z
    .array(
      z.object({
        ts: z.string(),
        metadata: z
          .object({ event_type: z.string(), event_payload: z.record(z.string(), z.unknown()) })
          .partial()
          .transform(({ event_type, event_payload }) => ({
            event_type,
            event_payload: event_payload ?? {},
          }))
          .optional(),
      }),
    )
    .default([]),
  response_metadata: z.object({ next_cursor: z.string().optional() }).optional(),
});
