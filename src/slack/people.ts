import type { WebClient } from '@slack/web-api';
import { z } from 'zod';
import type { RoleConfig } from '../config/config.ts';
import { seconds } from '../domain/duration.ts';
import { ROLES, type Role } from '../domain/role.ts';
import type { Clock, Log, People, Random } from '../operations/ports.ts';
import { slackCode } from './connection/slack-error.ts';

/** What is known of a person or a group is good for this long; then it is asked anew, or denied. */
const FRESH = seconds(60);

const UNKNOWN =
  'I can’t ask Slack who you are just now, so I do nothing. Please try again in a minute.';

const profile = z.object({
  deleted: z.boolean().optional(),
  is_bot: z.boolean().optional(),
  is_restricted: z.boolean().optional(),
  is_ultra_restricted: z.boolean().optional(),
  is_stranger: z.boolean().optional(),
  team_id: z.string().optional(),
  profile: z.object({ email: z.string().optional() }).optional(),
});
type Profile = z.infer<typeof profile>;

/** Who somebody is and may do, from Slack's directory and user groups; denies when neither can be asked. */
export function createPeople(needs: {
  readonly client: WebClient;
  readonly roles: Readonly<Record<Role, RoleConfig>>;
  readonly clock: Clock;
  readonly random: Pick<Random, 'reference'>;
  readonly log: Log;
}): People {
  const { client, roles, clock, random, log } = needs;
  const homeTeam = remembered(Number.POSITIVE_INFINITY, async () => {
    return z.object({ team_id: z.string() }).parse(await client.auth.test()).team_id;
  });
  const profiles = remembered(FRESH, async (userId) => {
    return z.object({ user: profile }).parse(await client.users.info({ user: userId })).user;
  });
  const groups = remembered(FRESH, async (usergroup): Promise<ReadonlySet<string>> => {
    try {
      const answer = await client.usergroups.users.list({ usergroup });
      return new Set(z.object({ users: z.array(z.string()) }).parse(answer).users);
    } catch (error) {
      if (slackCode(error) !== 'no_such_subteam') throw error;
      log.warn('a configured user group does not exist', { usergroup });
      return new Set();
    }
  });

  return {
    async actor(userId, teamId) {
      try {
        const [home, who, held] = await Promise.all([
          homeTeam(''),
          profiles(userId),
          rolesOf(userId),
        ]);
        const refused = refusalOf(who, home, teamId);
        return refused === undefined ? { kind: 'person', id: userId, roles: held } : { refused };
      } catch (error) {
        const code = slackCode(error);
        if (code === 'user_not_found' || code === 'user_not_visible') {
          return { refused: 'Slack doesn’t know you as a member of this workspace.' };
        }
        const message = error instanceof Error ? error.message : String(error);
        const reference = random.reference();
        log.warn('directory not read', { reference, person: userId, message });
        return { refused: `${UNKNOWN} Reference ${reference}.` };
      }
    },

    async email(userId) {
      try {
        return (await profiles(userId)).profile?.email;
      } catch {
        return undefined; // only a convenience for forms
      }
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

  /** One question at a time for each key; its answer is kept for a while, its failure is not. */
  function remembered<T>(
    lasts: number,
    ask: (key: string) => Promise<T>,
  ): (key: string) => Promise<T> {
    const known = new Map<string, { readonly at: number; readonly answer: Promise<T> }>();
    return (key) => {
      const now = clock.now().getTime();
      const before = known.get(key);
      if (before !== undefined && now - before.at < lasts) return before.answer;
      const answer = ask(key);
      known.set(key, { at: now, answer });
      answer.catch(() => {
        if (known.get(key)?.answer === answer) known.delete(key);
      });
      return answer;
    };
  }
}

function refusalOf(who: Profile, home: string, teamId: string | undefined): string | undefined {
  if (who.deleted === true) return 'Your account is deactivated, so I can’t act for you.';
  if (who.is_bot === true) return 'This is for people, not for bots.';
  const elsewhere = [teamId, who.team_id].some((team) => team !== undefined && team !== home);
  if (elsewhere || who.is_stranger === true) {
    return 'You are from another workspace. Please ask somebody of this workspace to do it.';
  }
  if (who.is_restricted === true || who.is_ultra_restricted === true) {
    return 'You are a guest here. Please ask a full member of this workspace to do it.';
  }
  return undefined;
}
