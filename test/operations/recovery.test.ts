import { beforeEach, describe, expect, it } from 'vitest';
import type { Leftover } from '../../src/domain/cycle/clean-up.ts';
import { hours } from '../../src/domain/duration.ts';
import { aStation } from '../support/a-station.ts';
import { ana, ben, cho, dee, eli } from '../support/cycles.ts';
import { down, gist, lost, type Project } from '../support/outside.ts';
import { IMPORT_REQUEST } from '../support/station.ts';

const at = aStation();
let project: Project;
let cycleId: string;
beforeEach(async () => {
  project = at.outside.addProject(1);
  cycleId = await at.station.submit(project);
  at.outside.stage(project, leftovers(1200));
});

function leftovers(n: number): readonly Leftover[] {
  return Array.from({ length: n }, (_, index) => ({
    kind: index === 0 ? ('half-written' as const) : ('object' as const),
    key: `prod/${project.projectUuid}/data/R${index}.fastq.gz`,
    version: index === 0 ? 'upload-1' : '',
    bytes: 1_000_000,
    checksum: `etag${index}`,
  }));
}

async function start(): Promise<void> {
  await at.station.press(cycleId, 'recover', ana, { reason: 'The transfer failed silently.' });
  await at.clock.settle();
}
const memory = async () => (await at.station.operations.report.card(cycleId))?.cycle.memory;
const cleanUp = async () => (await memory())?.cleanUp;
const confirm = async (actor: typeof ana, subject?: string) =>
  at.station.operations.advance({
    key: `confirm-${Math.random()}`,
    cycleId,
    event: { name: 'confirm clean-up', subject: subject ?? (await cleanUp())?.list?.hash ?? '' },
    actor,
  });
const told = () => at.outside.thread(project).map(({ message }) => gist(message));

