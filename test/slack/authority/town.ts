import { readFileSync } from 'node:fs';
import { WebClient } from '@slack/web-api';
import { policyOf } from '../../../src/config/policy.ts';
import type { Cycle } from '../../../src/domain/cycle/cycle.ts';
import { hours } from '../../../src/domain/duration.ts';
import type { Policy } from '../../../src/domain/policy.ts';
import { ROLES, type Role } from '../../../src/domain/role.ts';
import { createEngine } from '../../../src/operations/engine.ts';
import type { Log } from '../../../src/operations/ports.ts';
import { RUNBOOKS } from '../../../src/runbooks/registry.ts';
import { type Desk, startDesk } from '../../../src/sandbox/desk/desk.ts';
import { createSlackApp } from '../../../src/slack/app.ts';
import { createSlackPorts } from '../../../src/slack/ports.ts';
import { insertCycle } from '../../../src/storage/cycles/cycles.ts';
import { type Database, openDatabase } from '../../../src/storage/database.ts';
import { aConfig } from '../../support/config.ts';
import { aCycle, aDataset } from '../../support/cycles.ts';
import { aDataFolder } from '../../support/data-folder.ts';
import { idleExports } from '../../support/exports.ts';
import { counter, createOutside } from '../../support/outside.ts';
import { TestClock } from '../bench.ts';
import { type Action, PEOPLE, type Person, SUBMITTER } from './table.ts';

export const OPS = 'C00DCPOPS1';
const HOME_TEAM = 'T00000DCP1';
/** What two people would confirm to have deleted. */
export const LIST = 'f'.repeat(64);

/** The real bot and its real store at a desk, and everybody who might try something. */
export interface Town extends AsyncDisposable {
  readonly desk: Desk;
  readonly db: Database;
  readonly client: WebClient; // the bot’s own, to put things before people
  readonly policy: Policy;
  /** A minute later everybody holds every role, and nobody is from outside; or only what is theirs. */
  everybodyMayAll(so: boolean): void;
  /** A cycle of its own, in which this could happen now. */
  cycleFor(action: Pick<Action, 'state'>): Promise<string>;
}

const groupOf = (role: Role): string => `S0${role.toUpperCase().replaceAll('-', '')}`;

export async function openTown(): Promise<Town> {
  const open = new AsyncDisposableStack();
  const folder = open.use(aDataFolder());
  const clock = new TestClock();
  let everybody = false;
  const desk = await startDesk({
    clock,
    manifest: readFileSync(new URL('../../../manifest.yml', import.meta.url), 'utf8'),
    delivery: { mode: 'socket' },
    workspace: {
      team: { id: HOME_TEAM, name: 'Data Coordination' },
      bot: { userId: 'U0HANDOFF0', botId: 'B0HANDOFF0', name: 'handoff' },
      people: PEOPLE.map((one) => inhabitant(one, () => everybody)),
      userGroups: ROLES.map((role) => ({
        id: groupOf(role),
        handle: role,
        name: role,
        get userIds() {
          return PEOPLE.filter(({ roles }) => everybody || roles.includes(role)).map(
            ({ id }) => id,
          );
        },
      })),
      channels: [
        {
          id: OPS,
          name: 'dcp-ops',
          topic: '',
          memberIds: PEOPLE.map(({ id }) => id),
          botIsMember: true,
        },
      ],
    },
  });
  open.defer(() => desk.stop());

  const config = aConfig({
    slack: {
      transport: 'socket',
      apiUrl: desk.slackApiUrl,
      channel: OPS,
      watchedChannels: [],
      postGap: 0,
      progressRest: 5000,
    },
    roles: Object.assign(
      {},
      aConfig().roles,
      ...ROLES.map((role) => ({ [role]: { name: role, userGroup: groupOf(role), members: [] } })),
    ),
    ladders: { otherwise: { rungs: [{ call: 'coordinators', after: hours(1) }], repeats: 0 } },
    approvals: { imported: { people: 2 }, 'final check passed': { notSubmitter: true } },
  });
  const secrets = {
    slackBotToken: desk.botToken,
    slackAppToken: desk.appToken,
    ingestToken: () => '',
    stagingAccessKey: '',
    stagingSecretKey: '',
  };
  const ignore = () => undefined;
  const log: Log = { info: ignore, warn: ignore, error: ignore };
  const next = counter();
  const random = {
    id: () => `new${String(next()).padStart(17, '0')}`,
    reference: () => 'ab12',
    secret: () => 'secret',
  };
  const db = openDatabase(folder.path);
  open.defer(() => db.destroy());
  const ports = createSlackPorts({ config, secrets, clock, random, log });
  const policy = policyOf(config);
  const { operations } = createEngine({
    ...createOutside(clock).ports,
    ...ports,
    db,
    clock,
    random,
    log,
    policy,
    channel: OPS,
    channelOf: () => OPS,
    institution: config.institution,
    poll: config.poll,
    settle: config.settle,
    postGap: 0,
    progressRest: 5000,
    readNotice: () => undefined,
    runbooks: RUNBOOKS,
    nearestNames: () => [],
  });
  const app = createSlackApp({
    ...ports,
    config,
    secrets,
    operations,
    clock,
    log,
    random,
    runbooks: RUNBOOKS,
    findProjects: async () => [],
    exports: idleExports({ db, clock, dataDir: folder.path, log }),
  });
  await app.start();
  open.defer(() => app.stop());

  return {
    desk,
    db,
    policy,
    client: new WebClient(desk.botToken, { slackApiUrl: desk.slackApiUrl }),
    everybodyMayAll(so) {
      everybody = so;
      clock.ahead += 61_000;
    },
    async cycleFor(action) {
      const n = next();
      const id = `cycle${String(n).padStart(15, '0')}`;
      await insertCycle(db, {
        ...heldCycle(clock.now()),
        id,
        dataset: aDataset(n),
        state: action.state,
      });
      return id;
    },
    [Symbol.asyncDispose]: () => open.disposeAsync(),
  };
}

/** Somebody at the desk; what they are in Slack’s eyes can be looked up anew at any time. */
function inhabitant({ id, called, outside }: Person, isOverlooked: () => boolean) {
  const is = (what: Person['outside']): boolean => !isOverlooked() && outside === what;
  return {
    id,
    name: called.replaceAll(/[^a-z]/g, ''),
    realName: called,
    title: '',
    timeZone: 'Europe/London',
    get isRestricted() {
      return is('guest');
    },
    get isUltraRestricted() {
      return is('guest of one channel');
    },
    get deleted() {
      return is('deactivated');
    },
    get isBot() {
      return is('bot');
    },
    get teamId() {
      return is('another workspace') ? 'T0ELSEWHERE' : HOME_TEAM;
    },
  };
}

/** With all that any transition asks for: a problem, an open alert, a list of leftovers. */
export function heldCycle(now: Date): Cycle {
  const at = now.toISOString();
  return aCycle({
    submitter: SUBMITTER.id,
    channel: OPS,
    openedAt: now,
    since: now,
    memory: {
      actions: ['Export'],
      accepted: true,
      problem: { reason: 'Why', reportedBy: SUBMITTER.id, at, from: 'exported', step: 3 },
      alert: { episode: 1, openedAt: at, why: 'late', limit: hours(4), rung: 0 },
      cleanUp: {
        number: 1,
        askedBy: SUBMITTER.id,
        askedAt: at,
        phase: 'proposed',
        list: {
          hash: LIST,
          objects: 3,
          bytes: 3,
          olderVersions: 0,
          halfWritten: 0,
          dataFiles: 0,
          lost: { count: 0, names: [] },
        },
      },
    },
  });
}
