import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { hours, minutes } from '../../src/domain/duration.ts';
import { ROLES } from '../../src/domain/role.ts';
import { archiving } from '../../src/runbooks/archiving.ts';
import { neededRoles } from '../../src/runbooks/duties.ts';
import { exporting } from '../../src/runbooks/exporting.ts';
import type { Holders } from '../../src/slack/directory/people.ts';
import { excesses } from '../../src/slack/limits.ts';
import { rulesView } from '../../src/slack/views/ops/rules.ts';
import { whoView } from '../../src/slack/views/ops/who.ts';
import { POLICY } from '../support/cycles.ts';
import {
  eventually,
  openWorkspace,
  type Someone,
  type TestWorkspace,
} from '../support/workspace.ts';
import { NOW, roles, shown } from './sample.ts';

describe('/ops, with the real bot', () => {
  let workspace: TestWorkspace;
  let dee: Someone;
  beforeAll(async () => {
    workspace = await openWorkspace();
    dee = workspace.person('dee');
  });
  afterEach(() => workspace.sandbox.desk.faults.clear());
  afterAll(() => workspace[Symbol.asyncDispose]());

  it('says who is in each role, by names and with their own time, to that person only', async () => {
    await dee.say('/ops who');
    const message = await dee.sees('Who is who');
    expect(message.ephemeral).toBe(true);
    const words = JSON.stringify(message.blocks);
    expect(words).toContain('*the wranglers*\\n<@U00000ANA1> (10:00), <@U00000ELI5> (11:00)');
    expect(words).toContain('*the import team*\\n<@U00000CHO3> (05:00)');
    expect(words).toContain('*the developers*\\n<@U00000BEN2> (10:00)');
    const cho = workspace.person('cho');
    expect(cho.count('Who is who')).toBe(0);
    const { channels } = cho.desk.snapshot();
    expect(channels.map(({ unreadMentions }) => unreadMentions)).not.toContain(1); // nobody was called
  });

  it('needs somebody in each role that the procedure calls: without, the log says so', () => {
    const optional = ROLES.filter((role) => !neededRoles(exporting).includes(role));
    expect(optional).toEqual(['developers', 'data-engineering']); // they are called where archiving is switched on
    expect(neededRoles(archiving)).toContain('developers');
    expect(workspace.logged.join('\n')).not.toContain('has nobody');
  });

  it('answers nobody whom Slack doesn’t know just now', async () => {
    workspace.skip(2);
    workspace.sandbox.desk.faults.on('slack-server-error');
    const asked = dee.say('/ops who');
    await eventually(() => expect(workspace.logged.join('\n')).toContain('directory not read'));
    await asked;
    await dee.sees('I can’t ask Slack who you are just now');
  });

  it('says what each role may do at which step, and when whom is asked', async () => {
    await dee.say('/ops roles');
    const words = JSON.stringify((await dee.sees('Who may do what')).blocks);
    for (const said of ['the browser team', 'In the browser', 'Exporting', 'for more than 4 h'])
      expect(words).toContain(said);
    expect(words).toContain('"type":"table"');
  });

  it('says it in simple blocks where tables are not known', async () => {
    workspace.sandbox.desk.faults.on('reject-new-blocks');
    await dee.say('/ops roles');
    await dee.sees('the browser team, step 5: In the browser');
  });

  it('explains itself, and is pointed to by the help of the procedure', async () => {
    await dee.say('/ops');
    await dee.sees('`/ops who` – who is in each role now');
    await dee.say('/export help');
    await dee.sees('`/ops who` says who is in each role');
  });

  it('asks back when a word is nearly one of its own, and says what there is when not', async () => {
    await dee.say('/ops rolls');
    await dee.press('/ops roles', 'I don’t know *rolls*. Did you mean */ops roles*?');
    await eventually(() => expect(dee.count('Did you mean */ops roles*')).toBe(0));
    await dee.say('/ops <!channel> weather');
    await dee.sees('There are `/ops who`, `/ops roles`, `/ops help`.');
    expect(dee.count('I don’t know *<!channel>')).toBe(0);
  });
});

