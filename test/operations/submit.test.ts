import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { hours, minutes, seconds } from '../../src/domain/duration.ts';
import { OutsideError } from '../../src/operations/ports.ts';
import { ana } from '../support/cycles.ts';
import { aDataFolder, type DataFolder } from '../support/data-folder.ts';
import {
  counter,
  createOutside,
  down,
  gist,
  lost,
  type Outside,
  type Project,
} from '../support/outside.ts';
import { SETTLE, type Station, startStation } from '../support/station.ts';
import { createTestClock, type TestClock } from '../support/test-clock.ts';

let folder: DataFolder;
let clock: TestClock;
let outside: Outside;
let station: Station;
let project: Project;
beforeEach(() => {
  folder = aDataFolder();
  clock = createTestClock();
  outside = createOutside(clock);
  station = startStation({ folder, clock, outside });
  project = outside.addProject(1);
});
afterEach(async () => {
  await station.stop();
  folder[Symbol.dispose]();
});
const cycle = async (id: string) => (await station.operations.report.card(id))?.cycle;
const notices = () => outside.thread(project).map(({ message }) => gist(message));

describe('asking ingest to export', () => {
  it('that accepts is asked once', async () => {
    const id = await station.submit(project);
    await clock.advance(hours(1));
    expect(outside.count('submit')).toBe(1);
    expect(await cycle(id)).toMatchObject({ state: 'exporting', memory: { accepted: true } });
  });

  it('that refuses is asked once, and the dataset is held with its reason', async () => {
    outside.trouble.ingest.before = (call) => {
      if (call === 'submit')
        throw new OutsideError('ingest', 'refused', 'Project is not valid (400).');
    };
    const id = await station.submit(project);
    await clock.advance(minutes(5));
    expect(outside.count('submit')).toBe(1);
    expect(await cycle(id)).toMatchObject({
      state: 'needs correction',
      memory: { problem: { reason: 'Project is not valid (400).', reportedBy: 'ingest' } },
    });
    expect(notices()).toEqual(['submitted', 'export refused by ingest']);
  });

  it('that somebody has submitted meanwhile is not asked at all', async () => {
    const previewId = await station.preview(project);
    project.envelope = 'Exporting';
    await station.operations.open({ key: 'k', previewId, action: 'Export', actor: ana });
    await clock.advance(minutes(1));
    expect(outside.count('submit')).toBe(0);
    expect(notices()).toContain('export refused by ingest');
  });

  it('is not asked twice when only its answer was lost', async () => {
    outside.trouble.ingest.after = (call) => {
      if (call === 'submit') lost('ingest');
    };
    const id = await station.submit(project);
    expect((await cycle(id))?.memory.accepted).toBeUndefined();
    await clock.advance(SETTLE + seconds(1));
    expect(outside.count('submit')).toBe(1);
    expect((await cycle(id))?.memory.accepted).toBe(true);
  });

  it('nor when its answer was lost and ingest has not noticed the submit yet', async () => {
    outside.trouble.ingest.after = (call) => {
      if (call !== 'submit') return;
      project.envelope = 'Graph valid';
      lost('ingest');
    };
    const id = await station.submit(project);
    await clock.advance(minutes(5));
    expect(outside.count('submit')).toBe(1);
    expect((await cycle(id))?.memory.accepted).toBe(true);
  });

  it('is asked again when the request itself was lost, but not before its answer had time', async () => {
    const times = counter();
    outside.trouble.ingest.before = (call) => {
      if (call === 'submit' && times() === 1) lost('ingest');
    };
    const id = await station.submit(project);
    await clock.advance(SETTLE - seconds(6));
    expect(outside.count('submit')).toBe(1);
    await clock.advance(seconds(2));
    expect(outside.count('submit')).toBe(2);
    expect(project.submits).toHaveLength(1);
    expect((await cycle(id))?.memory.accepted).toBe(true);
  });

  it.each([
    ['before ingest got it', 'before'],
    ['after ingest got it', 'after'],
  ] as const)('is asked exactly once over a crash %s', async (_when, moment) => {
    outside.trouble.ingest[moment] = (call) => {
      if (call === 'submit') {
        void station.crash();
        lost('ingest');
      }
    };
    const previewId = await station.preview(project);
    const opened = await station.operations.open({
      key: 'k',
      previewId,
      action: 'Export',
      actor: ana,
    });
    await clock.settle();
    outside.trouble.ingest[moment] = undefined;
    station = startStation({ folder, clock, outside });
    await clock.advance(SETTLE + seconds(10));
    expect(project.submits).toHaveLength(1);
    expect(opened.ok && (await cycle(opened.cycle.id))?.memory.accepted).toBe(true);
    expect(notices()).toEqual(['submitted']);
    expect(outside.cards(project)).toHaveLength(1);
  });

  it('is asked once ingest is back, a night later', async () => {
    const previewId = await station.preview(project);
    outside.trouble.ingest.before = () => down('ingest');
    const opened = await station.operations.open({
      key: 'k',
      previewId,
      action: 'Export',
      actor: ana,
    });
    await clock.advance(hours(14));
    expect(project.submits).toHaveLength(0);
    outside.trouble.ingest.before = undefined;
    await clock.advance(minutes(5));
    expect(project.submits).toHaveLength(1);
    expect(opened.ok && (await cycle(opened.cycle.id))?.memory.accepted).toBe(true);
  });

  it('recognises its own submit when ingest has finished the export meanwhile', async () => {
    outside.trouble.ingest.after = (call) => {
      if (call !== 'submit') return;
      project.envelope = 'Complete';
      lost('ingest');
    };
    const id = await station.submit(project);
    await clock.advance(minutes(1));
    expect(await cycle(id)).toMatchObject({ state: 'exporting', memory: { accepted: true } });
  });

  it('is not asked for a dataset that a person holds meanwhile', async () => {
    const previewId = await station.preview(project);
    outside.trouble.ingest.before = () => down('ingest');
    const opened = await station.operations.open({
      key: 'k',
      previewId,
      action: 'Export',
      actor: ana,
    });
    if (!opened.ok) throw new Error('refused');
    await clock.settle();
    await station.press(opened.cycle.id, 'problem', ana, { reason: 'It is the wrong dataset.' });
    outside.trouble.ingest.before = undefined;
    await clock.advance(hours(1));
    expect(project.submits).toEqual([]);
  });
});
