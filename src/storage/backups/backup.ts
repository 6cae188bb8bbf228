import { closeSync, mkdirSync, openSync, readdirSync, rmSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { openFile } from '../database.ts';
import { type ChainVerdict, verifyJournal } from '../journal.ts';
import { moveInPlace } from './durable.ts';

export interface Backup {
  readonly path: string;
  readonly bytes: number;
  readonly journal: ChainVerdict; // what is tampered with is copied all the same
}

/** The nightly ones make room for newer ones; the others stay until somebody removes them. */
export type Occasion = 'nightly' | 'by-hand' | 'before-migration';

const folderOf = (dataDir: string): string => join(dataDir, 'backups');

export function backupPath(dataDir: string, occasion: Occasion, now: Date): string {
  return join(folderOf(dataDir), `${occasion}-${stampOf(now)}.db`);
}

/** Sorts by time, and is a file name everywhere: `20260203T100000Z`. */
export function stampOf(now: Date): string {
  return now.toISOString().replace(/[-:]|\.\d+/g, '');
}

/**
 * Copies the database of a data folder while the bot runs: one file, consistent and checked, which appears under its
 * name only when it is complete.
 *
 * @throws {Error} when there is no room, or the copy is damaged.
 */
export async function backUp(dataDir: string, path: string): Promise<Backup> {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const part = `${path}.part`;
  try {
    const journal = await copyDatabase(join(dataDir, 'handoff.db'), part);
    moveInPlace(part, path);
    return { path, bytes: statSync(path).size, journal };
  } catch (error) {
    removeDatabase(part);
    throw error;
  }
}

/**
 * The database in `from`, whatever is still in its write-ahead log included, as one closed file of mode 0600.
 *
 * @throws {Error} when either cannot be read, or is damaged.
 */
export async function copyDatabase(from: string, to: string): Promise<ChainVerdict> {
  removeDatabase(to);
  closeSync(openSync(to, 'wx', 0o600));
  const source = new Sqlite(from, { readonly: true, fileMustExist: true });
  try {
    // One view of it until the end: each write of the bot would make the copy begin again.
    source.exec('BEGIN');
    source.prepare('SELECT count(*) FROM sqlite_schema').get();
    await source.backup(to);
  } finally {
    source.close();
  }
  return checkClosed(to);
}

async function checkClosed(file: string): Promise<ChainVerdict> {
  const sqlite = new Sqlite(file);
  try {
    // Without a log beside it, it can be moved as one file, and read from where nobody may write.
    sqlite.pragma('journal_mode = DELETE');
    const found = String(sqlite.pragma('integrity_check(1)', { simple: true }));
    if (found !== 'ok') throw new Error(`the database is damaged: ${found}`);
  } finally {
    sqlite.close();
  }
  const db = openFile(file);
  try {
    return await verifyJournal(db);
  } finally {
    await db.destroy();
  }
}

/** Leaves the newest of the nightly ones; resolves to how many were removed. */
export function keepNewest(dataDir: string, keep: number): number {
  const names = readdirSync(folderOf(dataDir)).filter((name) => /^nightly-.*\.db$/.test(name));
  const old = names.sort().slice(0, -keep);
  for (const name of old) removeDatabase(join(folderOf(dataDir), name));
  return old.length;
}

export function removeDatabase(file: string): void {
  for (const suffix of ['', '-journal', '-wal', '-shm']) rmSync(file + suffix, { force: true });
}
