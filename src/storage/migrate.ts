import { readdirSync, readFileSync } from 'node:fs';
import type Sqlite from 'better-sqlite3';

const FOLDER = new URL('../../migrations/', import.meta.url);

/**
 * Brings the schema up to date: each numbered file once, all of them in one immediate transaction, so that a
 * kill leaves the schema wholly old and two starters do not meet. `user_version` counts the files applied.
 *
 * @throws {Error} when the database is newer than this program.
 */
export function migrate(sqlite: Sqlite.Database, folder: URL = FOLDER): void {
  const files = filesIn(folder);
  sqlite
    .transaction(() => {
      const { applied } = schemaOf(sqlite, folder);
      if (applied > files.length) {
        throw new Error(
          `The database has ${applied} migrations, this program knows ${files.length}: it was used by a newer version. Install that version, or restore an older backup.`,
        );
      }
      for (const file of files.slice(applied)) {
        sqlite.exec(readFileSync(new URL(file, folder), 'utf8'));
      }
      sqlite.pragma(`user_version = ${files.length}`);
    })
    .immediate();
}

/** How many migrations a database has, and how many this program knows. */
export function schemaOf(
  sqlite: Sqlite.Database,
  folder: URL = FOLDER,
): { readonly applied: number; readonly known: number } {
  const applied = Number(sqlite.pragma('user_version', { simple: true }));
  return { applied, known: filesIn(folder).length };
}

function filesIn(folder: URL): readonly string[] {
  return readdirSync(folder)
    .filter((name) => /^\d{4}-.*\.sql$/.test(name))
    .sort();
}
