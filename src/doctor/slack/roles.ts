import { z } from 'zod';
import type { Config, RoleConfig } from '../../config/config.ts';
import { runbooksOf } from '../../config/runbooks.ts';
import { ROLES, type Role } from '../../domain/role.ts';
import { type Check, type Finding, fail, ok, warn } from '../check.ts';
import type { SlackCall } from './call.ts';

const group = z.object({ users: z.array(z.string()) });
const profile = z.object({ user: z.object({ deleted: z.boolean().optional() }) });

/** Roles that some step of a runbook asks for. */
function neededFor(config: Config): ReadonlySet<Role> {
  const steps = runbooksOf(config).flatMap((runbook) => runbook.steps);
  const transitions = steps.flatMap((step) => step.transitions);
  return new Set(transitions.flatMap(({ who }) => (typeof who === 'string' ? [] : who)));
}

/** Who each role is: its user group and its single members, as Slack knows them. */
export function roleChecks(config: Config, call: SlackCall): readonly Check[] {
  const needed = neededFor(config);
  return ROLES.map((role) => ({
    name: `role ${role}`,
    run: () => holders(role, config.roles[role], needed.has(role), call),
  }));
}

async function holders(
  role: Role,
  config: RoleConfig,
  isNeeded: boolean,
  call: SlackCall,
): Promise<Finding> {
  const { userGroup, members } = config;
  const people = new Set(members);
  if (userGroup !== undefined) {
    const { code, body } = await call('usergroups.users.list', { usergroup: userGroup });
    if (code === 'no_such_subteam') {
      const fix = `Correct roles.${role}.userGroup in the configuration.`;
      return fail(`the user group ${userGroup} does not exist`, fix);
    }
    if (code !== 'ok') return unanswered(code);
    for (const id of group.parse(body).users) people.add(id);
  }
  for (const user of members) {
    const { code, body } = await call('users.info', { user });
    const fix = `Correct roles.${role}.members in the configuration.`;
    if (code === 'user_not_found') return fail(`${user} is not in this workspace`, fix);
    if (code !== 'ok') return unanswered(code);
    if (profile.parse(body).user.deleted === true) return warn(`${user} is deactivated`, fix);
  }
  if (people.size > 0) return ok(people.size === 1 ? '1 person' : `${people.size} people`);
  if (!isNeeded) return ok('nobody, and no step waits for it');
  const fix = userGroup
    ? `Add people to ${userGroup}.`
    : `Give roles.${role} a userGroup or members.`;
  return warn('nobody, and steps wait for it', fix);
}

function unanswered(code: string): Finding {
  if (code === 'ratelimited') return warn('Slack asks to wait', 'Run doctor again in a minute.');
  return fail(`Slack says ${code}`, 'First mend the bot token and the scopes.');
}
