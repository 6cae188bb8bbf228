/** users.*: the people. */
import { z } from 'zod';
import type { Office } from '../office.ts';
import type { Person } from '../workspace/workspace.ts';
import { flag, limit, type Method, method, page, SlackError } from './method.ts';

function shown(office: Office, person: Person): object {
  const { team } = office.directory.workspace;
  const withEmail = office.manifest.scopes.has('users:read.email') && person.email !== undefined;
  return {
    id: person.id,
    team_id: person.teamId ?? team.id,
    name: person.name,
    deleted: person.deleted ?? false,
    real_name: person.realName,
    tz: person.timeZone,
    is_bot: person.isBot ?? false,
    is_app_user: false,
    is_restricted: person.isRestricted ?? false,
    is_ultra_restricted: person.isUltraRestricted ?? false,
    is_stranger: person.teamId !== undefined && person.teamId !== team.id,
    profile: {
      real_name: person.realName,
      display_name: person.name,
      title: person.title,
      ...(withEmail && { email: person.email }),
    },
  };
}

function everybody(office: Office): readonly Person[] {
  const { bot, people } = office.directory.workspace;
  const itself: Person = {
    id: bot.userId,
    name: bot.name,
    realName: bot.name,
    title: '',
    timeZone: 'Etc/UTC',
    isBot: true,
  };
  return [...people, itself];
}

export const users: Readonly<Record<string, Method>> = {
  'users.info': method({
    scope: 'users:read',
    arguments: { user: z.string(), include_locale: flag.optional() },
    run: (given, office) => {
      const person = everybody(office).find((each) => each.id === given.user);
      if (person === undefined) throw new SlackError('user_not_found');
      return { user: shown(office, person) };
    },
  }),
  'users.list': method({
    scope: 'users:read',
    arguments: {
      limit: limit.optional(),
      cursor: z.string().optional(),
      include_locale: flag.optional(),
    },
    run: (given, office) => {
      const { items, next } = page(everybody(office), given.limit ?? 1000, given.cursor);
      return {
        members: items.map((person) => shown(office, person)),
        cache_ts: Math.floor(office.clock.now().getTime() / 1000),
        response_metadata: { next_cursor: next },
      };
    },
  }),
};
