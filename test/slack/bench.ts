import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { Secrets } from '../../src/config/config.ts';
import type { Asked, Checked, Outcome, Report, Row } from '../../src/operations/operations.ts';
import type { Clock, Log, ProjectSummary } from '../../src/operations/ports.ts';
import { RUNBOOKS } from '../../src/runbooks/registry.ts';
import { type Desk, startDesk } from '../../src/sandbox/desk/desk.ts';
import type { DeskMessage } from '../../src/sandbox/desk/page-contract.ts';
import { createSlackApp, type SlackApp } from '../../src/slack/app.ts';
import { createSlackPorts, type SlackPorts } from '../../src/slack/ports.ts';
import { aConfig } from '../support/config.ts';
import { POLICY } from '../support/cycles.ts';
import { emptyExports } from '../support/exports.ts';
import { cardIn, roles } from './sample.ts';

export const OPS = 'C00DCPOPS1';
export const NEWS = 'C0MONSTER3';
export const ELSEWHERE = 'C0ELSEWH04';
export const ANA = 'U00000ANA1'; // wrangler
export const BEN = 'U00000BEN2'; // import team
export const GUS = 'U0000GUEST'; // a guest
export const EVE = 'U0000OTHER'; // of another workspace
const DORA = 'U00DELETED';

const person = (id: string, name: string, more: object = {}) => ({
  id,
  name,
  realName: name,
  title: '',
  timeZone: 'Etc/UTC',
  email: `${name}@example.org`,
  ...more,
});
const people = [
  person(ANA, 'ana'),
  person(BEN, 'ben'),
  person(GUS, 'gus', { isRestricted: true }),
  person(EVE, 'eve', { teamId: 'T0ELSEWHERE' }),
  person(DORA, 'dora', { deleted: true }),
];
const ids = people.map(({ id }) => id);
const channel = (id: string, name: string, botIsMember = true) => ({
  id,
  name,
  topic: '',
  memberIds: ids,
  botIsMember,
});

const workspace = {
  team: { id: 'T00000DCP1', name: 'Data Coordination' },
  bot: { userId: 'U0HANDOFF0', botId: 'B0HANDOFF0', name: 'handoff' },
  people,
  userGroups: [
    { id: 'S000WRANGL', handle: 'wranglers', name: 'Wranglers', userIds: [ANA] },
    { id: 'S000IMPORT', handle: 'import-team', name: 'Import team', userIds: [BEN] },
    { id: 'S00INGESTO', handle: 'ingest-operations', name: 'Ingest operations', userIds: [] },
    { id: 'S0COORDINA', handle: 'coordinators', name: 'Coordinators', userIds: [] },
  ],
  channels: [
    channel(OPS, 'dcp-ops'),
    channel(NEWS, 'monster-ci'),
    channel(ELSEWHERE, 'elsewhere', false),
  ],
};

/** Real time, as Slack's three seconds are; moved ahead by a test that wants a minute to have passed. */
export class TestClock implements Clock {
  ahead = 0;
  now(): Date {
    return new Date(Date.now() + this.ahead);
  }
  sleep(milliseconds: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, milliseconds);
      signal?.addEventListener('abort', () => {
        clearTimeout(timer);
        resolve();
      });
    });
  }
}

/** The door's inner side, in memory: it remembers what it was asked and answers what a test lays down. */
export class InnerSide {
  readonly asked: Asked[] = [];
  readonly opened: { key: string; previewId: string; action: string }[] = [];
  readonly advanced: { key: string; turn?: number; event: { name: string; values?: object } }[] =
    [];
  readonly notices: { key: string; text: string; link?: string }[] = [];
  readonly audited: { person: string; attempted: string; why: string }[] = [];
  readonly refreshed: string[] = [];
  board: readonly Row[] = [];
  card = cardIn('import requested');
  failsWith: Error | undefined;
  answer: (command: { event: { name: string; values?: object } }) => Outcome = () => ({
    ok: true,
    cycle: this.card.cycle,
    duplicate: false,
  });
  readonly #done = new Set<string>();

  readonly report: Report = {
    policy: POLICY,
    card: async (id) => (id === this.card.cycle.id ? this.card : undefined),
    board: async () => ({ rows: this.board, total: this.board.length }),
    mine: async () => ({ rows: this.board, total: this.board.length }),
    stuck: async () => ({ rows: [], total: 0 }),
    released: async () => [{ card: cardIn('released') }],
    find: async (words) =>
      words.toLowerCase() === 'fetalgutsim'
        ? { rows: [{ card: this.card }], nearest: [] }
        : { rows: [], nearest: ['FetalGutSim'] },
    called: async () => [],
    history: async () => [],
    notes: async () => [],
    prefill: async () => ({ email: 'ana@example.org', institution: 'EBI', managedAccess: 'No' }),
  };

