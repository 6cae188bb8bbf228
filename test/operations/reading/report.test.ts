import { beforeEach, describe, expect, it } from 'vitest';
import { hours, minutes } from '../../../src/domain/duration.ts';
import type { Actor } from '../../../src/domain/role.ts';
import { checkForm } from '../../../src/domain/runbook/form.ts';
import { importRequest } from '../../../src/runbooks/import-request.ts';
import { aStation } from '../../support/a-station.ts';
import { aDataset, ana, ben, cho, dee, eli, guest, ingest, person } from '../../support/cycles.ts';
import { down, type Project } from '../../support/outside.ts';
import { IMPORT_REQUEST, type Station } from '../../support/station.ts';

const at = aStation();
let project: Project;
beforeEach(() => {
  project = at.outside.addProject(1);
});

async function exported(one = project): Promise<string> {
  const id = await at.station.submit(one);
  one.envelope = 'Exported';
  await at.station.look();
  return id;
}
const names = (rows: readonly { card: { cycle: { dataset: { shortName: string } } } }[]) =>
  rows.map(({ card }) => card.cycle.dataset.shortName);

describe('the board', () => {
  it('shows what is open, longest in its state first, with a link to each card', async () => {
    await at.station.submit(at.outside.addProject(2));
    await at.clock.advance(minutes(1));
    await at.station.submit(project);
    const { rows, total } = await at.station.operations.report.board();
    expect(names(rows)).toEqual(['Sim2', 'Sim1']);
    expect(total).toBe(2);
    expect(rows.every(({ link }) => link?.startsWith('https://'))).toBe(true);
  });

  it('is shown without links while the chat is down', async () => {
    await at.station.submit(project);
    at.outside.trouble.chat.before = () => down('chat');
    const { rows } = await at.station.operations.report.board();
    expect(names(rows)).toEqual(['Sim1']);
    expect(rows[0]).not.toHaveProperty('link');
  });
});

describe('what waits for a person', () => {
  const mine = async (actor: Parameters<Station['operations']['report']['mine']>[0]) =>
    names((await at.station.operations.report.mine(actor)).rows);

  it('is what they submitted, or what their role holds, and nothing of others', async () => {
    const first = await exported();
    const second = await exported(at.outside.addProject(2));
    await at.station.submit(at.outside.addProject(3));
    expect(await mine(ana)).toEqual(['Sim1', 'Sim2']);
    expect(await mine(ben)).toEqual([]);
    await at.station.press(first, 'request import', ana, IMPORT_REQUEST);
    await at.station.press(second, 'problem', ben, { reason: 'It is not right.' });
    expect(await mine(ana)).toEqual([]);
    expect(await mine(cho)).toEqual(['Sim1']);
    expect(await mine(eli)).toEqual(['Sim2']);
    await at.station.press(first, 'snapshot made', cho);
    expect(await mine(dee)).toEqual(['Sim1']);
    for (const actor of [guest, ingest]) expect(await mine(actor)).toEqual([]);
  });
});

describe('what is late', () => {
  const mine = async (actor: Parameters<Station['operations']['report']['mine']>[0]) => {
    const { rows, total } = await at.station.operations.report.mine(actor);
    expect(total).toBe(rows.length);
    return names(rows);
  };

  it('waits for those whom its alert called, until it moves again', async () => {
    await at.station.submit(project);
    await at.station.look();
    expect([await mine(eli), await mine(ana)]).toEqual([[], []]);
    await at.clock.advance(hours(5));
    await at.station.look();
    expect([await mine(eli), await mine(ana)]).toEqual([['Sim1'], ['Sim1']]);
    for (const actor of [ben, cho, guest]) expect(await mine(actor)).toEqual([]);
    at.outside.exportShows(project, { transfer: 'complete', assaysDone: 3, assaysTotal: 12 });
    await at.clock.advance(hours(1));
    await at.station.look();
    expect([await mine(eli), await mine(ana)]).toEqual([[], []]);
  });
});

