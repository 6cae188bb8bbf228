import type { WebClient } from '@slack/web-api';
import { z } from 'zod';
import type { RoleConfig } from '../../config/config.ts';
import { seconds } from '../../domain/duration.ts';
import { ROLES, type Role } from '../../domain/role.ts';
import type { Clock, Log, People, Random } from '../../operations/ports.ts';
import { within } from '../connection/patience.ts';
import { outsideError, slackCode } from '../connection/slack-error.ts';
import { remembered } from './remembered.ts';

/** What is known of a person or a group is good for this long; then it is asked anew, or denied. */
const FRESH = seconds(60);
/** More names than this nobody reads, and each may cost a question. */
const MOST_NAMED = 20;
/** What somebody is shown must not wait longer for a group that gives no rights, milliseconds of real time. */
const GROUPS_MOST = 1000;

const UNKNOWN =
  'I can’t ask Slack who you are just now, so I do nothing. Please try again in a minute.';

/** Why somebody may do nothing, whatever their roles. */
const REFUSALS = {
  deactivated: 'Your account is deactivated, so I can’t act for you.',
  'a bot': 'This is for people, not for bots.',
  'from another workspace':
    'You are from another workspace. Please ask somebody of this workspace to do it.',
  'a guest': 'You are a guest here. Please ask a full member of this workspace to do it.',
  unknown: 'Slack doesn’t know you as a member of this workspace.',
} as const;

const groupList = z.object({
  usergroups: z.array(z.object({ id: z.string(), handle: z.string(), name: z.string() })),
});

const profile = z.object({
  deleted: z.boolean().optional(),
  is_bot: z.boolean().optional(),
  is_restricted: z.boolean().optional(),
  is_ultra_restricted: z.boolean().optional(),
  is_stranger: z.boolean().optional(),
  team_id: z.string().optional(),
  tz: z.string().nullish(),
  real_name: z.string().optional(),
  profile: z.object({ email: z.string().optional() }).optional(),
});
type Profile = z.infer<typeof profile>;

export interface Holder {
  readonly id: string;
  readonly timeZone?: string;
  /** Why they may do nothing all the same; absent for those who may. */
  readonly refused?: keyof typeof REFUSALS | 'not read';
}

export interface Holders {
  readonly people: readonly Holder[];
  readonly more: number; // besides those
  /** The role's user group, where Slack does not say who is in it. */
  readonly unread?: string;
}

/** The directory that decides what people may do, and that can be asked who holds a role now. */
export interface Directory extends People {
  /** A person without their roles: for what every full member may ask, also while no group can be read. */
  readonly member: People['actor'];
  holders(role: Role): Promise<Holders>;
  /** Those of the workspace that are in use; none while Slack can’t be asked. */
  userGroups(): Promise<readonly UserGroup[]>;
}

export interface UserGroup {
  readonly id: string;
  readonly handle: string;
  readonly name: string;
}

