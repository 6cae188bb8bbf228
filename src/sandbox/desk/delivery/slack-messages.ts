/** A stored message as the Web API and the events show it. */
import type { Office } from '../office.ts';
import type { SharedFile } from '../workspace/files.ts';
import type { Message } from '../workspace/messages.ts';
import { appId } from '../workspace/workspace.ts';

export function slackMessage(office: Office, message: Message, withMetadata = false): object {
  const { team } = office.directory.workspace;
  const replies = office.messages.replies(message.channel, message.ts);
  return {
    type: 'message',
    ...authorship(office, message),
    text: message.text,
    ts: message.ts,
    team: team.id,
    ...(message.blocks.length > 0 && { blocks: message.blocks }),
    ...(message.broadcast && { subtype: 'thread_broadcast' }),
    ...(message.files && {
      ...(message.author.kind === 'person' && { subtype: 'file_share' }),
      files: message.files.map((file) => slackFile(office, file)),
    }),
    ...(message.editedTs !== undefined && {
      edited: { user: message.author.id, ts: message.editedTs },
    }),
    ...(withMetadata && message.metadata && { metadata: message.metadata }),
    ...threading(message, replies),
  };
}

function slackFile(office: Office, { id, name, title, mimetype, content, ownerId }: SharedFile) {
  const url = `${office.url()}/files-pri/${id}/${encodeURIComponent(name)}`;
  return {
    ...{ id, name, title, mimetype, user: ownerId, size: content.length, mode: 'hosted' },
    ...{ url_private: url, url_private_download: url, is_external: false },
  };
}

function authorship({ directory }: Office, { author }: Message): object {
  const { bot, team } = directory.workspace;
  switch (author.kind) {
    case 'app':
      return {
        user: bot.userId,
        bot_id: bot.botId,
        app_id: appId,
        bot_profile: { id: bot.botId, app_id: appId, name: bot.name, team_id: team.id },
      };
    case 'bot':
      return { subtype: 'bot_message', bot_id: author.id, username: author.name };
    case 'person':
    case 'slack':
      return { user: author.id };
  }
}

function threading(message: Message, replies: readonly Message[]): object {
  const last = replies.at(-1);
  if (last === undefined)
    return message.threadTs === undefined ? {} : { thread_ts: message.threadTs };
  const users = [...new Set(replies.map((reply) => reply.author.id))];
  return {
    thread_ts: message.ts,
    reply_count: replies.length,
    reply_users: users,
    reply_users_count: users.length,
    latest_reply: last.ts,
    subscribed: false,
  };
}
