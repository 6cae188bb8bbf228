import type { Config } from '../../config/config.ts';
import { ROLES } from '../../domain/role.ts';
import { type Check, type Finding, fail, ok, warn } from '../check.ts';
import type { SlackCall } from './call.ts';

/** Every channel of the configuration, asked as the bot asks when it reads back: only a member is answered. */
export function channelChecks(config: Config, call: SlackCall): readonly Check[] {
  return [...usesOf(config)].map(([id, uses]) => ({
    name: `channel ${id}`,
    run: () => membership(id, uses.join(', '), call),
  }));
}

function usesOf({ slack, roles, tracker }: Config): ReadonlyMap<string, readonly string[]> {
  const named = [
    [slack.channel, 'cards'],
    [tracker?.channel, 'what crawls found'],
    ...slack.watchedChannels.map((id) => [id, 'watched']),
    ...ROLES.map((role) => [roles[role].channel, `${role} reads there`]),
  ] as const;
  const uses = new Map<string, string[]>();
  for (const [id, use] of named) {
    if (id !== undefined && use !== undefined) uses.set(id, [...(uses.get(id) ?? []), use]);
  }
  return uses;
}

async function membership(channel: string, uses: string, call: SlackCall): Promise<Finding> {
  const { code } = await call('conversations.history', { channel, limit: '1' });
  switch (code) {
    case 'ok':
      return ok(`the bot is a member (${uses})`);
    case 'not_in_channel':
      return fail(`the bot is not a member (${uses})`, 'In that channel: /invite @handoff');
    case 'channel_not_found':
      return fail(
        `does not exist, or is private (${uses})`,
        'In that channel: /invite @handoff. If there is none: correct its id in the configuration.',
      );
    case 'ratelimited':
      return warn('Slack asks to wait', 'Run doctor again in a minute.');
    default:
      return fail(`Slack says ${code} (${uses})`, 'First mend the bot token and the scopes.');
  }
}
