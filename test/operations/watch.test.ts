import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { hours, minutes, seconds } from '../../src/domain/duration.ts';
import { OutsideError } from '../../src/operations/ports.ts';
import { insertCycle } from '../../src/storage/cycles.ts';
import { findWatch } from '../../src/storage/watches.ts';
import { aCycle, aDataset, ana, cho } from '../support/cycles.ts';
import { aDataFolder, type DataFolder } from '../support/data-folder.ts';
import { createOutside, down, type Outside } from '../support/outside.ts';
import { IMPORT_REQUEST, POLL, type Station, startStation } from '../support/station.ts';
import { createTestClock, type TestClock } from '../support/test-clock.ts';

let folder: DataFolder;
let clock: TestClock;
let outside: Outside;
let station: Station;
beforeEach(() => {
  folder = aDataFolder();
  clock = createTestClock();
  outside = createOutside(clock);
  station = startStation({ folder, clock, outside });
});
afterEach(async () => {
  await station.stop();
  folder[Symbol.dispose]();
});
const calls = (...names: string[]) => outside.calls.filter((name) => names.includes(name)).length;
const INGEST = ['listUnderWay', 'readExport', 'readEnvelope', 'readProject', 'findProjects'];

/** Calls to ingest and catalogue in one round. */
async function round(): Promise<number> {
  outside.calls.length = 0;
  await station.watch.round();
  await clock.settle();
  return calls(...INGEST, 'listIndexed');
}

describe('watching', () => {
  it('a thousand open cycles of which ten export costs eleven calls, and one when nothing is due', async () => {
    const waiting = [
      'exported',
      'import requested',
      'imported',
      'in the browser',
      'ready to re-export',
    ];
    await station.db.transaction().execute(async (trx) => {
      for (let n = 1; n <= 1000; n += 1) {
        const state = n <= 10 ? 'exporting' : (waiting[n % waiting.length] ?? '');
        const id = `many${String(n).padStart(16, '0')}`;
        const memory = { actions: ['Export'], accepted: true } as const;
        await insertCycle(
          trx,
          aCycle({ id, state, memory, dataset: aDataset(n), openedAt: clock.now() }),
        );
        if (n <= 10) outside.addProject(n, { envelope: 'Exporting' });
      }
    });
    expect(await round()).toBe(11);
    expect(await round()).toBe(1);
  });

  it('costs nothing when nothing is watched', async () => {
    expect(await round()).toBe(0);
    const project = outside.addProject(1);
    await station.submit(project);
    project.envelope = 'Exported';
    await station.look();
    expect(await round()).toBe(0);
  });

  it('looks less often while nothing changes, and often again when something does', async () => {
    const project = outside.addProject(1);
    const id = await station.submit(project);
    outside.exportShows(project, { transfer: 'started' });
    const pauses: number[] = [];
    for (let n = 0; n < 12; n += 1) {
      await station.watch.round();
      const pause = (await findWatch(station.db, id))?.pause ?? 0;
      pauses.push(pause);
      await clock.advance(pause);
    }
    expect(pauses[0]).toBe(POLL.least);
    expect(pauses.slice(1).every((pause, n) => pause >= (pauses[n] ?? 0))).toBe(true);
    expect(pauses.at(-1)).toBe(POLL.most);

    outside.exportShows(project, { transfer: 'complete' });
    await station.watch.round();
    expect(await findWatch(station.db, id)).toMatchObject({
      pause: POLL.least,
      seenAt: clock.now(),
    });
  });

  it('sees that an export has finished at the next round, however long its pause', async () => {
    const project = outside.addProject(1);
    const id = await station.submit(project);
    for (let n = 0; n < 20; n += 1) {
      await clock.advance(minutes(10));
      await station.watch.round();
    }
    await clock.advance(seconds(60));
    project.envelope = 'Exported';
    await station.watch.round();
    expect((await station.operations.report.card(id))?.cycle.state).toBe('exported');
  });

  it('never claims to have seen what it has not looked at', async () => {
    const previewId = await station.preview(outside.addProject(1));
    outside.trouble.ingest.before = () => down('ingest');
    const opened = await station.operations.open({
      key: 'k',
      previewId,
      action: 'Export',
      actor: ana,
    });
    await clock.settle();
    await station.look();
    expect(opened.ok && (await findWatch(station.db, opened.cycle.id))).toBeUndefined();
  });

  it('goes on with the others when one export cannot be read', async () => {
    const [bad, good] = [outside.addProject(1), outside.addProject(2)];
    const ids = [await station.submit(bad), await station.submit(good)];
    for (const project of [bad, good]) project.envelope = 'Exported';
    outside.trouble.ingest.before = (call, argument) => {
      if (call === 'readExport' && argument === bad.submissionUuid) down('ingest');
    };
    await station.look();
    const states = await Promise.all(ids.map((id) => station.operations.report.card(id)));
    expect(states.map((card) => card?.cycle.state)).toEqual(['exporting', 'exported']);
    outside.trouble.ingest.before = undefined;
    await station.look();
    expect((await station.operations.report.card(ids[0] ?? ''))?.cycle.state).toBe('exported');
  });

  it('holds still while ingest shows what no export leads to', async () => {
    const project = outside.addProject(1);
    const id = await station.submit(project);
    for (const envelope of ['Draft', 'Metadata invalid', 'Something new']) {
      project.envelope = envelope;
      await station.look();
      const card = await station.operations.report.card(id);
      expect(card?.cycle).toMatchObject({ state: 'exporting', memory: { disturbed: envelope } });
    }
  });

  it('sees at the next round that a strange state is over, however long it lasted', async () => {
    const project = outside.addProject(1);
    const id = await station.submit(project);
    outside.exportShows(project, { assaysDone: 1 });
    await station.look();
    project.envelope = 'Metadata valid';
    for (let n = 0; n < 60; n += 1) {
      await clock.advance(minutes(1));
      await station.look();
    }
    project.envelope = 'Exporting';
    await station.look();
    const card = await station.operations.report.card(id);
    expect(card?.cycle.memory).not.toHaveProperty('disturbed');
  });

  it('survives a surprise, and looks again at the next round', async () => {
    const project = outside.addProject(1);
    const id = await station.submit(project);
    project.envelope = 'Exported';
    outside.trouble.ingest.before = () => {
      throw new TypeError('a bug');
    };
    const stopping = new AbortController();
    const running = station.watch.run(stopping.signal);
    await clock.advance(minutes(2));
    expect(station.logged.some(({ event }) => event === 'round failed')).toBe(true);
    outside.trouble.ingest.before = undefined;
    await clock.advance(minutes(1));
    expect((await station.operations.report.card(id))?.cycle.state).toBe('exported');
    stopping.abort();
    await clock.settle();
    await running;
  });
});

