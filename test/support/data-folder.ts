import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';

/** Every commit waits for the disk; in memory, where there is such a place, that takes no time. */
const PLACE = existsSync('/dev/shm') ? '/dev/shm' : tmpdir();

/** A fresh data directory, gone when it is disposed of. */
export interface DataFolder extends Disposable {
  readonly path: string;
  /** The database beside the program: what somebody with a shell could do. */
  raw(work: (sqlite: Sqlite.Database) => void): void;
}

export function aDataFolder(): DataFolder {
  const path = mkdtempSync(join(PLACE, 'handoff-test-'));
  return {
    path,
    raw(work) {
      const sqlite = new Sqlite(join(path, 'handoff.db'));
      try {
        work(sqlite);
      } finally {
        sqlite.close();
      }
    },
    [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }),
  };
}