describe('an alert', () => {
  const dan = person('U0DAN', 'developers');
  const fay = person('U0FAY');
  const mine = async (actor: Actor) => names((await at.station.operations.report.mine(actor)).rows);
  const whose = async (...people: readonly Actor[]) => {
    const waits = await Promise.all(people.map(mine));
    return waits.map((each) => each.length > 0);
  };
  beforeEach(async () => {
    await at.station.stop();
    const rungs = [
      { call: 'developers' as const, after: hours(1) },
      { call: 'person U0FAY' as const, after: hours(1) },
    ];
    const policy = { ladders: { otherwise: { rungs, repeats: 1 } } };
    at.start({ policy });
  });

  it('waits for everybody whom the ladder has called so far', async () => {
    const id = await at.station.submit(project);
    await at.clock.advance(hours(5));
    await at.station.look();
    expect(await whose(eli, ana, dan, fay, cho)).toEqual([true, true, false, false, false]);
    await at.station.press(id, 'escalate alert', ana);
    expect(await whose(eli, ana, dan, fay, cho)).toEqual([true, true, true, false, false]);
    for (const _again of [1, 2]) await at.station.press(id, 'escalate alert', ana);
    expect(await whose(eli, ana, dan, fay, cho)).toEqual([true, true, true, true, false]);
  });

  it('waits for the members of a user group that the ladder has called', async () => {
    await at.station.stop();
    const rungs = [
      { call: 'group S0NIGHTS' as const, after: hours(1) },
      { call: 'group S0HEADS' as const, after: hours(1) },
    ];
    const policy = { ladders: { otherwise: { rungs, repeats: 0 } } };
    at.start({ policy });
    Object.assign(at.outside.groupMembers, { S0NIGHTS: ['U0FAY'], S0HEADS: ['U0DAN'] });
    const id = await at.station.submit(project);
    await at.clock.advance(hours(5));
    await at.station.look();
    expect(await whose(fay, dan)).toEqual([false, false]);
    await at.station.press(id, 'escalate alert', ana);
    expect(await whose(fay, dan)).toEqual([true, false]);
    await at.station.press(id, 'escalate alert', ana);
    expect(await whose(fay, dan)).toEqual([true, true]);
    await at.station.press(id, 'take alert', dan);
    expect(await whose(fay, dan)).toEqual([false, true]);
  });

  it('waits for its owner only, until the owner hands it on', async () => {
    const id = await at.station.submit(project);
    await at.clock.advance(hours(5));
    await at.station.look();
    await at.station.press(id, 'take alert', cho);
    expect(await whose(eli, ana, dan, cho)).toEqual([false, false, false, true]);
    expect(names((await at.station.operations.report.stuck()).rows)).toEqual(['Sim1']);
    await at.station.press(id, 'escalate alert', cho);
    expect(await whose(eli, ana, dan, cho)).toEqual([true, true, true, false]);
  });

  it('that somebody owns takes nothing away from whoever has to do the step', async () => {
    await at.station.stop();
    const policy = { deadlines: { 'import requested': hours(1) } };
    at.start({ policy });
    const id = await exported();
    await at.station.press(id, 'request import', ana, IMPORT_REQUEST);
    await at.clock.advance(hours(2));
    await at.station.look();
    await at.station.press(id, 'take alert', ben);
    expect(await whose(cho, ben, ana)).toEqual([true, true, false]);
  });
});

describe('a list of what would be deleted', () => {
  const mine = async (actor: Actor) => (await at.station.operations.report.mine(actor)).rows[0];

  it('waits for all who may confirm it, but not for the one who has', async () => {
    const id = await at.station.submit(project);
    project.envelope = 'Metadata valid';
    at.outside.stage(project, [
      { kind: 'object', key: 'data/R1.fastq.gz', version: '', bytes: 1, checksum: 'a' },
    ]);
    await at.station.press(id, 'recover', ana, { reason: 'The transfer failed silently.' });
    await at.clock.settle();
    const { report } = at.station.operations;
    const subject = (await report.card(id))?.cycle.memory.cleanUp?.list?.hash ?? '';
    for (const actor of [ana, ben, eli]) {
      expect((await mine(actor))?.list).toMatch(/^https:/);
    }
    expect(await mine(cho)).toBeUndefined();
    const event = { name: 'confirm clean-up', subject };
    await at.station.operations.advance({ key: 'first', cycleId: id, event, actor: ben });
    expect(await mine(ben)).toBeUndefined();
    expect(await mine(ana)).toBeDefined();
  });
});

