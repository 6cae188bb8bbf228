import { chmodSync, existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';

/**
 * One active bot per data directory. The lock is SQLite's own file lock, which the operating system takes back
 * however the process ends; a lock file with a process id would survive `kill -9`.
 */
export interface InstanceLock {
  release(): void;
}

/** Undefined when another process holds it. */
export function tryInstanceLock(dataDir: string): InstanceLock | undefined {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const file = join(dataDir, 'instance.lock');
  const lock = new Sqlite(file, { timeout: 0 });
  try {
    chmodSync(file, 0o600);
    lock.pragma('locking_mode = EXCLUSIVE');
    lock.exec('BEGIN EXCLUSIVE');
    return {
      release() {
        lock.exec('ROLLBACK');
        lock.close();
      },
    };
  } catch (error) {
    lock.close();
    if (error instanceof Sqlite.SqliteError && error.code.startsWith('SQLITE_BUSY'))
      return undefined;
    throw error;
  }
}

/** Whether a process holds it; looked at without taking it, so that no start is kept waiting. */
export function isInstanceRunning(dataDir: string): boolean {
  const file = join(dataDir, 'instance.lock');
  if (!existsSync(file)) return false;
  const lock = new Sqlite(file, { readonly: true, timeout: 0 });
  try {
    lock.pragma('schema_version');
    return false;
  } catch (error) {
    if (error instanceof Sqlite.SqliteError && error.code.startsWith('SQLITE_BUSY')) return true;
    throw error;
  } finally {
    lock.close();
  }
}