  onChange = () => () => true;
  checkAgain = async (): Promise<Checked> => ({
    answered: true,
    system: 'ingest',
    news: false,
    card: this.card,
  });
  ask = async (request: InnerSide['asked'][number]) => {
    if (this.failsWith) throw this.failsWith;
    if (this.#first(request.key)) this.asked.push(request);
  };
  open = async (command: InnerSide['opened'][number]): Promise<Outcome> => {
    if (this.#first(command.key)) this.opened.push(command);
    return this.answer({ event: { name: 'submit' } });
  };
  advance = async (command: InnerSide['advanced'][number]): Promise<Outcome> => {
    if (this.failsWith) throw this.failsWith;
    if (this.#first(command.key)) this.advanced.push(command);
    return this.answer(command);
  };
  importNotice = async (seen: InnerSide['notices'][number]) => {
    if (this.failsWith) throw this.failsWith;
    if (this.#first(seen.key)) this.notices.push(seen);
  };
  auditRefusal = async (entry: InnerSide['audited'][number]) => {
    this.audited.push(entry);
  };
  refresh = async (cycleId: string) => {
    this.refreshed.push(cycleId);
  };

  /** A key is carried out once, as the real operations do. */
  #first(key: string): boolean {
    if (this.#done.has(key)) return false;
    this.#done.add(key);
    return true;
  }
}

export interface Bench extends AsyncDisposable {
  readonly desk: Desk;
  readonly inner: InnerSide;
  readonly app: SlackApp;
  readonly ports: SlackPorts;
  readonly clock: TestClock;
  readonly logged: { readonly event: string; readonly details: object }[];
  readonly url: string; // of our own server, over HTTP
}

export const PROJECTS: readonly ProjectSummary[] = [
  { projectUuid: 'f5057fee-4c3e-4459-82dd-21250b729601', shortName: 'FetalGutSim', title: 'Gut' },
  { projectUuid: '0b1c2d3e-4c3e-4459-82dd-21250b729602', shortName: 'notas', title: 'Real name' },
];

/** The door between a desk and an inner side, over the transport that is asked for. */
export async function openBench(transport: 'socket' | 'http' = 'socket'): Promise<Bench> {
  const clock = new TestClock();
  const inner = new InnerSide();
  const logged: Bench['logged'] = [];
  const write = (event: string, details: object = {}) => {
    logged.push({ event, details });
  };
  const log: Log = { info: write, warn: write, error: write };
  const server = createServer((request, response) => {
    if (app.requestListener === undefined) response.writeHead(404).end();
    else app.requestListener(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const url = `http://127.0.0.1:${port}/slack/events`;
  const desk = await startDesk({
    workspace,
    clock,
    manifest: readFileSync(new URL('../../manifest.yml', import.meta.url), 'utf8'),
    delivery: transport === 'http' ? { mode: 'http', requestUrl: url } : { mode: 'socket' },
  });
  const config = aConfig({
    slack: {
      transport,
      apiUrl: desk.slackApiUrl,
      channel: OPS,
      watchedChannels: [NEWS],
      postGap: 0,
      progressRest: 5000,
    },
    roles,
  });
  const secrets: Secrets = {
    slackBotToken: desk.botToken,
    slackAppToken: desk.appToken,
    slackSigningSecret: desk.signingSecret,
    ingestToken: () => '',
    stagingAccessKey: '',
    stagingSecretKey: '',
  };
  const random = {
    id: () => 'idididididididididid',
    reference: () => 'k7f2',
    secret: () => 's'.repeat(43),
  };
  const ports = createSlackPorts({ config, secrets, clock, random, log });
  const empty = emptyExports({ clock, log });
  const app = createSlackApp({
    config,
    secrets,
    operations: inner,
    clock,
    log,
    random,
    runbooks: RUNBOOKS,
    ...ports,
    exports: empty.exports,
    findProjects: async (words) =>
      PROJECTS.filter(({ shortName }) => shortName.toLowerCase().includes(words.toLowerCase())),
  });
  await app.start();
  return {
    desk,
    inner,
    app,
    ports,
    clock,
    logged,
    url,
    async [Symbol.asyncDispose]() {
      await app.stop();
      await desk.stop();
      await empty.stop();
      server.close();
      server.closeAllConnections();
    },
  };
}

/** The newest message that this person sees. */
export function newest(desk: Desk, who: string, where = OPS): DeskMessage | undefined {
  const { messages } = desk.as(who).snapshot();
  return messages.findLast((message) => message.channel === where);
}

/** Presses the button with this label in a message. */
export async function press(
  desk: Desk,
  who: string,
  message: DeskMessage | undefined,
  label: string,
) {
  for (const block of (message?.blocks ?? []) as readonly Pressable[]) {
    for (const element of block.elements ?? []) {
      if (element.text?.text !== label) continue;
      return desk.as(who).press({
        container: { kind: 'message', channel: message?.channel ?? '', ts: message?.ts ?? '' },
        blockId: block.block_id,
        actionId: element.action_id,
      });
    }
  }
  throw new Error(`No button “${label}” in: ${message?.text}`);
}

interface Pressable {
  readonly block_id: string;
  readonly elements?: readonly { readonly action_id: string; readonly text?: { text: string } }[];
}

export async function eventually<T>(check: () => T): Promise<T> {
  const end = Date.now() + 5000;
  for (;;) {
    try {
      return check();
    } catch (error) {
      if (Date.now() > end) throw error;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
}
