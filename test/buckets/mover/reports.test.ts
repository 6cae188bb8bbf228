import { expect, test } from 'vitest';
import { tellAlerts } from '../../../src/buckets/mover/alerts.ts';
import { createMoverReports } from '../../../src/buckets/mover/reports.ts';
import { days, hours, minutes } from '../../../src/domain/duration.ts';
import { createMaintenance } from '../../../src/operations/maintenance.ts';
import { addLanded } from '../../../src/storage/buckets/landed.ts';
import { quarantineTransfer, releaseTransfers } from '../../../src/storage/buckets/quarantine.ts';
import {
  finishTransfers,
  leaseTransfer,
  noteDelivery,
  returnLostTransfers,
  type Transfer,
} from '../../../src/storage/buckets/transfers.ts';
import { type Database, openDatabase } from '../../../src/storage/database.ts';
import { aDataFolder } from '../../support/data-folder.ts';

const NOON = new Date('2026-03-02T12:00:00Z');
const at = (later: number): Date => new Date(NOON.getTime() + later);
const object = (key: string, more: { version?: string; etag?: string; landed?: number } = {}) => ({
  key,
  version: more.version ?? 'null',
  etag: more.etag ?? 'e',
  bytes: 10,
  landedAt: at(more.landed ?? 0),
});
const land = (db: Database, dataset: string, keys: readonly string[], seen = NOON) =>
  addLanded(
    db,
    dataset,
    keys.map((key) => object(`${dataset}/${key}`)),
    { lookedAt: seen, now: seen },
  );

async function taken(db: Database, names: readonly string[], now = NOON): Promise<Transfer> {
  const transfer = await leaseTransfer(db, names, now, at(minutes(2)));
  if (transfer === undefined) throw new Error('There is nothing to do.');
  return transfer;
}

async function deliver(
  db: Database,
  transfer: Transfer,
  now: Date,
  removed = true,
): Promise<boolean> {
  const delivery = { target: 'target', etag: 'e', way: 'copied', checksum: 'etag e' } as const;
  const isOurs = await noteDelivery(db, transfer, delivery, now);
  await finishTransfers(db, [{ transfer, removed }], now);
  return isOurs;
}

test('says of each dataset what was transferred, what waits, what is held; and which grants nobody uses', async () => {
  using folder = aDataFolder();
  const db = openDatabase(folder.path);
  await land(db, 'lung', ['a', 'b', 'c', 'd']);
  await land(db, 'gut', ['a']);
  await deliver(db, await taken(db, ['lung']), at(hours(1)));
  await deliver(db, await taken(db, ['lung']), at(hours(2)), false);
  await quarantineTransfer(db, await taken(db, ['lung']), 'why', NOON);
  const routes = ['gut', 'lung', 'new'].map((dataset) => ({
    dataset,
    target: 'target',
    keep: false,
  }));
  const reports = createMoverReports({ db, readRoutes: async () => routes });
  const of = (objects: number) => ({ objects, bytes: 10 * objects });
  expect(await reports.traffic()).toEqual([
    { dataset: 'gut', transferred: of(0), waiting: of(1), quarantined: of(0), last: undefined },
    { dataset: 'lung', transferred: of(2), waiting: of(1), quarantined: of(1), last: at(hours(2)) },
    { dataset: 'new', transferred: of(0), waiting: of(0), quarantined: of(0), last: undefined },
  ]);
  expect((await reports.traffic(at(hours(2))))[1]).toMatchObject({ transferred: of(1) });
  const [newest] = await reports.transfers('lung', { most: 1 });
  expect(newest).toMatchObject({ key: 'lung/b', took: hours(2), kept: true, checksum: 'etag e' });
  const rest = await reports.transfers('lung', { most: 9, before: newest?.id ?? 0 });
  expect(rest).toMatchObject([{ key: 'lung/a', kept: false, endedAt: at(hours(1)) }]);
  expect((await reports.unused(at(hours(1)))).map(({ dataset }) => dataset)).toEqual([
    'gut',
    'new',
  ]);
  expect(await reports.unused(at(days(90)))).toHaveLength(3);
  expect(await reports.held('lung')).toMatchObject([{ objects: 1, bytes: 10, fault: 'why' }]);
  await db.destroy();
});

