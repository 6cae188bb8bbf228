import { describe, expect, it } from 'vitest';
import { hours, minutes, seconds } from '../../../src/domain/duration.ts';
import { OutsideError } from '../../../src/operations/ports.ts';
import { insertCycle } from '../../../src/storage/cycles/cycles.ts';
import { findWatch } from '../../../src/storage/cycles/watches.ts';
import { aStation } from '../../support/a-station.ts';
import { aCycle, aDataset, ana, cho } from '../../support/cycles.ts';
import { down } from '../../support/outside.ts';
import { IMPORT_REQUEST, POLL } from '../../support/station.ts';

const at = aStation();
const calls = (...names: string[]) =>
  at.outside.calls.filter((name) => names.includes(name)).length;
const INGEST = ['listUnderWay', 'readExport', 'readEnvelope', 'readProject', 'findProjects'];

/** Calls to ingest and catalogue in one round. */
async function round(): Promise<number> {
  at.outside.calls.length = 0;
  await at.station.watch.round();
  await at.clock.settle();
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
    await at.station.db.transaction().execute(async (trx) => {
      for (let n = 1; n <= 1000; n += 1) {
        const state = n <= 10 ? 'exporting' : (waiting[n % waiting.length] ?? '');
        const id = `many${String(n).padStart(16, '0')}`;
        const memory = { actions: ['Export'], accepted: true } as const;
        await insertCycle(
          trx,
          aCycle({ id, state, memory, dataset: aDataset(n), openedAt: at.clock.now() }),
        );
        if (n <= 10) at.outside.addProject(n, { envelope: 'Exporting' });
      }
    });
    expect(await round()).toBe(11);
    expect(await round()).toBe(1);
  });

  it('costs nothing when nothing is watched', async () => {
    expect(await round()).toBe(0);
    const project = at.outside.addProject(1);
    await at.station.submit(project);
    project.envelope = 'Exported';
    await at.station.look();
    expect(await round()).toBe(0);
  });

  it('looks less often while nothing changes, and often again when something does', async () => {
    const project = at.outside.addProject(1);
    const id = await at.station.submit(project);
    at.outside.exportShows(project, { transfer: 'started' });
    const pauses: number[] = [];
    for (let n = 0; n < 12; n += 1) {
      await at.station.watch.round();
      const pause = (await findWatch(at.station.db, id))?.pause ?? 0;
      pauses.push(pause);
      await at.clock.advance(pause);
    }
    expect(pauses[0]).toBe(POLL.least);
    expect(pauses.slice(1).every((pause, n) => pause >= (pauses[n] ?? 0))).toBe(true);
    expect(pauses.at(-1)).toBe(POLL.most);

    at.outside.exportShows(project, { transfer: 'complete' });
    await at.station.watch.round();
    expect(await findWatch(at.station.db, id)).toMatchObject({
      pause: POLL.least,
      seenAt: at.clock.now(),
    });
  });

  it('sees that an export has finished at the next round, however long its pause', async () => {
    const project = at.outside.addProject(1);
    const id = await at.station.submit(project);
    for (let n = 0; n < 20; n += 1) {
      await at.clock.advance(minutes(10));
      await at.station.watch.round();
    }
    await at.clock.advance(seconds(60));
    project.envelope = 'Exported';
    await at.station.watch.round();
    expect((await at.station.operations.report.card(id))?.cycle.state).toBe('exported');
  });

  it('never claims to have seen what it has not looked at', async () => {
    const previewId = await at.station.preview(at.outside.addProject(1));
    at.outside.trouble.ingest.before = () => down('ingest');
    const opened = await at.station.operations.open({
      key: 'k',
      previewId,
      action: 'Export',
      actor: ana,
    });
    await at.clock.settle();
    await at.station.look();
    expect(opened.ok && (await findWatch(at.station.db, opened.cycle.id))).toBeUndefined();
  });

  it('goes on with the others when one export cannot be read', async () => {
    const [bad, good] = [at.outside.addProject(1), at.outside.addProject(2)];
    const ids = [await at.station.submit(bad), await at.station.submit(good)];
    for (const project of [bad, good]) project.envelope = 'Exported';
    at.outside.trouble.ingest.before = (call, argument) => {
      if (call === 'readExport' && argument === bad.submissionUuid) down('ingest');
    };
    await at.station.look();
    const states = await Promise.all(ids.map((id) => at.station.operations.report.card(id)));
    expect(states.map((card) => card?.cycle.state)).toEqual(['exporting', 'exported']);
    at.outside.trouble.ingest.before = undefined;
    await at.station.look();
    expect((await at.station.operations.report.card(ids[0] ?? ''))?.cycle.state).toBe('exported');
  });

  it('holds still while ingest shows what no export leads to', async () => {
    const project = at.outside.addProject(1);
    const id = await at.station.submit(project);
    for (const envelope of ['Draft', 'Metadata invalid', 'Something new']) {
      project.envelope = envelope;
      await at.station.look();
      const card = await at.station.operations.report.card(id);
      expect(card?.cycle).toMatchObject({ state: 'exporting', memory: { disturbed: envelope } });
    }
  });

  it('sees at the next round that a strange state is over, however long it lasted', async () => {
    const project = at.outside.addProject(1);
    const id = await at.station.submit(project);
    at.outside.exportShows(project, { assaysDone: 1 });
    await at.station.look();
    project.envelope = 'Metadata valid';
    for (let n = 0; n < 60; n += 1) {
      await at.clock.advance(minutes(1));
      await at.station.look();
    }
    project.envelope = 'Exporting';
    await at.station.look();
    const card = await at.station.operations.report.card(id);
    expect(card?.cycle.memory).not.toHaveProperty('disturbed');
  });

  it('survives a surprise, and looks again at the next round', async () => {
    const project = at.outside.addProject(1);
    const id = await at.station.submit(project);
    project.envelope = 'Exported';
    at.outside.trouble.ingest.before = () => {
      throw new TypeError('a bug');
    };
    const stopping = new AbortController();
    const running = at.station.watch.run(stopping.signal);
    await at.clock.advance(minutes(2));
    expect(at.station.logged.some(({ event }) => event === 'round failed')).toBe(true);
    at.outside.trouble.ingest.before = undefined;
    await at.clock.advance(minutes(1));
    expect((await at.station.operations.report.card(id))?.cycle.state).toBe('exported');
    stopping.abort();
    await at.clock.settle();
    await running;
  });
});

