/** chat.*: messages. */
import { z } from 'zod';
import { slackMessage } from '../delivery/slack-messages.ts';
import { appAuthor, edit, post, remove } from '../posts.ts';
import { teamDomain } from '../workspace/workspace.ts';
import { readBlocks, readMetadata, requireContent } from './content.ts';
import { flag, json, type Method, method, SlackError } from './method.ts';
import { knownPlace, ownMessage, threadIn, writablePlace } from './places.ts';

const longestPost = 40_000;
const longestUpdate = 4_000;

const channel = z.string().min(1);
const content = {
  text: z.string().optional(),
  blocks: json.optional(),
  parse: z.enum(['none', 'full']).optional(),
  link_names: flag.optional(),
};
const unfurling = {
  unfurl_links: flag.optional(),
  unfurl_media: flag.optional(),
  mrkdwn: flag.optional(),
};

export const chat: Readonly<Record<string, Method>> = {
  'chat.postMessage': method({
    scope: 'chat:write',
    arguments: {
      channel,
      ...content,
      ...unfurling,
      metadata: json.optional(),
      thread_ts: z.string().optional(),
      reply_broadcast: flag.optional(),
    },
    run: (given, office) => {
      const place = writablePlace(office, given.channel);
      const blocks = readBlocks(office, given.blocks);
      requireContent(given.text, blocks, longestPost);
      const message = post(office, {
        channel: place.id,
        author: appAuthor(office),
        text: given.text ?? '',
        blocks,
        threadTs: threadIn(office, place, given.thread_ts),
        metadata: readMetadata(given.metadata) ?? undefined,
        broadcast: given.reply_broadcast,
      });
      return {
        channel: place.id,
        ts: message.ts,
        message: slackMessage(office, message, true),
        ...((given.text ?? '') === '' && {
          warning: 'missing_text_in_message',
          response_metadata: { warnings: ['missing_text_in_message'] },
        }),
      };
    },
  }),
  'chat.postEphemeral': method({
    scope: 'chat:write',
    arguments: { channel, user: z.string(), ...content, thread_ts: z.string().optional() },
    run: (given, office) => {
      const place = writablePlace(office, given.channel);
      if (!place.memberIds.includes(given.user)) throw new SlackError('user_not_in_channel');
      const blocks = readBlocks(office, given.blocks);
      requireContent(given.text, blocks, longestPost);
      const message = post(office, {
        channel: place.id,
        author: appAuthor(office),
        text: given.text ?? '',
        blocks,
        threadTs: threadIn(office, place, given.thread_ts),
        ephemeralFor: given.user,
      });
      return { message_ts: message.ts };
    },
  }),
  'chat.update': method({
    scope: 'chat:write',
    arguments: {
      channel,
      ts: z.string(),
      ...content,
      metadata: json.optional(),
      reply_broadcast: flag.optional(),
    },
    run: (given, office) => {
      const before = ownMessage(office, given.channel, given.ts, 'cant_update_message');
      const blocks = readBlocks(office, given.blocks);
      requireContent(given.text, blocks, longestUpdate);
      const after = edit(office, before, {
        text: given.text,
        blocks,
        metadata: readMetadata(given.metadata),
      });
      return {
        channel: after.channel,
        ts: after.ts,
        text: after.text,
        message: slackMessage(office, after, true),
      };
    },
  }),
  'chat.delete': method({
    scope: 'chat:write',
    arguments: { channel, ts: z.string() },
    run: (given, office) => {
      const message = ownMessage(office, given.channel, given.ts, 'cant_delete_message');
      remove(office, message);
      return { channel: message.channel, ts: message.ts };
    },
  }),
  'chat.getPermalink': method({
    arguments: { channel, message_ts: z.string() },
    run: (given, office) => {
      const place = knownPlace(office, given.channel);
      const message = office.messages.kept(place.id, given.message_ts);
      if (message === undefined) throw new SlackError('message_not_found');
      const thread =
        message.threadTs === undefined ? '' : `?thread_ts=${message.threadTs}&cid=${place.id}`;
      const site = `https://${teamDomain(office.directory.workspace)}.slack.com`;
      const stamp = message.ts.replace('.', '');
      return { channel: place.id, permalink: `${site}/archives/${place.id}/p${stamp}${thread}` };
    },
  }),
};
