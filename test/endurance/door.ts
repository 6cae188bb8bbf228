import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import type { People } from '../../src/operations/ports.ts';
import { RUNBOOKS } from '../../src/runbooks/registry.ts';
import { createSlackApp } from '../../src/slack/app.ts';
import { createSlackPorts } from '../../src/slack/ports.ts';
import { roles } from '../slack/sample.ts';
import { aConfig } from '../support/config.ts';
import { ana, cho } from '../support/cycles.ts';
import { emptyExports } from '../support/exports.ts';
import type { Station } from '../support/station.ts';
import type { TestClock } from '../support/test-clock.ts';
import { type Outside, startOutside } from '../upstream/outside.ts';
import type { Payload } from './payloads.ts';

const SECRET = 'a-signing-secret';
const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };
/** Two people, known without asking Slack. */
const people: People = {
  actor: async (id) =>
    [ana, cho].find((one) => one.kind === 'person' && one.id === id) ?? { refused: 'nobody' },
  email: async () => undefined,
  groupsOf: async () => [],
  name: async () => undefined,
  hasLeft: async () => false,
  membersOf: async () => [],
};

/** A Slack that agrees to everything. */
export function startAgreeingSlack(): Promise<Outside> {
  return startOutside(() => ({
    ok: true,
    team_id: 'T0',
    user_id: 'U0BOT',
    bot_id: 'B0BOT',
    permalink: 'https://chat.example.org/p1',
  }));
}

export interface Door {
  /** True when it was acknowledged. */
  deliver(payload: Payload): Promise<boolean>;
  /** As when its process dies: whoever waits for an answer gets none. */
  crash(): void;
}

/** The real door for Slack's signed requests, in front of a station. */
export async function openDoor(
  { operations }: Station,
  clock: TestClock,
  slack: Outside,
): Promise<Door> {
  const config = aConfig({
    slack: {
      transport: 'http',
      apiUrl: `${slack.url}/api/`,
      channel: 'C0OPS',
      watchedChannels: ['C0NEWS'],
      postGap: 0,
      progressRest: 5000,
    },
    roles,
  });
  const secrets = {
    slackBotToken: 'xoxb-1',
    slackSigningSecret: SECRET,
    ingestToken: () => '',
    stagingAccessKey: '',
    stagingSecretKey: '',
  };
  const random = {
    id: () => 'idididididididididid',
    reference: () => 'k7f2',
    secret: () => 'secret',
  };
  const ports = createSlackPorts({ config, secrets, clock, random, log: silent });
  const empty = emptyExports({ clock: { ...clock, sleep: () => delay(50) }, log: silent });
  const app = createSlackApp({
    config,
    secrets,
    operations,
    clock: { now: clock.now, sleep: () => delay(50) }, // a machine under load may need a second try to start
    log: silent,
    random,
    runbooks: RUNBOOKS,
    ...ports,
    people: { ...ports.people, ...people },
    findProjects: async () => [],
    exports: empty.exports,
  });
  await app.start();
  const server = createServer(app.requestListener).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo; // listening on a port, so it is no pipe

  return {
    async deliver({ type, body }) {
      const stamp = String(Math.floor(Date.now() / 1000));
      const digest = createHmac('sha256', SECRET).update(`v0:${stamp}:${body}`).digest('hex');
      try {
        const response = await fetch(`http://127.0.0.1:${port}/slack/events`, {
          method: 'POST',
          headers: {
            'content-type': type,
            'x-slack-request-timestamp': stamp,
            'x-slack-signature': `v0=${digest}`,
          },
          body,
        });
        await response.arrayBuffer();
        return response.ok;
      } catch {
        return false; // it broke off
      }
    },
    crash() {
      void empty.stop();
      server.close();
      server.closeAllConnections();
    },
  };
}
