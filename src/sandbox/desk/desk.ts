/**
 * The desk: a Slack workspace on this machine, for the sandbox and for tests. A Bolt app talks to it as to
 * Slack when its `slackApiUrl` points here. Where Slack forgives, the desk refuses; see coverage.ts.
 */
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { Courier } from './delivery/courier.ts';
import { HttpTransport } from './delivery/http.ts';
import { SocketTransport } from './delivery/socket.ts';
import { Faults, isFaultName } from './faults.ts';
import type { Panel } from './http/page-server.ts';
import { deskServer } from './http/server.ts';
import { Streams } from './http/streams.ts';
import { parseManifest } from './manifest.ts';
import type { Office } from './office.ts';
import type { Controls } from './page-contract.ts';
import { type Actor, actor } from './people/actor.ts';
import { post } from './posts.ts';
import type { ApiCall } from './web-api/endpoint.ts';
import { Files } from './workspace/files.ts';
import { Messages } from './workspace/messages.ts';
import { type Clock, Sequence } from './workspace/sequence.ts';
import { ResponseUrls, Triggers } from './workspace/tickets.ts';
import { Views } from './workspace/views.ts';
import { Directory, type Workspace } from './workspace/workspace.ts';

export interface DeskOptions {
  readonly workspace: Workspace;
  /** The text of manifest.yml. */
  readonly manifest: string;
  readonly clock: Clock;
  readonly port?: number;
  readonly delivery:
    | { readonly mode: 'socket' }
    | { readonly mode: 'http'; readonly requestUrl: string };
  /** The sandbox's own panel; its faults come first, then those of the desk. */
  readonly controls?: DeskControls;
}

export interface DeskControls {
  read(): Controls;
  skip(minutes: number): Promise<void> | void;
  scenario(projectUuid: string, key: string): Promise<void> | void;
  fault(name: string, on: boolean): Promise<void> | void;
  reset(): Promise<void> | void;
}

export interface Desk extends AsyncDisposable {
  readonly url: string;
  readonly slackApiUrl: string; // ends in /api/
  readonly botToken: string;
  readonly appToken: string;
  readonly signingSecret: string;
  readonly faults: Faults;
  /** Every Web API call so far, oldest first, without its token. */
  readonly log: readonly ApiCall[];
  /** How many sockets are open now. */
  readonly connections: () => number;
  setRequestUrl(url: string): void;
  /** Asks every socket to reconnect, as Slack does now and then. */
  refreshSockets(): void;
  /** What a person does, by the same code as the page. */
  as(personId: string): Actor;
  /** Another system's bot posts plain text; gives back the message's ts. */
  postAs(
    bot: { readonly id: string; readonly name: string },
    channel: string,
    text: string,
  ): string;
  /** Forgets every message and view, as before anybody said a word. */
  clear(): void;
  stop(): Promise<void>;
}

export async function startDesk(options: DeskOptions): Promise<Desk> {
  const { clock, delivery } = options;
  const manifest = parseManifest(options.manifest);
  const signingSecret = randomBytes(16).toString('hex');
  const sockets = delivery.mode === 'socket' ? new SocketTransport() : undefined;
  const requests =
    delivery.mode === 'http' ? new HttpTransport(delivery.requestUrl, signingSecret) : undefined;
  const transport = sockets ?? requests;
  if (transport === undefined) throw new Error('no way of delivery');
  const sequence = new Sequence(clock);
  const faults = new Faults((name, on) => {
    if (name === 'socket-drop' && on) {
      sockets?.drop();
      faults.off(name); // it strikes once
    }
  });
  const streams = new Streams(() => office);
  const log: ApiCall[] = [];
  let url = '';
  const office: Office = {
    directory: new Directory(options.workspace),
    manifest,
    clock,
    sequence,
    messages: new Messages(),
    files: new Files(),
    views: new Views(sequence),
    triggers: new Triggers(),
    responseUrls: new ResponseUrls(clock),
    faults,
    courier: new Courier(transport, faults, clock),
    sockets,
    botToken: `xoxb-${randomBytes(16).toString('hex')}`,
    appToken: `xapp-1-${randomBytes(16).toString('hex')}`,
    lastLooks: new Map(),
    url: () => url,
    changed: () => streams.changed(),
  };
  const panel = deskPanel(office, options.controls);
  const server = deskServer(() => ({ office, panel, streams, log }));
  server.listen(options.port ?? 0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('the desk has no address');
  url = `http://127.0.0.1:${address.port}`;

  async function stop(): Promise<void> {
    if (!server.listening) return;
    office.courier.stop();
    streams.stop();
    await transport?.stop();
    const closed = once(server, 'close');
    server.close();
    server.closeAllConnections();
    await closed;
  }

  return {
    url,
    slackApiUrl: `${url}/api/`,
    botToken: office.botToken,
    appToken: office.appToken,
    signingSecret,
    faults,
    log,
    connections: () => sockets?.connections ?? 0,
    setRequestUrl(requestUrl) {
      if (requests === undefined) throw new Error('this desk delivers over sockets');
      requests.requestUrl = requestUrl;
    },
    refreshSockets: () => sockets?.refresh(),
    as: (personId) => actor(office, personId),
    postAs: (bot, channel, text) =>
      post(office, { channel, author: { kind: 'bot', ...bot }, text }).ts,
    clear() {
      office.messages.clear();
      office.files.clear();
      office.views.clear();
      office.lastLooks.clear();
      office.sequence.restart();
      office.changed();
    },
    stop,
    [Symbol.asyncDispose]: stop,
  };
}

function deskPanel(office: Office, controls: DeskControls | undefined): Panel {
  return {
    read() {
      const own = office.faults.list();
      const outer = controls?.read() ?? {
        now: office.clock.now().getTime(),
        projects: [],
        faults: [],
      };
      return { ...outer, faults: [...outer.faults, ...own] };
    },
    async skip(minutes) {
      await controls?.skip(minutes);
      office.changed();
    },
    async scenario(projectUuid, key) {
      await controls?.scenario(projectUuid, key);
    },
    async fault(name, on) {
      if (!isFaultName(name)) await controls?.fault(name, on);
      else if (on) office.faults.on(name);
      else office.faults.off(name);
    },
    async reset() {
      office.faults.clear();
      await controls?.reset();
      office.changed();
    },
  };
}
