import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { hours } from '../../../src/domain/duration.ts';
import {
  findCycle,
  findCyclesOf,
  findLatestCycle,
  insertCycle,
  listLateCycles,
  listOpenCycles,
  listShortNames,
  saveCycle,
} from '../../../src/storage/cycles/cycles.ts';
import { listWatched, saveWatch } from '../../../src/storage/cycles/watches.ts';
import { type Database, openDatabase } from '../../../src/storage/database.ts';
import { aCycle, aDataset, anAlert, NOON, uuid } from '../../support/cycles.ts';
import { aDataFolder, type DataFolder } from '../../support/data-folder.ts';

let folder: DataFolder;
let db: Database;
beforeEach(() => {
  folder = aDataFolder();
  db = openDatabase(folder.path);
});
afterEach(async () => {
  await db.destroy();
  folder[Symbol.dispose]();
});

const id = (n: number): string => `cycle${String(n).padStart(15, '0')}`;
const after = (milliseconds: number): Date => new Date(NOON.getTime() + milliseconds);
const full = aCycle({
  id: id(1),
  closedAt: after(9),
  dueAt: after(hours(4)),
  dataset: aDataset(1, { title: 'Ünïcode “quotes” & <tags>\n', primaryWrangler: "O'Brien" }),
  memory: {
    actions: ['Export_Metadata'],
    accepted: true,
    progress: { envelope: 'Exporting' },
    alert: anAlert(NOON.toISOString(), { episode: 2 }),
    importRequest: { release: '58' },
  },
});

describe('a cycle', () => {
  it('comes back as it was stored, and as it was saved later', async () => {
    await insertCycle(db, full);
    expect(await findCycle(db, full.id)).toEqual(full);
    const { closedAt: _, dueAt: __, ...rest } = full;
    const open = { ...rest, state: 'exported', turn: 7, memory: { actions: [] } };
    await saveCycle(db, open);
    expect(await findCycle(db, full.id)).toEqual(open);
    expect(await findCycle(db, id(2))).toBeUndefined();
  });

  it('is open once for a dataset, whoever asks', async () => {
    await insertCycle(db, aCycle({ id: id(1) }));
    await expect(insertCycle(db, aCycle({ id: id(2), number: 2 }))).rejects.toThrow(/UNIQUE/);
    await insertCycle(db, aCycle({ id: id(3), dataset: aDataset(2) }));
    await saveCycle(db, aCycle({ id: id(1), closedAt: NOON }));
    await insertCycle(db, aCycle({ id: id(2), number: 2 }));
    expect((await findLatestCycle(db, 'exporting', uuid(1)))?.id).toBe(id(2));
  });

  it('has a number of its own among the cycles of its dataset', async () => {
    await insertCycle(db, aCycle({ id: id(1), closedAt: NOON }));
    await expect(insertCycle(db, aCycle({ id: id(2) }))).rejects.toThrow(/UNIQUE/);
  });

  it.each([
    ['a turn that never was', { turn: 0 }],
    ['a number below one', { number: 0 }],
    ['an id of another shape', { id: 'short' }],
    ['half a project UUID', { dataset: aDataset(1, { projectUuid: 'f5057fee' }) }],
  ])('with %s is refused by the database', async (_what, more) => {
    await expect(insertCycle(db, aCycle(more))).rejects.toThrow(/CHECK/);
  });

  it('is found by UUID or short name in any case, newest first', async () => {
    await insertCycle(db, aCycle({ id: id(1), closedAt: NOON }));
    await insertCycle(db, aCycle({ id: id(2), number: 2, openedAt: after(1) }));
    await insertCycle(db, aCycle({ id: id(3), dataset: aDataset(2) }));
    for (const words of ['sim1', 'SIM1', uuid(1), uuid(1).toUpperCase()])
      expect((await findCyclesOf(db, words)).map((cycle) => cycle.id)).toEqual([id(2), id(1)]);
    expect(await findCyclesOf(db, "sim1' or '1'='1")).toEqual([]);
    expect([...(await listShortNames(db))].sort()).toEqual(['Sim1', 'Sim2']);
  });

  it('is listed open, longest in its state first, and late at its deadline', async () => {
    await insertCycle(db, aCycle({ id: id(1), since: after(5), dueAt: after(20) }));
    await insertCycle(db, aCycle({ id: id(2), dataset: aDataset(2), since: after(1) }));
    await insertCycle(
      db,
      aCycle({ id: id(3), dataset: aDataset(3), closedAt: NOON, dueAt: after(10) }),
    );
    expect((await listOpenCycles(db)).map((cycle) => cycle.id)).toEqual([id(2), id(1)]);
    expect(await listOpenCycles(db, ['exported'])).toEqual([]);
    expect(await listLateCycles(db, after(19))).toEqual([]);
    expect((await listLateCycles(db, after(20))).map((cycle) => cycle.id)).toEqual([id(1)]);
  });

  it('is listed with its watch, or without one', async () => {
    await insertCycle(db, aCycle({ id: id(1) }));
    await insertCycle(db, aCycle({ id: id(2), dataset: aDataset(2), since: after(1) }));
    await saveWatch(db, { cycleId: id(1), nextAt: after(2), pause: 60 });
    await saveWatch(db, { cycleId: id(1), nextAt: after(3), pause: 90, seenAt: NOON });
    const [first, second] = await listWatched(db, ['exporting']);
    expect(first).toMatchObject({ nextAt: after(3), pause: 90 });
    expect(second).not.toHaveProperty('nextAt');
  });
});