describe('step 7, the staging area of a failed export', () => {
  it('is not listed while ingest still believes that it exports, but as soon as it is valid', async () => {
    project.envelope = 'Exporting';
    await start();
    expect(await cleanUp()).toMatchObject({ phase: 'listing' });
    expect(at.outside.count('list')).toBe(0);
    project.envelope = 'Graph valid';
    project.updatedAt = at.clock.now();
    await at.clock.advance(hours(1));
    await at.station.look();
    await at.clock.settle();
    expect(await cleanUp()).toMatchObject({ phase: 'proposed', list: { objects: 1199 } });
    expect(told().filter((one) => one === 'clean-up')).toHaveLength(1);
  });

  it('is listed with what could not be restored, and kept until two people have confirmed it', async () => {
    project.envelope = 'Metadata valid';
    at.outside.notUploaded.add('R4.fastq.gz');
    await start();
    expect(await cleanUp()).toMatchObject({
      phase: 'proposed',
      list: {
        objects: 1199,
        halfWritten: 1,
        bytes: 1_200_000_000,
        dataFiles: 1199,
        lost: { count: 1, names: ['R4.fastq.gz'] },
      },
    });
    expect(await confirm(ana)).toMatchObject({ ok: true });
    await at.clock.settle();
    expect(at.outside.staged(project)).toHaveLength(1200);
    expect(await confirm(ana)).toMatchObject({ refusal: { code: 'another person' } });
    expect(await confirm(eli)).toMatchObject({ ok: true });
    await at.clock.advance(5000);
    expect(at.outside.staged(project)).toEqual([]);
    expect(await cleanUp()).toMatchObject({
      phase: 'done',
      removed: 1200,
      confirmedBy: ['U0ANA', 'U0ELI'],
    });
    expect(told().filter((one) => one === 'clean-up')).toHaveLength(1);
    expect(told()).toContain('clean-up done');
  });

  it('counts every data file as lost when the upload area cannot be compared', async () => {
    project.envelope = 'Metadata valid';
    at.outside.trouble.upload.before = () => lost('upload area');
    await start();
    expect((await cleanUp())?.list).toMatchObject({
      lost: { count: 1199 },
      notCompared: expect.any(String),
    });
  });

  it.each([
    ['another object appeared', (before: readonly Leftover[]) => [...before, other()]],
    ['an object has changed', (before: readonly Leftover[]) => [...before.slice(1), other()]],
    ['something has gone', (before: readonly Leftover[]) => before.slice(1)],
  ])('is left alone when, after the approval, %s', async (_what, change) => {
    project.envelope = 'Metadata valid';
    await start();
    await confirm(ana);
    at.outside.stage(project, change(at.outside.staged(project)));
    const before = at.outside.staged(project).length;
    await confirm(eli);
    await at.clock.advance(5000);
    expect(at.outside.staged(project)).toHaveLength(before);
    expect(await cleanUp()).toMatchObject({ phase: 'void', why: expect.stringContaining('since') });
    expect(at.outside.count('remove')).toBe(0);
    expect(told()).toContain('clean-up void');
  });

  it('is listed anew on request, and an approval of the old list counts no more', async () => {
    project.envelope = 'Metadata valid';
    await start();
    const old = (await cleanUp())?.list?.hash;
    await confirm(ana);
    at.outside.stage(project, [...at.outside.staged(project), other()]);
    await at.station.press(cycleId, 'clean up', ben);
    await at.clock.settle();
    expect(await confirm(eli, old)).toMatchObject({ refusal: { code: 'changed since' } });
    expect(await confirm(eli)).toMatchObject({ ok: true });
    await at.clock.advance(5000);
    expect(at.outside.staged(project)).toHaveLength(1201);
    expect(await confirm(ben)).toMatchObject({ ok: true });
    await at.clock.advance(5000);
    expect(at.outside.staged(project)).toEqual([]);
  });

  it('is put off, and shown so, when the dataset goes another way', async () => {
    project.envelope = 'Metadata valid';
    await start();
    await confirm(ana);
    await at.station.press(cycleId, 'problem solved', ana, { reason: 'It moved after all.' });
    await at.clock.settle();
    expect(await cleanUp()).toMatchObject({ phase: 'put off' });
    expect(told().filter((one) => one === 'clean-up')).toHaveLength(1);
    expect(await confirm(eli)).toMatchObject({ ok: false });
    expect(at.outside.staged(project)).toHaveLength(1200);
  });

  it('is listed anew on request, and confirmed by two anew even when the same things lie there', async () => {
    project.envelope = 'Metadata valid';
    await start();
    await confirm(ana);
    await at.station.press(cycleId, 'clean up', ben);
    await at.clock.settle();
    expect((await memory())?.approval).toBeUndefined();
    expect(await confirm(eli)).toMatchObject({ ok: true });
    await at.clock.advance(5000);
    expect(at.outside.staged(project)).toHaveLength(1200);
    expect(await confirm(ana)).toMatchObject({ ok: true });
    await at.clock.advance(5000);
    expect(at.outside.staged(project)).toEqual([]);
  });

  it('shows the buttons of its newest list only, also after a crash before the older ones are taken off', async () => {
    project.envelope = 'Metadata valid';
    await start();
    const lists = () =>
      at.outside
        .thread(project)
        .flatMap(({ message }) => (message.kind === 'clean-up' ? [message] : []));
    expect(lists()).toEqual([expect.not.objectContaining({ overtaken: expect.anything() })]);
    const first = await cleanUp();
    at.outside.trouble.chat.before = (call, argument) => {
      if (call === 'edit' && JSON.stringify(argument).includes('"overtaken"'))
        void at.station.crash();
    };
    await at.station.press(cycleId, 'clean up', ben);
    expect(lists()).toHaveLength(1);
    at.outside.trouble.chat.before = undefined;
    at.start();
    await at.clock.advance(60_000);
    expect(lists()).toHaveLength(2);
    expect(lists()[0]).toMatchObject({ overtaken: { number: 1, list: first?.list } });
    expect(lists()[1]).not.toHaveProperty('overtaken');
    expect(await cleanUp()).toMatchObject({ number: 2, phase: 'proposed' });
  });

  it('is carried on with after a crash in the middle', async () => {
    project.envelope = 'Metadata valid';
    await start();
    await confirm(ana);
    let removals = 0;
    at.outside.trouble.staging.after = (call) => {
      if (call !== 'remove') return;
      removals += 1;
      if (removals === 2) void at.station.crash();
    };
    await confirm(eli);
    await at.clock.advance(1000);
    const left = at.outside.staged(project).length;
    expect(left).toBeGreaterThan(0);
    expect(left).toBeLessThan(1200);
    at.outside.trouble.staging.after = undefined;
    at.start();
    await at.clock.advance(60_000);
    expect(at.outside.staged(project)).toEqual([]);
    expect(await cleanUp()).toMatchObject({ phase: 'done', removed: 1200 });
  });

  it('waits for a store that is down', async () => {
    project.envelope = 'Metadata valid';
    await start();
    await confirm(ana);
    at.outside.trouble.staging.before = () => down('staging');
    await confirm(eli);
    await at.clock.advance(60_000);
    expect(await cleanUp()).toMatchObject({ phase: 'deleting' });
    at.outside.trouble.staging.before = undefined;
    await at.clock.advance(600_000);
    expect(await cleanUp()).toMatchObject({ phase: 'done' });
  });

  it('lets nobody export again, or carry on, while it is being deleted', async () => {
    project.envelope = 'Metadata valid';
    await start();
    await confirm(ana);
    at.outside.trouble.staging.before = () => down('staging');
    await confirm(eli);
    await at.clock.advance(2000);
    const carryOn = await at.station.press(cycleId, 'problem solved', ana, {
      reason: 'It was fine.',
    });
    expect(carryOn).toMatchObject({ ok: false });
    project.envelope = 'Graph valid';
    const previewId = await at.station.preview(project);
    const again = { key: 'again', previewId, action: 'Export', actor: ana } as const;
    expect(await at.station.operations.open(again)).toMatchObject({ ok: false });
  });
});

