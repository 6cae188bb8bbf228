import { readFileSync } from 'node:fs';
import { WebClient } from '@slack/web-api';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Desk, startDesk } from '../../src/sandbox/desk/desk.ts';
import { createPeople, type Directory } from '../../src/slack/directory/people.ts';
import { openBench, TestClock } from './bench.ts';
import { roles } from './sample.ts';

const ANA = 'U00000ANA1'; // wrangler
const BEN = 'U00000BEN2'; // import team
const GUS = 'U0000GUEST';
const EVE = 'U0000OTHER'; // of another workspace
const DORA = 'U00DELETED';
const TEAM = 'T00000DCP1';

const someone = (id: string, name: string, more: object = {}) => ({
  id,
  name,
  realName: name,
  title: '',
  timeZone: 'Europe/London',
  email: `${name}@example.org`,
  ...more,
});

/** Who is in which group, now. */
const groups: Record<string, readonly string[]> = {};
const group = (id: string, handle: string) => ({
  id,
  handle,
  name: handle,
  get userIds() {
    return groups[id] ?? [];
  },
});

let desk: Desk;
let people: Directory;
let clock: TestClock;
const warned: string[] = [];
beforeAll(async () => {
  clock = new TestClock();
  desk = await startDesk({
    clock,
    manifest: readFileSync(new URL('../../manifest.yml', import.meta.url), 'utf8'),
    delivery: { mode: 'socket' },
    workspace: {
      team: { id: TEAM, name: 'Data Coordination' },
      bot: { userId: 'U0HANDOFF0', botId: 'B0HANDOFF0', name: 'handoff' },
      people: [
        someone(ANA, 'ana', { timeZone: 'America/New_York' }),
        someone(BEN, 'ben'),
        someone(GUS, 'gus', { isRestricted: true }),
        someone(EVE, 'eve', { teamId: 'T0ELSEWHERE' }),
        someone(DORA, 'dora', { deleted: true }),
      ],
      userGroups: [
        group('S000WRANGL', 'wranglers'),
        group('S000IMPORT', 'import-team'),
        group('S00INGESTO', 'ingest-operations'),
      ],
      channels: [],
    },
  });
});
beforeEach(() => {
  Object.assign(groups, { S000WRANGL: [ANA, GUS], S000IMPORT: [BEN] });
  clock.ahead = 0;
  warned.length = 0;
  const client = new WebClient(desk.botToken, {
    slackApiUrl: desk.slackApiUrl,
    retryConfig: { retries: 0 },
  });
  const write = (event: string, details?: object) =>
    void warned.push(`${event} ${JSON.stringify(details)}`);
  const random = { reference: () => 'k7f2' };
  people = createPeople({
    client,
    roles,
    clock,
    random,
    log: { info: write, warn: write, error: write },
  });
});
afterEach(() => desk.faults.clear());
afterAll(() => desk.stop());

const asked = (method: string) => desk.log.filter((call) => call.method === method).length;

