import { beforeEach, describe, expect, it } from 'vitest';
import { hours, minutes, seconds } from '../../../src/domain/duration.ts';
import { OutsideError } from '../../../src/operations/ports.ts';
import { aStation } from '../../support/a-station.ts';
import { ana } from '../../support/cycles.ts';
import { counter, down, gist, lost, type Project } from '../../support/outside.ts';
import { SETTLE } from '../../support/station.ts';

const at = aStation();
let project: Project;
beforeEach(() => {
  project = at.outside.addProject(1);
});
const cycle = async (id: string) => (await at.station.operations.report.card(id))?.cycle;
const notices = () => at.outside.thread(project).map(({ message }) => gist(message));

describe('asking ingest to export', () => {
  it('that accepts is asked once', async () => {
    const id = await at.station.submit(project);
    await at.clock.advance(hours(1));
    expect(at.outside.count('submit')).toBe(1);
    expect(await cycle(id)).toMatchObject({ state: 'exporting', memory: { accepted: true } });
  });

  it('that refuses is asked once, and the dataset is held with its reason', async () => {
    at.outside.trouble.ingest.before = (call) => {
      if (call === 'submit')
        throw new OutsideError('ingest', 'refused', 'Project is not valid (400).');
    };
    const id = await at.station.submit(project);
    await at.clock.advance(minutes(5));
    expect(at.outside.count('submit')).toBe(1);
    expect(await cycle(id)).toMatchObject({
      state: 'needs correction',
      memory: { problem: { reason: 'Project is not valid (400).', reportedBy: 'ingest' } },
    });
    expect(notices()).toEqual(['submitted', 'export refused by ingest']);
  });

  it('that somebody has submitted meanwhile is not asked at all', async () => {
    const previewId = await at.station.preview(project);
    project.envelope = 'Exporting';
    await at.station.operations.open({ key: 'k', previewId, action: 'Export', actor: ana });
    await at.clock.advance(minutes(1));
    expect(at.outside.count('submit')).toBe(0);
    expect(notices()).toContain('export refused by ingest');
  });

  it('is not asked twice when only its answer was lost', async () => {
    at.outside.trouble.ingest.after = (call) => {
      if (call === 'submit') lost('ingest');
    };
    const id = await at.station.submit(project);
    expect((await cycle(id))?.memory.accepted).toBeUndefined();
    await at.clock.advance(SETTLE + seconds(1));
    expect(at.outside.count('submit')).toBe(1);
    expect((await cycle(id))?.memory.accepted).toBe(true);
  });

  it('nor when its answer was lost and ingest has not noticed the submit yet', async () => {
    at.outside.trouble.ingest.after = (call) => {
      if (call !== 'submit') return;
      project.envelope = 'Graph valid';
      lost('ingest');
    };
    const id = await at.station.submit(project);
    await at.clock.advance(minutes(5));
    expect(at.outside.count('submit')).toBe(1);
    expect((await cycle(id))?.memory.accepted).toBe(true);
  });

  it('is asked again when the request itself was lost, but not before its answer had time', async () => {
    const times = counter();
    at.outside.trouble.ingest.before = (call) => {
      if (call === 'submit' && times() === 1) lost('ingest');
    };
    const id = await at.station.submit(project);
    await at.clock.advance(SETTLE - seconds(6));
    expect(at.outside.count('submit')).toBe(1);
    await at.clock.advance(seconds(2));
    expect(at.outside.count('submit')).toBe(2);
    expect(project.submits).toHaveLength(1);
    expect((await cycle(id))?.memory.accepted).toBe(true);
  });

  it.each([
    ['before ingest got it', 'before'],
    ['after ingest got it', 'after'],
  ] as const)('is asked exactly once over a crash %s', async (_when, moment) => {
    at.outside.trouble.ingest[moment] = (call) => {
      if (call === 'submit') {
        void at.station.crash();
        lost('ingest');
      }
    };
    const previewId = await at.station.preview(project);
    const opened = await at.station.operations.open({
      key: 'k',
      previewId,
      action: 'Export',
      actor: ana,
    });
    await at.clock.settle();
    at.outside.trouble.ingest[moment] = undefined;
    at.start();
    await at.clock.advance(SETTLE + seconds(10));
    expect(project.submits).toHaveLength(1);
    expect(opened.ok && (await cycle(opened.cycle.id))?.memory.accepted).toBe(true);
    expect(notices()).toEqual(['submitted']);
    expect(at.outside.cards(project)).toHaveLength(1);
  });

  it('is asked once ingest is back, a night later', async () => {
    const previewId = await at.station.preview(project);
    at.outside.trouble.ingest.before = () => down('ingest');
    const opened = await at.station.operations.open({
      key: 'k',
      previewId,
      action: 'Export',
      actor: ana,
    });
    await at.clock.advance(hours(14));
    expect(project.submits).toHaveLength(0);
    at.outside.trouble.ingest.before = undefined;
    await at.clock.advance(minutes(5));
    expect(project.submits).toHaveLength(1);
    expect(opened.ok && (await cycle(opened.cycle.id))?.memory.accepted).toBe(true);
  });

  it('recognises its own submit when ingest has finished the export meanwhile', async () => {
    at.outside.trouble.ingest.after = (call) => {
      if (call !== 'submit') return;
      project.envelope = 'Complete';
      lost('ingest');
    };
    const id = await at.station.submit(project);
    await at.clock.advance(minutes(1));
    expect(await cycle(id)).toMatchObject({ state: 'exporting', memory: { accepted: true } });
  });

  it('is not asked for a dataset that a person holds meanwhile', async () => {
    const previewId = await at.station.preview(project);
    at.outside.trouble.ingest.before = () => down('ingest');
    const opened = await at.station.operations.open({
      key: 'k',
      previewId,
      action: 'Export',
      actor: ana,
    });
    if (!opened.ok) throw new Error('refused');
    await at.clock.settle();
    await at.station.press(opened.cycle.id, 'problem', ana, { reason: 'It is the wrong dataset.' });
    at.outside.trouble.ingest.before = undefined;
    await at.clock.advance(hours(1));
    expect(project.submits).toEqual([]);
  });
});
