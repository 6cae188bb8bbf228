import { existsSync, linkSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { Kysely, SqliteDialect } from 'kysely';
import { appendJournal } from '../journal.ts';
import { migrate, schemaOf } from '../migrate.ts';
import type { Schema } from '../schema.ts';
import { askAgain } from './ask-again.ts';
import { copyDatabase, removeDatabase, stampOf } from './backup.ts';
import { moveInPlace } from './durable.ts';

export type Restored =
  | {
      readonly ok: true;
      readonly entries: number;
      readonly head: string; // as the backup had it
      readonly keptAs?: string; // the database that was there before
    }
  | { readonly ok: false; readonly says: string };

/**
 * Puts a backup in the place of the database, which is kept aside. Everything is checked and prepared on a copy; a kill
 * at any moment leaves the one or the other, whole. Only the holder of the instance lock may call this.
 */
export async function restore(dataDir: string, from: string, now: Date): Promise<Restored> {
  const copy = join(dataDir, 'handoff.db.restoring');
  try {
    const prepared = await prepare(from, copy, now);
    if (!prepared.ok) return prepared;
    const keptAs = setAside(dataDir, now);
    moveInPlace(copy, join(dataDir, 'handoff.db'));
    return keptAs === undefined ? prepared : { ...prepared, keptAs };
  } finally {
    removeDatabase(copy);
  }
}

async function prepare(from: string, copy: string, now: Date): Promise<Restored> {
  let verdict: Awaited<ReturnType<typeof copyDatabase>>;
  try {
    verdict = await copyDatabase(from, copy);
  } catch (error) {
    if (isNoSpace(error)) throw error;
    const why = error instanceof Error ? error.message : String(error);
    return { ok: false, says: `${from} is no whole backup of Handoff: ${why}` };
  }
  if (!verdict.ok) {
    return {
      ok: false,
      says: `Its journal does not verify at entry ${verdict.seq}: ${verdict.why}`,
    };
  }
  const sqlite = new Sqlite(copy);
  const db = new Kysely<Schema>({ dialect: new SqliteDialect({ database: sqlite }) });
  try {
    const { applied, known } = schemaOf(sqlite);
    if (applied > known) {
      const versions = `it has ${applied} migrations, this program knows ${known}`;
      return { ok: false, says: `It was made by a newer version: ${versions}` };
    }
    migrate(sqlite);
    await db.transaction().execute(async (trx) => {
      await askAgain(trx, now);
      await appendJournal(trx, {
        at: now,
        event: 'restored',
        actor: 'command line',
        detail: { entries: verdict.entries, head: verdict.head },
      });
    });
    return { ok: true, entries: verdict.entries, head: verdict.head };
  } finally {
    sqlite.close();
  }
}

/** The name under which the present database is kept; undefined when there is none. */
function setAside(dataDir: string, now: Date): string | undefined {
  const present = join(dataDir, 'handoff.db');
  if (!existsSync(present)) return undefined;
  const aside = `${present}.before-restore-${stampOf(now)}`;
  closeLog(present);
  // What a damaged database leaves beside it must not be taken for the restored one's.
  for (const suffix of ['-wal', '-shm']) {
    if (existsSync(present + suffix)) renameSync(present + suffix, aside + suffix);
  }
  // A second name for the same file, so that there is a database under the first at every moment.
  linkSync(present, aside);
  return aside;
}

/** A damaged database is kept as it is: opened for writing, it would lose what stands in its log. */
function closeLog(file: string): void {
  if (!isWhole(file)) return;
  const sqlite = new Sqlite(file);
  try {
    sqlite.pragma('journal_mode = DELETE');
  } finally {
    sqlite.close();
  }
}

function isWhole(file: string): boolean {
  try {
    const sqlite = new Sqlite(file, { readonly: true });
    try {
      return sqlite.pragma('integrity_check(1)', { simple: true }) === 'ok';
    } finally {
      sqlite.close();
    }
  } catch {
    return false;
  }
}

function isNoSpace(error: unknown): boolean {
  return error instanceof Error && 'code' in error && /ENOSPC|SQLITE_FULL/.test(String(error.code));
}