describe('the buttons of a row', () => {
  const offeredTo = async (actor: Actor) =>
    (await at.station.operations.report.mine(actor)).rows[0]?.card.actions.map(
      ({ event }) => event,
    );

  it('are those that this person may press', async () => {
    const id = await exported();
    await at.station.press(id, 'problem', ben, { reason: 'It is not right.' });
    expect(await offeredTo(eli)).toContain('reset reported');
    project.envelope = 'Graph valid';
    await at.clock.advance(hours(1));
    await at.station.look();
    expect(await offeredTo(ana)).toContain('problem solved');
    expect(await offeredTo(ana)).not.toContain('reset reported');
    await at.station.press(id, 'problem solved', ana, { reason: 'It was right.' });
    expect(await offeredTo(person('U0ANA'))).toEqual([]);
  });
});

describe('a system that is watched and silent', () => {
  const cardOf = async (id: string) => {
    const card = await at.station.operations.report.card(id);
    if (card === undefined) throw new Error(`no cycle ${id}`);
    return card;
  };
  async function toSnapshot(): Promise<string> {
    const id = await exported();
    await at.station.press(id, 'request import', ana, IMPORT_REQUEST);
    await at.station.press(id, 'snapshot made', cho);
    return id;
  }

  it('is said to be so once its longest pauses are over, and no longer when it answers', async () => {
    const id = await at.station.submit(project);
    await at.station.look();
    const { seenAt } = await cardOf(id);
    at.outside.trouble.ingest.before = () => down('ingest');
    await at.clock.advance(minutes(15));
    await at.station.look();
    expect(await cardOf(id)).not.toHaveProperty('silentSince');
    await at.clock.advance(minutes(10));
    await at.station.look();
    expect(await cardOf(id)).toMatchObject({ silentSince: seenAt, seenAt });
    at.outside.trouble.ingest.before = undefined;
    await at.station.look();
    expect(await cardOf(id)).not.toHaveProperty('silentSince');
  });

  it('is counted from the start of the state when it has not answered in it', async () => {
    at.outside.trouble.catalogue.before = () => down('catalogue');
    const id = await toSnapshot();
    await at.clock.advance(hours(1));
    await at.station.look();
    const { cycle, silentSince } = await cardOf(id);
    expect(silentSince).toEqual(cycle.since);
  });

  it('is not the catalogue when there is nothing to ask it', async () => {
    at.outside.index(project);
    const id = await toSnapshot();
    await at.clock.advance(hours(9));
    await at.station.look();
    expect(await cardOf(id)).not.toHaveProperty('silentSince');
  });

  it('leaves nobody in doubt who said “In the browser” while the catalogue did not', async () => {
    const id = await toSnapshot();
    await at.clock.advance(hours(1));
    await at.station.look();
    const { seenAt } = await cardOf(id);
    const calls = at.outside.count('listIndexed');
    await at.station.press(id, 'seen in the browser', dee);
    expect(await cardOf(id)).toMatchObject({ unseenAt: seenAt });
    expect(at.outside.count('listIndexed')).toBe(calls);
  });

  it('has not been asked yet when somebody is quicker than the first look', async () => {
    const id = await toSnapshot();
    await at.station.press(id, 'seen in the browser', dee);
    expect(await cardOf(id)).not.toHaveProperty('unseenAt');
  });
});

