import { readdirSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createMaintenance } from '../../../src/operations/maintenance.ts';
import { backUp, backupPath } from '../../../src/storage/backups/backup.ts';
import { type Database, openDatabase, openFile } from '../../../src/storage/database.ts';
import { appendJournal, verifyJournal } from '../../../src/storage/journal.ts';
import { NOON } from '../../support/cycles.ts';
import { aDataFolder, type DataFolder } from '../../support/data-folder.ts';
import { createTestClock } from '../../support/test-clock.ts';

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

const happen = (event: string) =>
  appendJournal(db, { at: NOON, event, actor: 'U0ANA', detail: { padding: 'x'.repeat(3000) } });
const modeOf = (path: string) => statSync(path).mode & 0o777;
const filesOf = (path: string) => readdirSync(dirname(path));

it('is one file with all that was committed, for the bot alone, whatever the mask', async () => {
  await happen('before');
  const path = backupPath(folder.path, 'by-hand', NOON);
  const mask = process.umask(0);
  const made = await backUp(folder.path, path).finally(() => process.umask(mask));
  expect(made).toMatchObject({ path, bytes: statSync(path).size, journal: { entries: 1 } });
  expect(filesOf(path)).toEqual(['by-hand-20260302T120000Z.db']);
  expect([modeOf(path), modeOf(dirname(path))]).toEqual([0o600, 0o700]);
});

it('is of one moment while the bot goes on writing', async () => {
  for (let n = 0; n < 300; n += 1) await happen('before');
  const copying = backUp(folder.path, backupPath(folder.path, 'by-hand', NOON));
  let written = 300;
  let copied = false;
  const done = copying.finally(() => {
    copied = true;
  });
  for (; !copied; written += 1) {
    await happen('meanwhile');
    await new Promise((resolve) => setImmediate(resolve));
  }
  const { path, journal } = await done;
  expect(written).toBeGreaterThan(301); // it was not kept waiting
  const copy = openFile(path);
  expect(await verifyJournal(copy)).toEqual(journal);
  await copy.destroy();
  expect(journal).toMatchObject({ ok: true });
  if (journal.ok) expect(journal.entries).toBeGreaterThanOrEqual(300);
});

it('leaves nothing half behind when it cannot be made', async () => {
  const path = join(folder.path, 'backups', 'x.db');
  await happen('before');
  await db.destroy();
  writeFileSync(join(folder.path, 'handoff.db'), 'x'.repeat(5000));
  await expect(backUp(folder.path, path)).rejects.toThrow(/not a database/);
  expect(filesOf(path)).toEqual([]);
});

it('is also made of a journal that was tampered with, and says so', async () => {
  await happen('one');
  await happen('two');
  folder.raw((sqlite) => {
    sqlite.exec('DROP TRIGGER journal_is_append_only_u');
    sqlite.exec(`UPDATE journal SET actor = 'U0EVE' WHERE seq = 1`);
  });
  const { journal } = await backUp(folder.path, backupPath(folder.path, 'by-hand', NOON));
  expect(journal).toMatchObject({ ok: false, seq: 1 });
});

it('is made each night, and the oldest of the nightly ones goes', async () => {
  const clock = createTestClock(NOON);
  const logged: unknown[] = [];
  const write = (event: string, details?: unknown) => logged.push([event, details]);
  const { backUp: nightly } = createMaintenance({
    db,
    clock,
    log: { info: write, warn: write, error: write },
    dataDir: folder.path,
    backups: { keep: 2 },
    sweepObjects: async () => 0,
  });
  await backUp(folder.path, backupPath(folder.path, 'by-hand', NOON));
  for (let night = 0; night < 4; night += 1) {
    await nightly();
    await clock.advance(24 * 3_600_000);
  }
  expect(filesOf(backupPath(folder.path, 'nightly', NOON)).sort()).toEqual([
    'by-hand-20260302T120000Z.db',
    'nightly-20260304T120000Z.db',
    'nightly-20260305T120000Z.db',
  ]);
  expect(logged).toHaveLength(4);
  expect(logged.at(-1)).toMatchObject(['backed up', { removed: 1 }]);
});
