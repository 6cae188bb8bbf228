import { cpSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import Sqlite from 'better-sqlite3';
import { migrate } from '../../src/storage/migrate.ts';

/** A database as the first version of the program left it. */
export function makeOldDatabase(dataDir: string): void {
  const first = join(dataDir, 'first-migrations');
  mkdirSync(first, { recursive: true });
  cpSync('migrations/0001-spine.sql', join(first, '0001-spine.sql'));
  const sqlite = new Sqlite(join(dataDir, 'handoff.db'));
  migrate(sqlite, pathToFileURL(`${first}/`));
  sqlite.close();
}
