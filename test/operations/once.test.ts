import { afterEach, beforeEach, expect, it } from 'vitest';
import { days, hours } from '../../src/domain/duration.ts';
import { createMaintenance } from '../../src/operations/maintenance.ts';
import { createOnce, type Once } from '../../src/operations/once.ts';
import { type Database, openDatabase } from '../../src/storage/database.ts';
import { saveReceipt } from '../../src/storage/inbox.ts';
import { aDataFolder, type DataFolder } from '../support/data-folder.ts';
import { createTestClock, type TestClock } from '../support/test-clock.ts';

let folder: DataFolder;
let db: Database;
let clock: TestClock;
let once: Once;
beforeEach(() => {
  folder = aDataFolder();
  db = openDatabase(folder.path);
  clock = createTestClock();
  once = createOnce({ db, clock });
});
afterEach(async () => {
  await db.destroy();
  folder[Symbol.dispose]();
});

const request = { party: 'key:nightly', key: 'one', content: ['POST', '/somewhere', { a: 1 }] };
let done = 0;
const work = async () => {
  done += 1;
  return { status: 200, body: `{"done":${done}}` };
};
beforeEach(() => {
  done = 0;
});

it('what threw is done again when it is asked for again', async () => {
  const failing = async () => Promise.reject(new Error('No.'));
  await expect(once(request, failing)).rejects.toThrow('No.');
  expect(await once(request, work)).toMatchObject({ repeated: false });
  expect(await once(request, work)).toMatchObject({ repeated: true });
  expect(done).toBe(1);
});

it('an answer survives a restart', async () => {
  const first = await once(request, work);
  const again = await createOnce({ db, clock })(request, work);
  expect(again).toEqual({ reply: first?.reply, repeated: true });
});

it('answers are forgotten with the receipts of their commands, never before', async () => {
  const quiet = () => undefined;
  const log = { info: quiet, warn: quiet, error: quiet };
  const maintenance = createMaintenance({
    db,
    clock,
    log,
    dataDir: folder.path,
    backups: { keep: 1 },
    sweepObjects: async () => 0,
  });
  await saveReceipt(db, 'rest:key:nightly:one', clock.now());
  await once(request, work);
  const kept = async () => [
    (await db.selectFrom('answer').selectAll().execute()).length,
    (await db.selectFrom('inbox').selectAll().execute()).length,
  ];
  await clock.advance(days(30));
  await maintenance.sweep();
  expect(await kept()).toEqual([1, 1]);
  await clock.advance(hours(1));
  await maintenance.sweep();
  expect(await kept()).toEqual([0, 0]);
});