/** Who somebody is and may do, from Slack's directory and user groups; denies when neither can be asked. */
export function createPeople(needs: {
  readonly client: WebClient;
  readonly roles: Readonly<Record<Role, RoleConfig>>;
  readonly clock: Clock;
  readonly random: Pick<Random, 'reference'>;
  readonly log: Log;
}): Directory {
  const { client, roles, clock, random, log } = needs;
  const homeTeam = remembered(clock, Number.POSITIVE_INFINITY, async () => {
    return z.object({ team_id: z.string() }).parse(await client.auth.test()).team_id;
  });
  const profiles = remembered(clock, FRESH, async (userId) => {
    return z.object({ user: profile }).parse(await client.users.info({ user: userId })).user;
  });
  const groups = remembered(clock, FRESH, async (usergroup): Promise<ReadonlySet<string>> => {
    try {
      const answer = await client.usergroups.users.list({ usergroup });
      return new Set(z.object({ users: z.array(z.string()) }).parse(answer).users);
    } catch (error) {
      if (slackCode(error) !== 'no_such_subteam') throw error;
      log.warn('a configured user group does not exist', { usergroup });
      return new Set();
    }
  });

  const named = remembered(clock, FRESH, async () => {
    return groupList.parse(await client.usergroups.list()).usergroups;
  });

  const actorWith =
    (held: (userId: string) => Promise<readonly Role[]>): People['actor'] =>
    async (userId, teamId) => {
      try {
        const [home, who, roles] = await Promise.all([
          homeTeam(''),
          profiles(userId),
          held(userId),
        ]);
        const refused = refusalOf(who, home, teamId);
        if (refused !== undefined) return { refused: REFUSALS[refused] };
        return { kind: 'person', id: userId, roles, ...zoneOf(who) };
      } catch (error) {
        if (isUnknown(error)) return { refused: REFUSALS.unknown };
        const message = error instanceof Error ? error.message : String(error);
        const reference = random.reference();
        log.warn('directory not read', { reference, person: userId, message });
        return { refused: `${UNKNOWN} Reference ${reference}.` };
      }
    };

  return {
    actor: actorWith(rolesOf),
    member: actorWith(async () => []),

    async email(userId) {
      try {
        return (await profiles(userId)).profile?.email;
      } catch {
        return undefined; // only a convenience for forms
      }
    },

    async hasLeft(userId) {
      try {
        return (await profiles(userId)).deleted === true;
      } catch (error) {
        return isUnknown(error) ? true : undefined;
      }
    },

    async name(userId) {
      try {
        return (await profiles(userId)).real_name;
      } catch {
        return undefined; // whoever reads it sees the id instead
      }
    },

    async membersOf(group) {
      try {
        const ids = [...(await groups(group))];
        const home = await homeTeam('');
        const known = await Promise.all(ids.map((id) => profiles(id)));
        return ids.filter((_, index) => {
          const who = known[index];
          return who !== undefined && refusalOf(who, home, undefined) === undefined;
        });
      } catch (cause) {
        throw outsideError(cause, 'repeatable');
      }
    },

    userGroups: () => named('').catch(() => []), // a menu without entries says as much

    async groupsOf(userId, asked) {
      const nobody: ReadonlySet<string> = new Set();
      const members = await Promise.all(
        asked.map((group) => within(GROUPS_MOST, groups(group), nobody)),
      );
      return asked.filter((_, index) => members[index]?.has(userId));
    },

    async holders(role) {
      const { members, userGroup } = roles[role];
      const grouped = userGroup === undefined ? [] : await groups(userGroup).catch(() => undefined);
      const ids = [...new Set([...members, ...(grouped ?? [])])];
      return {
        people: await Promise.all(ids.slice(0, MOST_NAMED).map(holder)),
        more: Math.max(0, ids.length - MOST_NAMED),
        ...(grouped === undefined && userGroup !== undefined ? { unread: userGroup } : {}),
      };
    },
  };

  async function rolesOf(userId: string): Promise<readonly Role[]> {
    const held = await Promise.all(
      ROLES.map(async (role) => {
        const { members, userGroup } = roles[role];
        if (members.includes(userId)) return true;
        return userGroup !== undefined && (await groups(userGroup)).has(userId);
      }),
    );
    return ROLES.filter((_, index) => held[index]);
  }

  async function holder(id: string): Promise<Holder> {
    try {
      const [home, who] = await Promise.all([homeTeam(''), profiles(id)]);
      const refused = refusalOf(who, home, undefined);
      return { id, ...zoneOf(who), ...(refused === undefined ? {} : { refused }) };
    } catch (error) {
      return { id, refused: isUnknown(error) ? 'unknown' : 'not read' };
    }
  }
}

function zoneOf({ tz }: Profile): { timeZone?: string } {
  return tz === undefined || tz === null ? {} : { timeZone: tz };
}

function isUnknown(error: unknown): boolean {
  return ['user_not_found', 'user_not_visible'].includes(slackCode(error) ?? '');
}

function refusalOf(
  who: Profile,
  home: string,
  teamId: string | undefined,
): keyof typeof REFUSALS | undefined {
  if (who.deleted === true) return 'deactivated';
  if (who.is_bot === true) return 'a bot';
  const elsewhere = [teamId, who.team_id].some((team) => team !== undefined && team !== home);
  if (elsewhere || who.is_stranger === true) return 'from another workspace';
  if (who.is_restricted === true || who.is_ultra_restricted === true) return 'a guest';
  return undefined;
}
