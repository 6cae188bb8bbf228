/** Everything one person may see, as the page shows it. */
import type { Office } from '../office.ts';
import type { DeskMessage, DeskPerson, DeskView, Snapshot } from '../page-contract.ts';
import type { Message } from '../workspace/messages.ts';
import type { OpenView } from '../workspace/views.ts';
import type { Person } from '../workspace/workspace.ts';
import { unreadMentions, unseenBy } from './look.ts';

/** Undefined when nobody has this id. */
export function snapshot(office: Office, personId: string): Snapshot | undefined {
  const { directory, messages, views } = office;
  const { bot, people, team, userGroups } = directory.workspace;
  const person = directory.person(personId);
  if (person === undefined) return undefined;
  const places = directory.conversations.filter((each) => each.memberIds.includes(personId));
  const home = views.home(personId);
  return {
    team,
    bot: { userId: bot.userId, name: bot.name },
    person: shownPerson(person),
    people: people.map(shownPerson),
    unread: Object.fromEntries(people.map(({ id }) => [id, unreadOf(office, id)])),
    userGroups,
    channels: places.map((each) => ({
      id: each.id,
      name: each.name,
      topic: each.topic,
      kind: each.kind === 'direct' ? 'direct' : 'channel',
      memberIds: each.memberIds,
      unreadMentions: unreadMentions(office, personId, each.id),
    })),
    messages: places
      .flatMap((each) => messages.in(each.id))
      .filter((each) => each.ephemeralFor === undefined || each.ephemeralFor === personId)
      .toSorted((a, b) => Number(a.ts) - Number(b.ts))
      .map((each) => shownMessage(office, each)),
    modals: views.stack(personId).map(shownView),
    ...(home && { home: shownView(home) }),
    commands: office.manifest.commands.map(({ command, description, usageHint }) => ({
      command,
      description,
      usageHint,
    })),
    shortcuts: office.manifest.shortcuts,
    now: office.clock.now().getTime(),
  };
}

function unreadOf(office: Office, personId: string): number {
  return office.directory.conversations
    .filter(({ memberIds }) => memberIds.includes(personId))
    .reduce((sum, { id }) => sum + unreadMentions(office, personId, id), 0);
}

function shownPerson({ id, name, realName, title, timeZone }: Person): DeskPerson {
  return { id, name, realName, title, timeZone };
}

function shownMessage(office: Office, message: Message): DeskMessage {
  const { messages } = office;
  const { author } = message;
  const replies = messages.replies(message.channel, message.ts);
  const last = replies.at(-1);
  return {
    channel: message.channel,
    ts: message.ts,
    ...(message.threadTs !== undefined && { thread_ts: message.threadTs }),
    author: { id: author.id, name: author.name, isBot: author.kind !== 'person' },
    text: message.text,
    blocks: message.blocks,
    edited: message.editedTs !== undefined,
    ephemeral: message.ephemeralFor !== undefined,
    replyCount: replies.length,
    ...(last && { lastReplyTs: last.ts }),
    broadcast: message.broadcast,
    files: (message.files ?? []).map(({ id, name, title, mimetype, content }) => ({
      ...{ id, name, title, mimetype },
      bytes: content.length,
    })),
    calls: unseenBy(office, message),
  };
}

function shownView({ id, hash, view }: OpenView): DeskView {
  const modal = view.type === 'modal' ? view : undefined;
  return {
    id,
    hash,
    type: view.type,
    callbackId: view.callback_id ?? '',
    title: modal?.title.text ?? '',
    ...(modal?.submit && { submit: modal.submit.text }),
    ...(modal?.close && { close: modal.close.text }),
    blocks: view.blocks,
  };
}