test('what was removed and is there again has landed anew; what is kept, or seen in an old listing, has not', async () => {
  using folder = aDataFolder();
  const db = openDatabase(folder.path);
  await land(db, 'lung', ['a', 'b']);
  await deliver(db, await taken(db, ['lung']), at(hours(1)));
  await deliver(db, await taken(db, ['lung']), at(hours(1)), false);
  expect(await land(db, 'lung', ['a', 'b'], at(minutes(59)))).toBe(0);
  expect(await land(db, 'lung', ['a', 'b'], at(hours(2)))).toBe(1);
  expect(await land(db, 'lung', ['a', 'b'], at(hours(2)))).toBe(0);
  await db.destroy();
});

test('a lease that was lost counts for nothing: who held it may not remove anything', async () => {
  using folder = aDataFolder();
  const db = openDatabase(folder.path);
  await land(db, 'lung', ['a']);
  const first = await taken(db, ['lung']);
  expect(await returnLostTransfers(db, at(minutes(1)))).toBe(0);
  expect(await returnLostTransfers(db, at(minutes(3)))).toBe(1);
  const second = await taken(db, ['lung'], at(minutes(3)));
  expect(await deliver(db, first, at(minutes(4)))).toBe(false);
  expect(await deliver(db, second, at(minutes(4)))).toBe(true);
  await db.destroy();
});

test('versions of one key are never under way together, and none goes before an older one that is held', async () => {
  using folder = aDataFolder();
  const db = openDatabase(folder.path);
  const versions = [2, 1].map((n) => object('lung/a', { version: `v${n}`, landed: n }));
  await addLanded(db, 'lung', versions, { lookedAt: NOON, now: NOON });
  const first = await taken(db, ['lung']);
  expect(first.version).toBe('v1');
  expect(await leaseTransfer(db, ['lung'], NOON, at(1))).toBeUndefined();
  await quarantineTransfer(db, first, 'why', NOON);
  expect(await leaseTransfer(db, ['lung'], NOON, at(1))).toBeUndefined();
  expect(await releaseTransfers(db, 'lung', 'U0ANA', NOON)).toBe(1);
  expect((await taken(db, ['lung'])).version).toBe('v1');
  await db.destroy();
});

test('one alert for a dataset and a reason; another one when it is held again after a release', async () => {
  using folder = aDataFolder();
  const db = openDatabase(folder.path);
  const keys: string[] = [];
  const tell = () =>
    tellAlerts(db, async ({ kind }, key) => void keys.push(`${kind} ${key}`), NOON);
  await land(db, 'lung', ['a', 'b', 'c']);
  await quarantineTransfer(db, await taken(db, ['lung']), 'why', NOON);
  await tell();
  await quarantineTransfer(db, await taken(db, ['lung']), 'why', NOON);
  await tell();
  expect(keys).toHaveLength(1);
  await quarantineTransfer(db, await taken(db, ['lung']), 'another reason', NOON);
  await tell();
  expect(keys).toHaveLength(2);
  await releaseTransfers(db, 'lung', 'U0ANA', NOON);
  await quarantineTransfer(db, await taken(db, ['lung']), 'why', NOON);
  await tell();
  expect(keys).toHaveLength(3);
  await db.destroy();
});

test('the record of an object is kept for 400 days, of what still lies in the hub and of the last one for good', async () => {
  using folder = aDataFolder();
  const db = openDatabase(folder.path);
  await land(db, 'lung', ['a', 'b', 'c', 'd']);
  for (const removed of [true, false, true])
    await deliver(db, await taken(db, ['lung']), NOON, removed);
  const log = { info: () => undefined, warn: () => undefined, error: () => undefined };
  const sweptAt = (now: Date) =>
    createMaintenance({
      ...{ db, log, dataDir: folder.path, backups: { keep: 1 }, sweepObjects: async () => 0 },
      clock: { now: () => now, sleep: async () => undefined },
    }).sweep();
  const keys = async () =>
    (await db.selectFrom('transfer').select('key').orderBy('key').execute()).map(({ key }) => key);
  await sweptAt(at(days(400)));
  expect(await keys()).toHaveLength(4);
  await sweptAt(at(days(401)));
  expect(await keys()).toEqual(['lung/b', 'lung/c', 'lung/d']); // kept in the hub, the last one, and what waits
  await db.destroy();
});
