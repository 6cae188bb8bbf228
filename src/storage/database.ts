import { chmodSync, existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import {
  CompiledQuery,
  type DatabaseConnection,
  Kysely,
  SqliteDialect,
  type SqliteDialectConfig,
  SqliteDriver,
} from 'kysely';
import { migrate, schemaOf } from './migrate.ts';
import type { Schema } from './schema.ts';

export type Database = Kysely<Schema>;

/**
 * Opens the one database of an installation, migrated. Only the process that holds the instance lock may
 * call this for writing.
 *
 * @throws {Error} when a newer program has migrated it further than this one knows.
 */
export function openDatabase(dataDir: string): Database {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const file = join(dataDir, 'handoff.db');
  const sqlite = openConnection(file);
  chmodSync(file, 0o600);
  migrate(sqlite);
  return new Kysely<Schema>({ dialect: new WritingDialect({ database: sqlite }) });
}

/**
 * A transaction takes the write lock when it begins. Reading first would have it fail when the command line, say to
 * make a key, writes in between.
 */
class WritingDriver extends SqliteDriver {
  override async beginTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw('begin immediate'));
  }
}

class WritingDialect extends SqliteDialect {
  readonly #config: SqliteDialectConfig;

  constructor(config: SqliteDialectConfig) {
    super(config);
    this.#config = config;
  }

  override createDriver(): SqliteDriver {
    return new WritingDriver(this.#config);
  }
}

/**
 * For a short change beside a bot that may be running: it never migrates under it.
 *
 * @throws {Error} when the database is not of this program's version.
 */
export function openBeside(dataDir: string): Database {
  const sqlite = openConnection(join(dataDir, 'handoff.db'));
  const { applied, known } = schemaOf(sqlite);
  if (applied === known)
    return new Kysely<Schema>({ dialect: new WritingDialect({ database: sqlite }) });
  sqlite.close();
  throw new Error(`the database has ${applied} migrations, this program knows ${known}`);
}

/** How the database is, without a change to it; `damage` only where there is any. */
export function examine(dataDir: string): {
  readonly damage?: string;
  readonly applied: number;
  readonly known: number;
} {
  const sqlite = new Sqlite(join(dataDir, 'handoff.db'), { readonly: true, fileMustExist: true });
  try {
    const found = String(sqlite.pragma('integrity_check(1)', { simple: true }));
    return { ...schemaOf(sqlite), ...(found === 'ok' ? {} : { damage: found }) };
  } finally {
    sqlite.close();
  }
}

/** Whether opening the database will change its schema; a new one has none to change. */
export function isMigrationPending(dataDir: string): boolean {
  const file = join(dataDir, 'handoff.db');
  if (!existsSync(file)) return false;
  const sqlite = new Sqlite(file, { readonly: true });
  try {
    const { applied, known } = schemaOf(sqlite);
    return applied > 0 && applied < known;
  } finally {
    sqlite.close();
  }
}

/** For `verify` and other readers beside a running bot. */
export function openReadOnly(dataDir: string): Database {
  return openFile(join(dataDir, 'handoff.db'));
}

/** Any database, to be read. */
export function openFile(file: string): Database {
  const sqlite = new Sqlite(file, { readonly: true, fileMustExist: true });
  return new Kysely<Schema>({ dialect: new SqliteDialect({ database: sqlite }) });
}

function openConnection(file: string): Sqlite.Database {
  const previousMask = process.umask(0o077);
  try {
    const sqlite = new Sqlite(file);
    sqlite.pragma('journal_mode = WAL');
    // On every connection: a reopened WAL database falls back to NORMAL and acknowledges commits that a
    // power loss takes back (docs/decisions/0001).
    sqlite.pragma('synchronous = FULL');
    sqlite.pragma('foreign_keys = ON');
    // Without it INSERT OR REPLACE deletes past the journal's trigger.
    sqlite.pragma('recursive_triggers = ON');
    // Longer would stall the event loop, and with it every acknowledgement.
    sqlite.pragma('busy_timeout = 1000');
    return sqlite;
  } finally {
    process.umask(previousMask);
  }
}