describe('watching the catalogue', () => {
  async function toSnapshot(n: number, release: string): Promise<string> {
    const project = outside.addProject(n);
    const id = await station.submit(project);
    project.envelope = 'Exported';
    await station.look();
    await station.press(id, 'request import', ana, {
      ...IMPORT_REQUEST,
      release,
      projectUuid: project.projectUuid,
    });
    await station.press(id, 'snapshot made', cho);
    return id;
  }
  const stateOf = async (id: string) => (await station.operations.report.card(id))?.cycle.state;

  it('asks once for all that go into one release', async () => {
    for (const n of [1, 2, 3]) await toSnapshot(n, n === 3 ? '59' : '58');
    await clock.advance(hours(1));
    expect(await round()).toBe(2);
  });

  it('looks for a project in its own release alone', async () => {
    const id = await toSnapshot(1, '59');
    outside.index(outside.addProject(1), 58);
    await clock.advance(hours(1));
    await station.look();
    expect(await stateOf(id)).toBe('snapshot made');
  });

  it('lets a release that the catalogue does not know hide no other', async () => {
    const unknown = await toSnapshot(1, '999');
    const known = await toSnapshot(2, '58');
    outside.index(outside.addProject(2));
    outside.trouble.catalogue.before = (_call, argument) => {
      if (JSON.stringify(argument).includes('999'))
        throw new OutsideError('catalogue', 'refused', 'There is no catalogue dcp999.');
    };
    await clock.advance(hours(1));
    await station.look();
    expect([await stateOf(unknown), await stateOf(known)]).toEqual([
      'snapshot made',
      'in the browser',
    ]);
  });
});
