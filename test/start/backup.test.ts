import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openDatabase } from '../../src/storage/database.ts';
import { tryInstanceLock } from '../../src/storage/instance-lock.ts';
import { appendJournal } from '../../src/storage/journal.ts';
import { NOON } from '../support/cycles.ts';
import { aDataFolder, type DataFolder } from '../support/data-folder.ts';
import { makeOldDatabase } from '../support/old-database.ts';
import { anInstallation, freePort, Program, until } from './program.ts';

let folder: DataFolder;
beforeEach(() => {
  folder = aDataFolder();
});
afterEach(() => folder[Symbol.dispose]());

async function run(...words: readonly string[]) {
  await using program = new Program(words, { DATA_DIR: folder.path });
  return { code: await program.code(), said: program.said.trim() };
}

it('backs up beside a running bot, and restores only when it is gone', async () => {
  const db = openDatabase(folder.path);
  await appendJournal(db, { at: NOON, event: 'e', actor: 'U0ANA', detail: {} });
  const bot = tryInstanceLock(folder.path);
  const made = await run('backup');
  const [path = '', size, head = ''] = made.said.split('\n');
  expect(path).toMatch(/\/backups\/by-hand-\d{8}T\d{6}Z\.db$/);
  expect(size).toMatch(/^\d+ bytes$/);
  expect(head).toMatch(/^The journal is whole: 1 entries, head [0-9a-f]{64}$/);
  expect(made.code).toBe(0);

  const early = await run('restore', '--from', path);
  expect(early).toEqual({ code: 1, said: `A bot is running on ${folder.path}: stop it first.` });
  await db.destroy();
  bot?.release();

  const { code, said } = await run('restore', '--from', path);
  expect(said.split('\n')).toEqual([
    expect.stringMatching(/^Restored .*: 1 journal entries, head [0-9a-f]{64}$/),
    expect.stringMatching(/^The database it replaces is kept as .*\.before-restore-\d{8}T\d{6}Z$/),
    'Next: npm start, then look at /export board. What it means: docs/operate/restore.md',
  ]);
  expect(code).toBe(0);
  expect(existsSync('docs/operate/restore.md')).toBe(true);
});

it('puts a backup where it is told, but never over something', async () => {
  await openDatabase(folder.path).destroy();
  const path = join(folder.path, 'mine.db');
  expect((await run('backup', '--to', path)).said.split('\n')[0]).toBe(path);
  const again = await run('backup', '--to', path);
  expect(again).toEqual({
    code: 1,
    said: `${path} is there already: name another path, or a folder.`,
  });
});

it.each<[string, RegExp]>([
  ['', /^restore needs --from with the path of a backup\. See: .*help$/],
  ['nowhere.db', /^nowhere\.db: there is no such file\.$/],
  ['package.json', /^Nothing was changed\. package\.json is no whole backup of Handoff: .*\.$/],
])('says one sentence of restore --from %s', async (from, sentence) => {
  const { code, said } = await run('restore', ...(from === '' ? [] : ['--from', from]));
  expect(said).toMatch(sentence);
  expect(said.split('\n')).toHaveLength(1);
  expect(code).toBe(1);
});

it('a start that has to migrate backs up first', async () => {
  const environment = anInstallation(folder.path, `http://127.0.0.1:${await freePort()}/api/`);
  const dataDir = join(folder.path, 'data');
  makeOldDatabase(dataDir);

  const versionOf = (...path: string[]) => {
    const sqlite = new Sqlite(join(dataDir, ...path), { readonly: true });
    const version = sqlite.pragma('user_version', { simple: true });
    sqlite.close();
    return version;
  };
  await using program = new Program(['start'], { ...environment, PORT: '0' });
  await program.says('backed up before migrating');
  await until(
    () => versionOf('handoff.db') === readdirSync('migrations').length,
    () => program.said,
  );
  const [name = '', more] = readdirSync(join(dataDir, 'backups'));
  expect(name).toMatch(/^before-migration-.*\.db$/);
  expect(more).toBeUndefined();
  expect(versionOf('backups', name)).toBe(1);
});

it('a start on a database of a newer version says one sentence', async () => {
  const environment = anInstallation(folder.path, `http://127.0.0.1:${await freePort()}/api/`);
  const dataDir = join(folder.path, 'data');
  await openDatabase(dataDir).destroy();
  const newer = new Sqlite(join(dataDir, 'handoff.db'));
  newer.pragma('user_version = 99');
  newer.close();
  await using program = new Program(['start'], { ...environment, PORT: '0' });
  expect(await program.code()).toBe(1);
  expect(program.said.trim().split('\n')).toEqual([expect.stringContaining('by a newer version')]);
});