describe('step 7, a recovery at any point', () => {
  it.each([
    ['import requested', [], ['coordinators', 'import-team']],
    ['imported', ['imported'], ['coordinators', 'import-team']],
    ['snapshot made', ['snapshot made'], ['coordinators', 'import-team', 'browser-team']],
    [
      'in the browser',
      ['snapshot made', 'seen in the browser'],
      ['coordinators', 'import-team', 'browser-team'],
    ],
  ])('begins with one press where “%s” is late', async (state, events, workedOn) => {
    await at.station.stop();
    at.start({
      policy: { deadlines: { [state]: hours(8) } },
    });
    project.envelope = 'Exported';
    await at.station.look();
    await at.station.press(cycleId, 'request import', ana, IMPORT_REQUEST);
    for (const event of events) {
      await at.station.press(cycleId, event, event === 'seen in the browser' ? dee : cho);
    }
    await at.clock.advance(hours(8));
    await at.station.look();
    const alert = at.outside.thread(project).findLast(({ message }) => message.kind === 'alert');
    const shown = () => (alert?.message.kind === 'alert' ? alert.message.card : undefined);
    expect(shown()?.actions.map(({ event }) => event)).toContain('recover');

    project.envelope = 'Metadata valid';
    await start();
    expect(shown()?.cycle).toMatchObject({
      state: 'needs correction',
      memory: {
        alert: { resolvedBy: 'U0ANA' },
        problem: { from: state, reason: 'The transfer failed silently.' },
      },
    });
    expect(await cleanUp()).toMatchObject({ phase: 'proposed', askedBy: 'U0ANA' });
    const said = at.outside.thread(project).map(({ message }) => message);
    const begun = said.find((one) => one.kind === 'notice' && one.notice === 'recovery started');
    expect(begun).toMatchObject({ mention: ['ingest-operations', 'submitter', ...workedOn] });
  });
});

describe('step 7, the reset to valid', () => {
  it('is asked of people, and believed when ingest says so', async () => {
    project.envelope = 'Exporting';
    await start();
    await at.clock.advance(180_000);
    await at.station.press(cycleId, 'reset reported', eli);
    await at.clock.advance(5000);
    expect(told()).toContain('not valid yet');
    expect((await memory())?.notValid).toBe('Exporting');
    project.envelope = 'Graph valid';
    await at.station.press(cycleId, 'reset reported', eli);
    await at.clock.advance(5000);
    const card = await at.station.operations.report.card(cycleId);
    expect(card?.cycle.state).toBe('ready to re-export');
  });
});

function other(): Leftover {
  const key = `prod/${project.projectUuid}/data/R0.fastq.gz`;
  return { kind: 'object', key, version: '', bytes: 7, checksum: 'other' };
}
