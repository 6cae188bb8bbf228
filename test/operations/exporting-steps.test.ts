import { beforeEach, describe, expect, it } from 'vitest';
import { hours, minutes, seconds } from '../../src/domain/duration.ts';
import { aStation } from '../support/a-station.ts';
import { ana, cho, dee } from '../support/cycles.ts';
import { gist, type Project } from '../support/outside.ts';
import { ALL_CHECKED, IMPORT_REQUEST, REST } from '../support/station.ts';

const at = aStation();
let project: Project;
beforeEach(() => {
  project = at.outside.addProject(1);
});

const thread = (): readonly string[] =>
  at.outside.thread(project).map(({ message }) => gist(message));
const mentions = (notice: string): readonly string[] =>
  at.outside.posts.flatMap(({ message }) =>
    message.kind === 'notice' && message.notice === notice ? message.mention : [],
  );
const card = () => {
  const message = at.outside.cards(project).at(-1)?.message;
  if (message?.kind !== 'card') throw new Error('there is no card');
  return message.card;
};
const journal = async (): Promise<readonly string[]> =>
  (await at.station.operations.report.history(project.projectUuid)).map(
    ({ step, event, from, to }) => `${step} ${event}: ${from} -> ${to}`,
  );
async function exported(): Promise<string> {
  const cycleId = await at.station.submit(project);
  at.outside.exportShows(project, { status: 'Exported' });
  project.envelope = 'Exported';
  await at.station.look();
  return cycleId;
}