describe('people', () => {
  it('have the roles of their user groups and of the lists, and their own time zone', async () => {
    expect(await people.actor(ANA)).toEqual({
      kind: 'person',
      id: ANA,
      roles: ['wrangler'],
      timeZone: 'America/New_York',
    });
    expect(await people.actor(BEN)).toMatchObject({ roles: ['import-team'] });
    expect(await people.email(ANA)).toBe('ana@example.org');
  });

  it.each([
    ['deactivated', DORA, undefined, 'deactivated'],
    ['of another workspace', EVE, undefined, 'another workspace'],
    ['here from another workspace', ANA, 'T0ELSEWHERE', 'another workspace'],
    ['a guest, though in a group', GUS, undefined, 'guest'],
    ['a bot', 'U0HANDOFF0', undefined, 'bots'],
    ['nobody that Slack knows', 'U0NOBODY99', undefined, 'doesn’t know you'],
  ])('are refused when they are %s', async (_what, id, team, words) => {
    const refused = { refused: expect.stringContaining(words) };
    expect(await people.actor(id, team)).toEqual(refused);
    expect(await people.member(id, team)).toEqual(refused);
  });

  it('lose a role within a minute of leaving its group, and gain one as soon', async () => {
    expect(await people.actor(ANA)).toMatchObject({ roles: ['wrangler'] });
    Object.assign(groups, { S000WRANGL: [], S000IMPORT: [ANA] });
    clock.ahead = 59_000;
    expect(await people.actor(ANA)).toMatchObject({ roles: ['wrangler'] }); // at most a minute old
    clock.ahead = 60_100;
    expect(await people.actor(ANA)).toMatchObject({ roles: ['import-team'] });
  });

  it('are asked for once at a time, and again after a minute', async () => {
    const before = asked('users.info');
    await Promise.all([people.actor(ANA), people.actor(ANA)]);
    await people.actor(ANA);
    expect(asked('users.info') - before).toBe(1);
  });

  it('are denied while Slack cannot be asked, and admitted when it can again', async () => {
    expect(await people.actor(ANA)).toHaveProperty('kind', 'person');
    desk.faults.on('slack-server-error');
    expect(await people.actor(ANA)).toHaveProperty('kind', 'person'); // still fresh
    clock.ahead = 61_000;
    expect(await people.actor(ANA)).toEqual({
      refused: expect.stringMatching(/^I can’t ask Slack who you are just now.* Reference k7f2\.$/),
    });
    expect(warned.join('\n')).toMatch(
      /directory not read .*"reference":"k7f2","person":"U00000ANA1"/,
    );
    desk.faults.clear();
    await new Promise((resolve) => setTimeout(resolve, 100)); // what was asked meanwhile still fails
    expect(await people.actor(ANA)).toHaveProperty('kind', 'person');
  });

  it('are in those of some groups that Slack names them in, and in none while it does not say', async () => {
    expect(await people.groupsOf(ANA, ['S000WRANGL', 'S000IMPORT'])).toEqual(['S000WRANGL']);
    clock.ahead = 61_000;
    desk.faults.on('slack-server-error');
    expect(await people.groupsOf(ANA, ['S000WRANGL', 'S000IMPORT'])).toEqual([]);
  });

  it('of a group that does not exist are nobody, and the log says so', async () => {
    expect(await people.holders('coordinators')).toEqual({ people: [], more: 0 });
    expect(warned).toEqual(['a configured user group does not exist {"usergroup":"S0COORDINA"}']);
  });
});

describe('a role that the procedure needs', () => {
  it('and that nobody is in is named in the log at the start', async () => {
    await using bench = await openBench();
    expect(bench.logged).toContainEqual({
      event: 'a role that the procedure needs has nobody',
      details: { role: 'data-consumers' },
    });
  });
});

describe('who holds a role', () => {
  it('is told with time zones, and with those who may do nothing all the same', async () => {
    expect(await people.holders('wrangler')).toEqual({
      people: [
        { id: ANA, timeZone: 'America/New_York' },
        { id: GUS, timeZone: 'Europe/London', refused: 'a guest' },
      ],
      more: 0,
    });
    expect(await people.holders('browser-team')).toEqual({
      people: [{ id: 'U00000DEE4', refused: 'unknown' }],
      more: 0,
    });
  });

  it('comes from the memory that decides what people may do', async () => {
    await people.actor(ANA);
    const before = asked('usergroups.users.list');
    expect(await people.holders('wrangler')).toMatchObject({ people: [{ id: ANA }, { id: GUS }] });
    expect(asked('usergroups.users.list')).toBe(before);
  });

  it('stops at twenty, and says how many more', async () => {
    groups['S000WRANGL'] = Array.from(
      { length: 23 },
      (_, n) => `U0MANY${String(n).padStart(4, '0')}`,
    );
    const { people: named, more } = await people.holders('wrangler');
    expect([named.length, more]).toEqual([20, 3]);
  });

  it('is not known while Slack doesn’t say, though members are', async () => {
    expect(await people.member(ANA)).toMatchObject({ roles: [] });
    desk.faults.on('slack-server-error');
    expect(await people.holders('wrangler')).toEqual({ people: [], more: 0, unread: 'S000WRANGL' });
    expect(await people.member(ANA)).toMatchObject({ kind: 'person', roles: [] });
    expect(await people.actor(ANA)).toHaveProperty('refused');
  });
});
