import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';
import Sqlite from 'better-sqlite3';
import { sql } from 'kysely';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openDatabase } from '../../src/storage/database.ts';
import { migrate } from '../../src/storage/migrate.ts';
import { aDataFolder, type DataFolder } from '../support/data-folder.ts';

let folder: DataFolder;
beforeEach(() => {
  folder = aDataFolder();
});
afterEach(() => folder[Symbol.dispose]());

const REAL = readdirSync(new URL('../../migrations/', import.meta.url)).length;
const migrateUrl = new URL('../../src/storage/migrate.ts', import.meta.url).href;
const databaseUrl = new URL('../../src/storage/database.ts', import.meta.url).href;

describe('the database', () => {
  it.each(['the first time', 'reopened'])('waits for the disk at each commit, %s', async (when) => {
    if (when === 'reopened') await openDatabase(folder.path).destroy();
    const db = openDatabase(folder.path);
    const read = async (name: string) =>
      Object.values(
        (await sql.raw<Record<string, unknown>>(`pragma ${name}`).execute(db)).rows[0] ?? {},
      )[0];
    expect(await read('synchronous')).toBe(2);
    expect(await read('journal_mode')).toBe('wal');
    expect(await read('foreign_keys')).toBe(1);
    expect(await read('busy_timeout')).toBeLessThanOrEqual(1000);
    await db.destroy();
  });

  it('keeps its files from everybody else, whatever the mask', async () => {
    const mask = process.umask(0);
    try {
      const db = openDatabase(folder.path);
      await sql`create table t (x)`.execute(db);
      const modes = readdirSync(folder.path).map((name) => [
        name,
        statSync(join(folder.path, name)).mode & 0o777,
      ]);
      expect(Object.fromEntries(modes)).toEqual({
        'handoff.db': 0o600,
        'handoff.db-wal': 0o600,
        'handoff.db-shm': 0o600,
      });
      await db.destroy();
    } finally {
      process.umask(mask);
    }
  });

  it('makes its own folder, for itself alone', async () => {
    const path = join(folder.path, 'deep', 'down');
    await openDatabase(path).destroy();
    expect(statSync(path).mode & 0o777).toBe(0o700);
  });

  it('never says that a write succeeded when the disk is full, and goes on when there is room', async () => {
    const db = openDatabase(folder.path);
    const pages = Number(
      (await sql<{ page_count: number }>`pragma page_count`.execute(db)).rows[0]?.page_count,
    );
    await sql.raw(`pragma max_page_count = ${pages + 2}`).execute(db);
    const write = (n: number) =>
      db
        .insertInto('inbox')
        .values({ key: `${n}:${'x'.repeat(2000)}`, received_at: n, cycle_id: null })
        .execute();
    let said = 0;
    const failing = async () => {
      for (; said < 100; said += 1) await write(said);
    };
    await expect(failing()).rejects.toMatchObject({ code: 'SQLITE_FULL' });
    const count = async () =>
      Number((await sql<{ n: number }>`select count(*) as n from inbox`.execute(db)).rows[0]?.n);
    expect(await count()).toBe(said);

    await sql.raw('pragma max_page_count = 100000').execute(db);
    await write(1000);
    expect(await count()).toBe(said + 1);
    await db.destroy();
  });
});