describe('watching the catalogue', () => {
  async function toSnapshot(n: number, release: string): Promise<string> {
    const project = at.outside.addProject(n);
    const id = await at.station.submit(project);
    project.envelope = 'Exported';
    await at.station.look();
    await at.station.press(id, 'request import', ana, {
      ...IMPORT_REQUEST,
      release,
      projectUuid: project.projectUuid,
    });
    await at.station.press(id, 'snapshot made', cho);
    return id;
  }
  const stateOf = async (id: string) => (await at.station.operations.report.card(id))?.cycle.state;

  it('asks once for all that go into one release', async () => {
    for (const n of [1, 2, 3]) await toSnapshot(n, n === 3 ? '59' : '58');
    await at.clock.advance(hours(1));
    expect(await round()).toBe(2);
  });

  it('looks for a project in its own release alone', async () => {
    const id = await toSnapshot(1, '59');
    at.outside.index(at.outside.addProject(1), 58);
    await at.clock.advance(hours(1));
    await at.station.look();
    expect(await stateOf(id)).toBe('snapshot made');
  });

  it('lets a release that the catalogue does not know hide no other', async () => {
    const unknown = await toSnapshot(1, '999');
    const known = await toSnapshot(2, '58');
    at.outside.index(at.outside.addProject(2));
    at.outside.trouble.catalogue.before = (_call, argument) => {
      if (JSON.stringify(argument).includes('999'))
        throw new OutsideError('catalogue', 'refused', 'There is no catalogue dcp999.');
    };
    await at.clock.advance(hours(1));
    await at.station.look();
    expect([await stateOf(unknown), await stateOf(known)]).toEqual([
      'snapshot made',
      'in the browser',
    ]);
  });
});
