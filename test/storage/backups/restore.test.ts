import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { backUp } from '../../../src/storage/backups/backup.ts';
import { restore } from '../../../src/storage/backups/restore.ts';
import { openDatabase, openFile, openReadOnly } from '../../../src/storage/database.ts';
import { appendJournal, verifyJournal } from '../../../src/storage/journal.ts';
import { NOON } from '../../support/cycles.ts';
import { aDataFolder, type DataFolder } from '../../support/data-folder.ts';
import { makeOldDatabase } from '../../support/old-database.ts';

let folder: DataFolder;
let backup: string;
beforeEach(() => {
  folder = aDataFolder();
  backup = join(folder.path, 'copy.db');
});
afterEach(() => folder[Symbol.dispose]());

const ASIDE = 'handoff.db.before-restore-20260302T120000Z';
const restoreModule = new URL('../../../src/storage/backups/restore.ts', import.meta.url).href;

async function happen(...events: readonly string[]): Promise<void> {
  const db = openDatabase(folder.path);
  for (const event of events)
    await appendJournal(db, { at: NOON, event, actor: 'U0ANA', detail: {} });
  await db.destroy();
}

async function eventsIn(file = join(folder.path, 'handoff.db')): Promise<readonly string[]> {
  const db = openFile(file);
  expect(await verifyJournal(db)).toMatchObject({ ok: true });
  const rows = await db.selectFrom('journal').select('event').orderBy('seq').execute();
  await db.destroy();
  return rows.map(({ event }) => event);
}

const everything = () => readdirSync(folder.path).filter((name) => name !== 'copy.db');

describe('restoring', () => {
  it('goes back to the backup, writes that down, and keeps what was there', async () => {
    await happen('one');
    await backUp(folder.path, backup);
    await happen('two');
    const restored = await restore(folder.path, backup, NOON);
    expect(restored).toMatchObject({ ok: true, entries: 1, keptAs: join(folder.path, ASIDE) });
    expect(everything().sort()).toEqual(['handoff.db', ASIDE]);
    expect(await eventsIn()).toEqual(['one', 'restored']);
    expect(await eventsIn(join(folder.path, ASIDE))).toEqual(['one', 'two']);
    expect(await eventsIn(backup)).toEqual(['one']);
  });

  it('goes back again to what was kept', async () => {
    await happen('one');
    await backUp(folder.path, backup);
    await happen('two');
    await restore(folder.path, backup, NOON);
    await restore(folder.path, join(folder.path, ASIDE), new Date(NOON.getTime() + 60_000));
    expect(await eventsIn()).toEqual(['one', 'two', 'restored']);
  });

  it('works in an empty folder', async () => {
    await happen('one');
    await backUp(folder.path, backup);
    using empty = aDataFolder();
    const restored = await restore(empty.path, backup, NOON);
    expect(restored).not.toHaveProperty('keptAs');
    expect(await eventsIn(join(empty.path, 'handoff.db'))).toEqual(['one', 'restored']);
  });

  it('takes nothing from a damaged database, whose log stays beside it', async () => {
    await happen('one');
    await backUp(folder.path, backup);
    writeFileSync(join(folder.path, 'handoff.db'), 'x'.repeat(5000));
    writeFileSync(join(folder.path, 'handoff.db-wal'), 'y'.repeat(5000));
    expect(await restore(folder.path, backup, NOON)).toMatchObject({ ok: true });
    expect(await eventsIn()).toEqual(['one', 'restored']);
    expect(everything()).toEqual(expect.arrayContaining([ASIDE, `${ASIDE}-wal`]));
  });

  it('brings a backup of an older version up to date, and leaves the backup as it is', async () => {
    makeOldDatabase(folder.path);
    await backUp(folder.path, backup);
    expect(await restore(folder.path, backup, NOON)).toMatchObject({ ok: true });
    const version = (file: string) => {
      let found: unknown;
      folder.raw((sqlite) => {
        sqlite.exec(`ATTACH '${file}' AS other`);
        found = sqlite.pragma('other.user_version', { simple: true });
      });
      return found;
    };
    expect(version(backup)).toBe(1);
    expect(version(join(folder.path, 'handoff.db'))).toBeGreaterThan(1);
  });
});

describe('what is no backup changes nothing', () => {
  beforeEach(() => happen('one'));

  it.each<[string, RegExp, () => Promise<void> | void]>([
    ['text', /no whole backup.*not a database/, () => writeFileSync(backup, 'x'.repeat(5000))],
    ['an empty file', /no whole backup.*no such table/, () => writeFileSync(backup, '')],
    [
      'a newer version',
      /newer version: it has 99 migrations/,
      () => tampered((sqlite) => sqlite.pragma('user_version = 99')),
    ],
    [
      'a journal that was changed',
      /does not verify at entry 1: its content was changed/,
      () =>
        tampered((sqlite) => {
          sqlite.exec('DROP TRIGGER journal_is_append_only_u');
          sqlite.exec(`UPDATE journal SET actor = 'U0EVE'`);
        }),
    ],
  ])('%s', async (_what, why, make) => {
    await make();
    expect(await restore(folder.path, backup, NOON)).toEqual({
      ok: false,
      says: expect.stringMatching(why),
    });
    expect(everything().filter((name) => !/-(wal|shm)$/.test(name))).toEqual(['handoff.db']);
    expect(await eventsIn()).toEqual(['one']);
  });

  async function tampered(change: Parameters<DataFolder['raw']>[0]): Promise<void> {
    using other = aDataFolder();
    const db = openDatabase(other.path);
    await appendJournal(db, { at: NOON, event: 'one', actor: 'U0ANA', detail: {} });
    await db.destroy();
    other.raw(change);
    other.raw((sqlite) => sqlite.pragma('journal_mode = DELETE'));
    renameSync(join(other.path, 'handoff.db'), backup);
  }
});

it('a kill at any moment leaves the one or the other, whole', async () => {
  await happen('one');
  await backUp(folder.path, backup);
  const script = `const { restore } = await import(${JSON.stringify(restoreModule)});
    process.stdout.write('ready');
    for (let n = 0; ; n += 1) await restore(process.argv[1], process.argv[2], new Date(n * 60000));`;
  for (let kill = 0; kill < 10; kill += 1) {
    const words = ['--input-type=module', '-e', script, folder.path, backup];
    const child = spawn(process.execPath, words, { stdio: ['ignore', 'pipe', 'inherit'] });
    await once(child.stdout, 'data');
    await delay(3 + kill * 7);
    child.kill('SIGKILL');
    await once(child, 'exit');
    expect(await eventsIn()).toEqual(expect.arrayContaining(['one']));
    await openReadOnly(folder.path).destroy();
    for (const name of everything()) {
      if (name.startsWith('handoff.db.before'))
        renameSync(join(folder.path, name), join(folder.path, 'old'));
    }
  }
  await openDatabase(folder.path).destroy();
}, 60_000);