describe('what /ops shows', () => {
  const nobody: Holders = { people: [], more: 0 };
  const who = (over: object = {}) =>
    shown(whoView(NOW, [{ role: 'wrangler', ...nobody, ...over }], roles));

  it('says whether it is their working time, or when they are back', () => {
    expect(who()).toContain('*the wranglers*\nnobody');
    expect(who({ worksFrom: NOW })).toContain('*the wranglers* · at work\n');
    expect(who({ worksFrom: new Date('2026-02-04T09:00:00Z') })).toContain(
      '*the wranglers* · <!date^1770195600^back {date_short_pretty}, {time}|back 2026-02-04 09:00 UTC>',
    );
  });

  it('says who may do nothing all the same, whose group is silent, and how many more there are', () => {
    const said = who({
      people: [
        { id: 'U00000GUS1', refused: 'a guest', timeZone: 'UTC' },
        { id: 'U00000EVE1', refused: 'not read' },
        { id: 'U00000ANA1', timeZone: 'Mars/Olympus' },
      ],
      more: 4,
      unread: 'S000WRANGL',
    });
    expect(said).toContain('<@U00000GUS1> (a guest: may do nothing)');
    expect(said).toContain('<@U00000EVE1> (Slack doesn’t say who this is just now)');
    expect(said).toContain('<@U00000ANA1>, and 4 more');
    expect(said).toContain('Slack doesn’t say who is in <!subteam^S000WRANGL> just now');
    expect(said).not.toContain('nobody');
  });

  const london = {
    days: ['mon', 'tue', 'wed', 'thu', 'fri'],
    from: '09:00',
    to: '17:30',
    timeZone: 'Europe/London',
  } as const;
  const policy = {
    ...POLICY,
    deadlines: { exporting: hours(6), 'import requested': hours(48) },
    stillness: { exporting: minutes(90) },
    ladders: {
      exporting: {
        rungs: [
          { call: 'developers', after: hours(1) },
          { call: 'group S0DUTY00000', after: minutes(30) },
        ],
        repeats: 2,
      },
      otherwise: { rungs: [{ call: 'person U0BACKUP000', after: hours(4) }], repeats: 0 },
    },
    approvals: { 'final check passed': { notSubmitter: true }, imported: { people: 2 } },
  } as const;
  const view = rulesView(
    [exporting],
    policy,
    { ...roles, 'import-team': { ...roles['import-team'], workingHours: london } },
    { ...london, days: ['mon', 'sat'] },
  );

  it('is what is in force here: approvals, deadlines, standstills, ladders and working hours', () => {
    const said = shown(view);
    for (const words of [
      'the wranglers\n1\nExport\n',
      'the wranglers\n8\nExport again\n',
      'the wranglers\n6\nFinal check (not the submitter)',
      'the import team\n4\nImported (two people), Snapshot made',
      'Confirm deletion (two people)',
      'everybody with a role\nany\nTake, put off or escalate an alert; check again',
      '*Exporting* for more than 6 h, or without progress for 1 h 30 min: I ask ingest operations and the submitter',
      '*Exporting, unanswered*: after 1 h the developers, then after 30 min <!subteam^S0DUTY00000>; then again, 2 × more',
      '*Import requested* for more than 2 d: I ask the import team',
      '*Everywhere else*: after 4 h <@U0BACKUP000>',
      'the import team: Mon–Fri 09:00–17:30, Europe/London',
      'everybody else: Mon, Sat 09:00–17:30, Europe/London',
    ])
      expect(said).toContain(words);
    // Without a web form nobody prepares one.
    expect(said).not.toContain('I submitted it');
    expect(said).not.toMatch(/observer|timer|export finished/);
  });

  it('stays within Slack’s limits', () => {
    expect(excesses(view.blocks)).toEqual([]);
    expect(excesses(view.fallback ?? [])).toEqual([]);
    const many = Array.from({ length: 20 }, (_, n) => ({ id: `U0MANY${n}0000`, timeZone: 'UTC' }));
    const everybody = whoView(NOW, [{ role: 'wrangler', people: many, more: 99 }], roles);
    expect(excesses(everybody.blocks)).toEqual([]);
  });
});
