/** conversations.*: channels, direct messages and what was said there. */
import { z } from 'zod';
import { slackMessage } from '../delivery/slack-messages.ts';
import type { Message } from '../workspace/messages.ts';
import { type Conversation, directId } from '../workspace/workspace.ts';
import { flag, limit, type Method, method, page, requireScope, SlackError } from './method.ts';
import { knownPlace, readablePlace, scopeFor } from './places.ts';

const channel = z.string().min(1);
const paging = { limit: limit.optional(), cursor: z.string().optional() };
const span = {
  oldest: z.string().optional(),
  latest: z.string().optional(),
  inclusive: flag.optional(),
  include_all_metadata: flag.optional(),
};

interface Span {
  readonly oldest?: string | undefined;
  readonly latest?: string | undefined;
  readonly inclusive?: boolean | undefined;
}

/** Timestamps are compared as numbers; "0" and "" are no bound. */
function within({ oldest, latest, inclusive = false }: Span, { ts }: Message): boolean {
  const at = Number(ts);
  const from = Number(oldest ?? 0);
  const to = Number(latest ?? 0);
  const early = from > 0 && (inclusive ? at < from : at <= from);
  const late = to > 0 && (inclusive ? at > to : at >= to);
  return !early && !late;
}

function shown(place: Conversation, botId: string): object {
  return {
    id: place.id,
    name: place.kind === 'direct' ? undefined : place.name,
    is_channel: place.kind === 'public',
    is_group: place.kind === 'private',
    is_im: place.kind === 'direct',
    is_mpim: false,
    is_private: place.kind !== 'public',
    is_archived: false,
    is_member: place.botIsMember,
    is_ext_shared: false,
    ...(place.kind === 'direct' && { user: place.memberIds[0] }),
    ...(place.kind !== 'direct' && {
      topic: { value: place.topic, creator: botId, last_set: 0 },
      purpose: { value: '', creator: '', last_set: 0 },
      num_members: place.memberIds.length + (place.botIsMember ? 1 : 0),
    }),
  };
}

const kinds = { public_channel: 'public', private_channel: 'private', im: 'direct' } as const;

export const conversations: Readonly<Record<string, Method>> = {
  'conversations.history': method({
    arguments: { channel, ...span, ...paging },
    run: (given, office) => {
      const place = readablePlace(office, given.channel);
      const all = office.messages
        .in(place.id)
        .filter((each) => each.ephemeralFor === undefined)
        .filter((each) => each.threadTs === undefined || each.broadcast)
        .filter((each) => within(given, each))
        .toReversed();
      const { items, next } = page(all, given.limit ?? 100, given.cursor);
      return {
        messages: items.map((each) => slackMessage(office, each, given.include_all_metadata)),
        has_more: next !== '',
        pin_count: 0,
        response_metadata: { next_cursor: next },
      };
    },
  }),
  'conversations.replies': method({
    arguments: { channel, ts: z.string(), ...span, ...paging },
    run: (given, office) => {
      const place = readablePlace(office, given.channel);
      const asked = office.messages.kept(place.id, given.ts);
      const root = asked && office.messages.kept(place.id, asked.threadTs ?? asked.ts);
      if (root === undefined) throw new SlackError('thread_not_found');
      const replies = office.messages
        .replies(place.id, root.ts)
        .filter((each) => within(given, each));
      const { items, next } = page([root, ...replies], given.limit ?? 1000, given.cursor);
      return {
        messages: items.map((each) => slackMessage(office, each, given.include_all_metadata)),
        has_more: next !== '',
        response_metadata: { next_cursor: next },
      };
    },
  }),
  'conversations.info': method({
    arguments: { channel, include_num_members: flag.optional(), include_locale: flag.optional() },
    run: (given, office) => {
      const place = knownPlace(office, given.channel);
      requireScope(office, scopeFor(place.kind, 'read'));
      return { channel: shown(place, office.directory.workspace.bot.userId) };
    },
  }),
  'conversations.list': method({
    arguments: { types: z.string().optional(), exclude_archived: flag.optional(), ...paging },
    run: (given, office) => {
      const wanted = (given.types ?? 'public_channel').split(',').map((type) => {
        const parsed = z.enum(['public_channel', 'private_channel', 'im']).safeParse(type.trim());
        if (!parsed.success) throw new SlackError('invalid_types');
        return kinds[parsed.data];
      });
      for (const kind of wanted) requireScope(office, scopeFor(kind, 'read'));
      const all = office.directory.conversations
        .filter((each) => wanted.includes(each.kind))
        .filter((each) => each.kind === 'public' || each.botIsMember);
      const { items, next } = page(all, given.limit ?? 100, given.cursor);
      return {
        channels: items.map((each) => shown(each, office.directory.workspace.bot.userId)),
        response_metadata: { next_cursor: next },
      };
    },
  }),
  'conversations.members': method({
    arguments: { channel, ...paging },
    run: (given, office) => {
      const place = knownPlace(office, given.channel);
      requireScope(office, scopeFor(place.kind, 'read'));
      const { userId } = office.directory.workspace.bot;
      const all = place.botIsMember ? [...place.memberIds, userId] : place.memberIds;
      const { items, next } = page(all, given.limit ?? 100, given.cursor);
      return { members: items, response_metadata: { next_cursor: next } };
    },
  }),
  'conversations.open': method({
    scope: 'im:write',
    arguments: {
      channel: z.string().optional(),
      users: z.string().optional(),
      return_im: flag.optional(),
      prevent_creation: flag.optional(),
    },
    run: (given, office) => {
      const users = given.users?.split(',') ?? [];
      if (users.length > 1) throw new SlackError('missing_scope', { needed: 'mpim:write' });
      const [user] = users;
      if (user !== undefined && office.directory.person(user) === undefined)
        throw new SlackError('user_not_found');
      const id = user === undefined ? given.channel : directId(user);
      if (id === undefined) throw new SlackError('users_list_not_supplied');
      const place = knownPlace(office, id);
      const full = shown(place, office.directory.workspace.bot.userId);
      return { channel: given.return_im === true ? full : { id: place.id } };
    },
  }),
};
