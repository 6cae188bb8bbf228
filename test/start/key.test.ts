import { afterEach, beforeEach, expect, it } from 'vitest';
import { authenticate } from '../../src/operations/keys.ts';
import { type Database, openDatabase } from '../../src/storage/database.ts';
import { tryInstanceLock } from '../../src/storage/instance-lock.ts';
import { aDataFolder, type DataFolder } from '../support/data-folder.ts';
import { createTestClock } from '../support/test-clock.ts';
import { Program } from './program.ts';

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

async function run(...words: readonly string[]) {
  await using program = new Program(['key', ...words], { DATA_DIR: folder.path });
  const code = await program.code();
  return { code, said: program.said.trim(), answered: program.answered };
}

it('prints a key alone on standard output, beside a running bot, and ends it', async () => {
  const bot = tryInstanceLock(folder.path);
  const scopes = 'datasets:read,datasets:write';
  const made = await run('create', '--name', 'report', '--scopes', scopes, '--roles', 'wrangler');
  expect(made.answered).toMatch(/^hk_[a-z0-9]{20}_[\w-]{43}\n$/);
  expect(made.code).toBe(0);
  const caller = () => authenticate({ db, clock: createTestClock() }, made.answered.trim());
  expect(await caller()).toMatchObject({
    actor: { kind: 'service', name: 'report', roles: ['wrangler'] },
    scopes: ['datasets:read', 'datasets:write'],
  });

  const list = await run('list');
  expect(list.answered).toContain('report  datasets:read,datasets:write  wrangler  used ');
  expect(list.said).not.toContain(made.answered.trim().slice(-43));

  expect(await run('revoke', '--name', 'report')).toMatchObject({ code: 0, answered: '' });
  expect(await caller()).toBeUndefined();
  bot?.release();
});

it.each<[string[], RegExp]>([
  [['create'], /^key create needs --name and --scopes\. See: .*help$/],
  [
    ['create', '--name', 'x', '--scopes', 'datasets:eat'],
    /^--scopes: a list of datasets:read, .*, with commas between\.$/,
  ],
  [
    ['create', '--name', 'report', '--scopes', 'datasets:read', '--roles', 'king'],
    /^--roles: a list of wrangler, .*\.$/,
  ],
  [
    ['create', '--name', 'report', '--scopes', 'datasets:read', '--days', 'x'],
    /^A key lasts a whole number of days, /,
  ],
  [['revoke', '--name', 'nobody'], /^There is no key “nobody”\.$/],
])('says one sentence of key %j', async (words, sentence) => {
  const { code, said, answered } = await run(...words);
  expect(said).toMatch(sentence);
  expect(said.split('\n')).toHaveLength(1);
  expect(answered).toBe('');
  expect(code).toBe(1);
});

it('never migrates under a running bot', async () => {
  folder.raw((sqlite) => sqlite.pragma('user_version = 1'));
  const { said } = await run('create', '--name', 'report', '--scopes', 'datasets:read');
  expect(said).toMatch(/can’t be used: the database has 1 migrations, this program knows \d+$/);
});