describe('the exporting procedure through its operations', () => {
  it('1: previews first, then submits to ingest once and posts one card', async () => {
    const previewId = await at.station.preview(project);
    expect(project.submits).toEqual([]);
    expect(at.outside.posts).toEqual([]);
    const opened = await at.station.operations.open({
      key: 'k',
      previewId,
      action: 'Export',
      actor: ana,
    });
    expect(opened).toMatchObject({ ok: true, duplicate: false, cycle: { number: 1, turn: 1 } });
    await at.clock.advance(REST);
    expect(project.submits).toEqual([['Export']]);
    expect(card().cycle).toMatchObject({
      state: 'exporting',
      submitter: 'U0ANA',
      channel: 'C0OPS',
    });
    expect(thread()).toEqual(['submitted']);
    expect(card().cycle.memory.accepted).toBe(true);
  });

  it('2: shows progress without a ping, and tells the submitter when the export is complete', async () => {
    await at.station.submit(project);
    at.outside.exportShows(project, {
      transfer: 'complete',
      spreadsheet: 'complete',
      assaysTotal: 6,
    });
    await at.station.look();
    await at.clock.advance(seconds(5));
    expect(card().cycle.memory.progress?.job?.transfer).toBe('complete');
    expect(thread()).toEqual(['submitted']);

    at.outside.exportShows(project, { status: 'Exported', assaysDone: 6 });
    project.envelope = 'Exported';
    await at.station.look();
    expect(card().cycle.state).toBe('exported');
    expect(mentions('export finished')).toEqual(['submitter']);
    await at.clock.advance(seconds(5));
    expect(card().cycle.memory.staging).toEqual({ objects: 21, bytes: 4096, faults: [] });
  });

  it('3: hands the import team the form and the row of their manifest', async () => {
    const cycleId = await exported();
    const wrong = await at.station.press(cycleId, 'request import', ana, { release: 'next' });
    expect(wrong).toMatchObject({
      ok: false,
      refusal: { code: 'form', errors: { release: expect.any(String) } },
    });
    const right = await at.station.press(cycleId, 'request import', ana, IMPORT_REQUEST);
    expect(right).toMatchObject({ ok: true });
    expect(mentions('ready to import')).toEqual(['import-team']);
    expect(card()).toMatchObject({ manifestRow: `EBI,${project.projectUuid},No` });
    expect(card().actions.map(({ event }) => event)).toContain('snapshot made');
    expect(at.outside.count('listIndexed')).toBe(1);
  });

  it('3: with a web form, goes by way of it', async () => {
    await at.station.stop();
    at.start({ webForm: true });
    const cycleId = await exported();
    expect(await at.station.press(cycleId, 'request import', ana, IMPORT_REQUEST)).toMatchObject({
      refusal: { code: 'not now' },
    });
    await at.station.press(cycleId, 'prepare import form', ana, IMPORT_REQUEST);
    expect(card().importFormUrl).toContain('entry.1=ana%40example.org');
    expect(mentions('ready to import')).toEqual([]);
    await at.station.press(cycleId, 'form submitted', ana);
    expect(mentions('ready to import')).toEqual(['import-team']);
  });

  it('4 to 6: import, snapshot, browser, final check, release', async () => {
    const cycleId = await exported();
    await at.station.press(cycleId, 'request import', ana, IMPORT_REQUEST);
    await at.station.press(cycleId, 'imported', cho);
    await at.station.press(cycleId, 'snapshot made', cho);
    expect(mentions('hand over to browser')).toEqual(['browser-team']);
    await at.station.press(cycleId, 'seen in the browser', dee);
    const unchecked = await at.station.press(cycleId, 'final check passed', ana, {
      checks: 'Facets are right',
    });
    expect(unchecked).toMatchObject({ refusal: { code: 'form' } });
    expect(await at.station.press(cycleId, 'final check passed', dee, ALL_CHECKED)).toMatchObject({
      refusal: { code: 'not your role' },
    });
    await at.station.press(cycleId, 'final check passed', ana, ALL_CHECKED);

    expect(thread()).toEqual([
      'submitted',
      'export finished',
      'ready to import',
      'imported',
      'snapshot made',
      'hand over to browser',
      'in the browser',
      'released',
    ]);
    const announced = at.outside.posts.filter(({ channel }) => channel === 'C0DATA');
    expect(announced.map(({ message }) => gist(message))).toEqual(['announce release']);
    expect(announced[0]?.message).toMatchObject({
      link: expect.stringContaining('chat.example.org'),
    });
    expect(card()).toMatchObject({ cycle: { state: 'released' }, actions: [] });
    expect((await at.station.operations.report.board()).total).toBe(0);
    expect(at.outside.cards(project)).toHaveLength(1);
  });

  it('5: the catalogue itself confirms a project that it did not show before the import', async () => {
    const cycleId = await exported();
    await at.station.press(cycleId, 'request import', ana, IMPORT_REQUEST);
    await at.station.press(cycleId, 'snapshot made', cho);
    await at.station.look();
    expect(card().cycle.state).toBe('snapshot made');
    at.outside.index(project);
    await at.clock.advance(hours(1));
    await at.station.look();
    expect(card().cycle.state).toBe('in the browser');
    expect(mentions('in the browser')).toEqual(['submitter', 'import-team']);
  });

  it('5: but never one that it showed already', async () => {
    at.outside.index(project);
    const cycleId = await exported();
    await at.station.press(cycleId, 'request import', ana, IMPORT_REQUEST);
    await at.station.press(cycleId, 'snapshot made', cho);
    for (let i = 0; i < 30; i += 1) {
      await at.clock.advance(minutes(10));
      await at.station.look();
    }
    expect(card().cycle).toMatchObject({
      state: 'snapshot made',
      memory: { inCatalogueBefore: true },
    });
    expect(await at.station.press(cycleId, 'seen in the browser', dee)).toMatchObject({ ok: true });
  });

  it('5: assumes of a first release that it was not there before, when nobody could look', async () => {
    at.outside.trouble.catalogue.before = () => {
      throw new Error('a surprise');
    };
    const cycleId = await exported();
    await at.station.press(cycleId, 'request import', ana, IMPORT_REQUEST);
    await at.station.press(cycleId, 'snapshot made', cho);
    at.outside.index(project);
    await at.station.look();
    expect(card().cycle.state).toBe('snapshot made');
    at.outside.trouble.catalogue.before = undefined;
    await at.clock.advance(minutes(2));
    await at.clock.advance(hours(1));
    await at.station.look();
    expect(card().cycle).toMatchObject({
      state: 'in the browser',
    });
  });

  it('7 and 8: holds it, sees that it is valid again, and exports it as the next cycle', async () => {
    const cycleId = await exported();
    const reason = { reason: 'Two donors were mixed up.' };
    await at.station.press(cycleId, 'problem', dee, reason);
    expect(mentions('problem')).toEqual(['ingest-operations', 'submitter']);
    expect(card().cycle.memory.problem).toMatchObject({ ...reason, reportedBy: 'U0DEE' });

    await at.clock.advance(hours(1));
    await at.station.look();
    expect(card().cycle.state).toBe('needs correction');
    project.envelope = 'Graph valid';
    project.updatedAt = at.clock.now();
    await at.clock.advance(hours(1));
    await at.station.look();
    expect(card().cycle.state).toBe('ready to re-export');
    expect(mentions('valid again')).toEqual(['submitter']);

    const second = await at.station.submit(project, 'Export_Metadata');
    expect(project.submits).toEqual([['Export'], ['Export_Metadata']]);
    expect(
      at.outside
        .cards(project)
        .map(({ message }) => message.kind === 'card' && message.card.cycle.state),
    ).toEqual(['superseded', 'exporting']);
    expect((await at.station.operations.report.card(second))?.cycle.number).toBe(2);
    const [, next] = at.outside.cards(project);
    const told = at.outside.thread(project).find(({ message }) => gist(message) === 'new cycle');
    expect(told?.first).toMatchObject({ link: `https://chat.example.org/${next?.ts}` });
    expect(await journal()).toContain('8 re-exported: ready to re-export -> superseded');
    expect(await at.station.press(cycleId, 'note', ana, { note: 'Too late.' })).toMatchObject({
      refusal: { code: 'ended', number: 1, current: 2 },
    });
  });

  it('7: carries on without a re-export when it was a mistake', async () => {
    const cycleId = await exported();
    await at.station.press(cycleId, 'problem', dee, { reason: 'I looked at another one.' });
    await at.station.press(cycleId, 'problem solved', ana, { reason: 'It was another one.' });
    expect(card().cycle.state).toBe('exported');
    expect(thread().slice(-2)).toEqual(['problem', 'problem solved']);
  });

  it('2: says that somebody edits the submission while it is exported, once, and when that is over', async () => {
    const cycleId = await at.station.submit(project);
    at.outside.exportShows(project, { transfer: 'started' });
    await at.station.look();
    project.envelope = 'Draft';
    for (let i = 0; i < 4; i += 1) {
      await at.clock.advance(minutes(10));
      await at.station.look();
    }
    expect(thread().filter((one) => one === 'export disturbed')).toHaveLength(1);
    expect(card().cycle).toMatchObject({ state: 'exporting', memory: { disturbed: 'Draft' } });
    project.envelope = 'Exporting';
    await at.clock.advance(minutes(10));
    await at.station.look();
    await at.clock.advance(minutes(1));
    expect(
      (await at.station.operations.report.card(cycleId))?.cycle.memory.disturbed,
    ).toBeUndefined();
    expect(card().cycle.memory.disturbed).toBeUndefined();
  });

  it('2: is not led astray by the export job of an earlier cycle', async () => {
    at.outside.exportShows(project, { id: 'old', status: 'Exported', assaysDone: 9 });
    project.envelope = 'Graph valid';
    await at.clock.advance(minutes(1));
    await at.station.submit(project);
    await at.station.look();
    expect(card().cycle.state).toBe('exporting');
    await at.clock.advance(minutes(1));
    expect(card().cycle.memory.progress).toEqual({ envelope: 'Submitted' });
  });

  it('keeps a journal that tells the whole story, in the SOP’s steps', async () => {
    const cycleId = await exported();
    await at.station.press(cycleId, 'request import', ana, IMPORT_REQUEST);
    expect(await journal()).toEqual([
      '1 submit: valid -> exporting',
      '2 ingest asked: exporting -> exporting',
      '2 ingest accepted: exporting -> exporting',
      '2 export finished: exporting -> exported',
      '2 staging area seen: exported -> exported',
      '3 request import: exported -> import requested',
      '5 catalogue seen: import requested -> import requested',
    ]);
    expect(at.station.logged.filter(({ level }) => level === 'error')).toEqual([]);
  });
});
