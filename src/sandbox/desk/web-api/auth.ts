/** auth.*, apps.*: who the tokens belong to, and the way to a socket. */
import { appId, teamDomain } from '../workspace/workspace.ts';
import { type Method, method, SlackError } from './method.ts';

export const auth: Readonly<Record<string, Method>> = {
  'auth.test': method({
    arguments: {},
    run: (_, { directory: { workspace } }) => ({
      url: `https://${teamDomain(workspace)}.slack.com/`,
      team: workspace.team.name,
      user: workspace.bot.name,
      team_id: workspace.team.id,
      user_id: workspace.bot.userId,
      bot_id: workspace.bot.botId,
      app_id: appId,
      is_enterprise_install: false,
    }),
  }),
  'apps.connections.open': method({
    token: 'app',
    arguments: {},
    run: (_, { sockets, url }) => {
      if (sockets === undefined) throw new SlackError('socket_mode_disabled');
      return { url: `${url().replace('http:', 'ws:')}/link?ticket=${sockets.ticket()}` };
    },
  }),
};
