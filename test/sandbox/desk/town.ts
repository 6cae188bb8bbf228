/** A small workspace, its manifest and a clock, for the tests of the desk. */
import { App, HTTPReceiver, LogLevel, SocketModeReceiver } from '@slack/bolt';
import { type Desk, type DeskOptions, startDesk } from '../../../src/sandbox/desk/desk.ts';
import type { Clock } from '../../../src/sandbox/desk/workspace/sequence.ts';
import type { Workspace } from '../../../src/sandbox/desk/workspace/workspace.ts';

export const manifest = `
display_information: { name: Handoff }
features:
  app_home: { home_tab_enabled: true, messages_tab_enabled: true }
  bot_user: { display_name: handoff }
  slash_commands:
    - { command: /export, description: Export a dataset, usage_hint: "[dataset]", should_escape: true }
    - { command: /mute-me-not, description: Never answered }
oauth_config:
  scopes:
    bot: [commands, "chat:write", "channels:read", "channels:history", "groups:history", "groups:read",
      "users:read", "usergroups:read", "im:write", "im:history", "app_mentions:read"]
settings:
  event_subscriptions:
    bot_events: [app_home_opened, app_mention, message.channels, message.im]
  interactivity: { is_enabled: true }
  socket_mode_enabled: true
`;

export const ana = 'U0ANA';
export const ben = 'U0BEN';
export const ops = 'C0OPS';
export const quiet = 'C0QUIET';

export const town: Workspace = {
  team: { id: 'T0TOWN', name: 'Data Town' },
  bot: { userId: 'U0BOT', botId: 'B0BOT', name: 'handoff' },
  people: [
    { id: ana, name: 'ana', realName: 'Ana Lee', title: 'Wrangler', timeZone: 'Europe/London' },
    { id: ben, name: 'ben.o', realName: 'Ben Ode', title: 'Developer', timeZone: 'Etc/UTC' },
  ],
  userGroups: [{ id: 'S0WRANGLERS', handle: 'wranglers', name: 'Wranglers', userIds: [ana] }],
  channels: [
    { id: ops, name: 'dcp-ops', topic: 'Releases', memberIds: [ana, ben], botIsMember: true },
    { id: quiet, name: 'quiet', topic: '', memberIds: [ana], botIsMember: false },
  ],
};

export const realClock: Clock = {
  now: () => new Date(),
  sleep: (milliseconds, signal) =>
    new Promise((resolve, reject) => {
      const timer = setTimeout(resolve, milliseconds);
      signal?.addEventListener('abort', () => {
        clearTimeout(timer);
        reject(signal.reason);
      });
    }),
};

export type Mode = 'socket' | 'http';
export const modes: readonly Mode[] = ['socket', 'http'];

export interface Town extends AsyncDisposable {
  readonly desk: Desk;
  readonly app: App;
}

/** A desk with a real Bolt app on it, listening only after `listen` has said what it hears. */
export async function openTown(
  mode: Mode,
  listen: (app: App) => void,
  options: Partial<DeskOptions> = {},
): Promise<Town> {
  const desk = await startDesk({
    workspace: town,
    manifest,
    clock: realClock,
    delivery: mode === 'socket' ? { mode } : { mode, requestUrl: 'http://127.0.0.1:1/' },
    ...options,
  });
  const logLevel = LogLevel.ERROR;
  const clientOptions = { slackApiUrl: desk.slackApiUrl, retryConfig: { retries: 0 } };
  const receiver =
    mode === 'socket'
      ? new SocketModeReceiver({
          appToken: desk.appToken,
          logLevel,
          clientPingTimeout: 300,
          installerOptions: { clientOptions: { ...clientOptions } },
        })
      : new HTTPReceiver({ signingSecret: desk.signingSecret, logLevel });
  const app = new App({
    token: desk.botToken,
    receiver,
    logLevel,
    deferInitialization: true,
    clientOptions,
  });
  listen(app);
  await app.init();
  if (receiver instanceof HTTPReceiver) {
    const server = await receiver.start(0);
    const address = server.address();
    if (typeof address !== 'object' || address === null) throw new Error('no address');
    desk.setRequestUrl(`http://127.0.0.1:${address.port}/slack/events`);
  } else await app.start();
  return {
    desk,
    app,
    async [Symbol.asyncDispose]() {
      await app.stop();
      await desk.stop();
    },
  };
}

/** Waits until something holds, for at most `milliseconds`. */
export async function until<Value>(
  look: () => Value | undefined | false,
  milliseconds = 5000,
): Promise<Value> {
  const end = performance.now() + milliseconds;
  for (;;) {
    const value = look();
    if (value !== undefined && value !== false) return value;
    if (performance.now() > end) throw new Error('waited in vain');
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