describe('migrations', () => {
  const migrations = (files: Record<string, string>): URL => {
    const path = join(folder.path, 'migrations');
    mkdirSync(path, { recursive: true });
    for (const [name, text] of Object.entries(files)) writeFileSync(join(path, name), text);
    return pathToFileURL(`${path}/`);
  };
  const open = () => new Sqlite(join(folder.path, 'm.db'));
  const tables = (sqlite: Sqlite.Database) =>
    sqlite.prepare(`select name from sqlite_schema where type = 'table'`).pluck().all();

  it('run once each, in the order of their numbers', () => {
    const first = { '0001-a.sql': 'create table a (x)', 'readme.md': 'no' };
    const sqlite = open();
    migrate(sqlite, migrations(first));
    migrate(sqlite, migrations(first));
    migrate(sqlite, migrations({ '0002-b.sql': 'alter table a add column y; create table b (x)' }));
    expect(tables(sqlite)).toEqual(['a', 'b']);
    expect(sqlite.pragma('user_version', { simple: true })).toBe(2);
    sqlite.close();
  });

  it('leave the schema wholly old when one of them fails', () => {
    const sqlite = open();
    migrate(sqlite, migrations({ '0001-a.sql': 'create table a (x)' }));
    const broken = migrations({
      '0002-b.sql': 'create table b (x)',
      '0003-c.sql': 'create table c (x); create table a (x)',
    });
    expect(() => migrate(sqlite, broken)).toThrow(/already exists/);
    expect(tables(sqlite)).toEqual(['a']);
    expect(sqlite.pragma('user_version', { simple: true })).toBe(1);
    expect(sqlite.inTransaction).toBe(false);

    migrate(sqlite, migrations({ '0003-c.sql': 'create table c (x)' }));
    expect(tables(sqlite)).toEqual(['a', 'b', 'c']);
    sqlite.close();
  });

  it('refuse a database that a newer program has used, and leave it alone', async () => {
    await openDatabase(folder.path).destroy();
    folder.raw((sqlite) => sqlite.pragma(`user_version = ${REAL + 1}`));
    expect(() => openDatabase(folder.path)).toThrow(/newer version/);
    folder.raw((sqlite) => expect(sqlite.pragma('user_version', { simple: true })).toBe(REAL + 1));
  });

  it('leave the schema wholly old or wholly new, whenever they are killed', async () => {
    const fill = (table: string) =>
      `create table ${table} (x); insert into ${table} with recursive n(i) as
        (select 1 union all select i + 1 from n where i < 60000) select i from n;`;
    const files = migrations({
      '0001-a.sql': fill('a'),
      '0002-b.sql': fill('b'),
      '0003-c.sql': fill('c'),
    });
    const script = `const { migrate } = await import(${JSON.stringify(migrateUrl)});
      const { default: Sqlite } = await import('better-sqlite3');
      const sqlite = new Sqlite(process.argv[1]);
      sqlite.pragma('journal_mode = WAL');
      process.stdout.write('migrating');
      migrate(sqlite, new URL(process.argv[2]));
      process.stdout.write('migrated');
      setInterval(() => undefined, 1000);`;
    const found = new Set<string>();
    for (let kill = 0; kill < 20; kill += 1) {
      const path = join(folder.path, `m${kill}.db`);
      const words = ['--input-type=module', '-e', script, path, files.href];
      const child = spawn(process.execPath, words, {
        cwd: fileURLToPath(new URL('../../', import.meta.url)),
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      await once(child.stdout, 'data');
      if (kill === 19) await once(child.stdout, 'data');
      else await delay(kill * 4);
      child.kill('SIGKILL');
      await once(child, 'exit');
      const sqlite = new Sqlite(path);
      found.add(`${sqlite.pragma('user_version', { simple: true })}: ${tables(sqlite).join('')}`);
      migrate(sqlite, files); // and nothing is stuck
      expect(tables(sqlite)).toEqual(['a', 'b', 'c']);
      expect(sqlite.pragma('integrity_check', { simple: true })).toBe('ok');
      sqlite.close();
    }
    expect([...found].sort()).toEqual(['0: ', '3: abc']);
  }, 60_000);

  it('survive several starters at once', async () => {
    const script = `const { openDatabase } = await import(${JSON.stringify(databaseUrl)});
      while (Date.now() < Number(process.argv[2])) {}
      await openDatabase(process.argv[1]).destroy();`;
    const start = String(Date.now() + 700);
    const codes = await Promise.all(
      Array.from({ length: 3 }, async () => {
        const child = spawn(
          process.execPath,
          ['--input-type=module', '-e', script, folder.path, start],
          {
            stdio: ['ignore', 'ignore', 'inherit'],
          },
        );
        const [code] = await once(child, 'exit');
        return code;
      }),
    );
    expect(codes).toEqual([0, 0, 0]);
    folder.raw((sqlite) => {
      expect(sqlite.pragma('user_version', { simple: true })).toBe(REAL);
      expect(sqlite.pragma('integrity_check', { simple: true })).toBe('ok');
    });
  });
});
