/** From an id in an argument to a conversation or message, or Slack's refusal. */
import type { Office } from '../office.ts';
import type { Message } from '../workspace/messages.ts';
import { type Conversation, type ConversationKind, directId } from '../workspace/workspace.ts';
import { requireScope, SlackError } from './method.ts';

/** The scope family of each kind of conversation: `channels:history`, `groups:read`, … */
const families: Readonly<Record<ConversationKind, string>> = {
  public: 'channels',
  private: 'groups',
  direct: 'im',
};

export function scopeFor(kind: ConversationKind, right: 'history' | 'read'): string {
  return `${families[kind]}:${right}`;
}

/** A conversation the bot knows of. A private channel without the bot does not exist for it. */
export function knownPlace({ directory }: Office, id: string): Conversation {
  const place = directory.conversation(id);
  if (place === undefined || (place.kind === 'private' && !place.botIsMember))
    throw new SlackError('channel_not_found');
  return place;
}

/** A conversation the bot may write in; a person's id stands for their direct messages. */
export function writablePlace(office: Office, id: string): Conversation {
  const place = knownPlace(office, office.directory.person(id) === undefined ? id : directId(id));
  if (!place.botIsMember) throw new SlackError('not_in_channel');
  return place;
}

/** A conversation whose messages the bot may read. */
export function readablePlace(office: Office, id: string): Conversation {
  const place = knownPlace(office, id);
  requireScope(office, scopeFor(place.kind, 'history'));
  if (!place.botIsMember) throw new SlackError('not_in_channel');
  return place;
}

/** A message of the bot's own, for edits and removals. */
export function ownMessage(
  office: Office,
  channel: string,
  ts: string,
  refusal: 'cant_update_message' | 'cant_delete_message',
): Message {
  const place = knownPlace(office, channel);
  const message = office.messages.kept(place.id, ts);
  if (message === undefined) throw new SlackError('message_not_found');
  if (message.author.kind !== 'app') throw new SlackError(refusal);
  return message;
}

/** The thread a reply belongs to; replies to a reply go to its thread. */
export function threadIn(
  office: Office,
  place: Conversation,
  ts: string | undefined,
): string | undefined {
  if (ts === undefined || ts === '') return undefined;
  const parent = office.messages.kept(place.id, ts);
  if (parent === undefined) throw new SlackError('thread_not_found');
  return parent.threadTs ?? parent.ts;
}