describe('the history of a dataset', () => {
  it('goes across its cycles, in the persons’ own words', async () => {
    const first = await exported();
    await at.station.press(first, 'problem', dee, { reason: 'Two donors were mixed up.' });
    project.envelope = 'Graph valid';
    await at.clock.advance(hours(1));
    await at.station.look();
    await exported();
    const lines = await at.station.operations.report.history(project.projectUuid);
    expect(lines.map(({ cycle, event }) => `${cycle} ${event}`)).toEqual([
      '1 submit',
      '1 ingest asked',
      '1 ingest accepted',
      '1 export finished',
      '1 staging area seen',
      '1 problem',
      '1 valid again',
      '1 re-exported',
      '2 submit',
      '2 ingest asked',
      '2 ingest accepted',
      '2 export finished',
      '2 staging area seen',
    ]);
    expect(lines[5]).toMatchObject({
      actor: 'U0DEE',
      words: 'Two donors were mixed up.',
      from: 'exported',
      to: 'needs correction',
      step: 7,
    });
    expect(
      await at.station.operations.report.history('f5057fee-4c3e-4459-82dd-21250b729601'),
    ).toEqual([]);
  });

  it('finds cycles by name or UUID, newest first, and names that are near', async () => {
    const { report } = at.station.operations;
    const first = await exported();
    await at.station.press(first, 'problem', dee, { reason: 'It is not right.' });
    project.envelope = 'Graph valid';
    await at.station.submit(project);
    for (const words of ['sim1', project.projectUuid]) {
      const { rows, nearest } = await report.find(words);
      expect(rows.map(({ card }) => card.cycle.number)).toEqual([2, 1]);
      expect(nearest).toEqual([]);
    }
    expect(await report.find('Simm')).toEqual({ rows: [], nearest: ['Sim1'] });
  });
});

describe('notes on the process', () => {
  it('belong to the step that was under way, in the history, too; newest first, of all or of one dataset', async () => {
    const id = await at.station.submit(project);
    await at.station.press(id, 'note', eli, { note: 'Nobody sees the queue.' });
    project.envelope = 'Exported';
    await at.station.look();
    await at.station.press(id, 'note', ana, { note: 'The form is long.' });
    const other = await at.station.submit(at.outside.addProject(2));
    await at.station.press(other, 'note', cho, { note: 'Another one.' });
    const { report } = at.station.operations;
    expect((await report.notes()).map(({ note, step }) => `${step} ${note}`)).toEqual([
      '2 Another one.',
      '3 The form is long.',
      '2 Nobody sees the queue.',
    ]);
    const history = await report.history(project.projectUuid);
    const noted = history.filter(({ event }) => event === 'note');
    expect(noted.map(({ words, step }) => `${step} ${words}`)).toEqual([
      '2 Nobody sees the queue.',
      '3 The form is long.',
    ]);
    expect(await report.notes(project.projectUuid)).toMatchObject([
      { author: 'U0ANA', shortName: 'Sim1' },
      { author: 'U0ELI', shortName: 'Sim1' },
    ]);
  });
});

describe('the import form', () => {
  it('starts with what is known, and is taken as it starts once the release is given', async () => {
    const id = await exported();
    const values = await at.station.operations.report.prefill(id, ana);
    expect(values).toEqual({
      email: 'ana@example.org',
      institution: 'EBI',
      projectName: 'Sim1',
      kind: 'new',
      projectUuid: project.projectUuid,
      managedAccess: 'No',
      highlight: 'No',
    });
    const filled = { ...values, release: '58', contact: 'Ana' };
    expect(checkForm(importRequest, filled, aDataset(1))).toMatchObject({ ok: true });
    expect(await at.station.operations.report.prefill(id, ben)).not.toHaveProperty('email');
  });

  it('starts with the release that was asked for last, and with the last cycle’s answers', async () => {
    const first = await exported();
    const request = { ...IMPORT_REQUEST, release: ' 59 ', contact: 'Dr Contact', highlight: 'Yes' };
    await at.station.press(first, 'request import', ana, request);
    const other = await exported(at.outside.addProject(2));
    expect(await at.station.operations.report.prefill(other, ana)).toMatchObject({ release: '59' });

    await at.station.press(first, 'problem', cho, { reason: 'It is not right.' });
    project.envelope = 'Graph valid';
    const second = await exported();
    expect(await at.station.operations.report.prefill(second, ana)).toMatchObject({
      release: '59',
      contact: 'Dr Contact',
      highlight: 'Yes',
      kind: 'updated',
      forImporters: 'Update: export cycle 2.',
    });
  });

  it('of nothing starts empty', async () => {
    expect(await at.station.operations.report.prefill('nosuchcycle000000000', ana)).toEqual({});
  });
});
