import { createHash } from 'node:crypto';
import { setImmediate as breathe } from 'node:timers/promises';
import { type Insertable, type Selectable, sql } from 'kysely';
import type { Database } from './database.ts';
import type { JournalTable } from './schema.ts';

export interface JournalEntry {
  readonly at: Date;
  readonly projectUuid?: string;
  readonly cycleId?: string;
  readonly cycleNumber?: number;
  readonly step?: number;
  readonly event: string;
  readonly from?: string;
  readonly to?: string;
  readonly actor: string;
  /** What came with the event: form values, a reason, an observation. */
  readonly detail: unknown;
}

export const FIRST = '0'.repeat(64);

/** Appends one entry, chained to the last by its SHA-256. Call it inside the transaction of what it tells. */
export async function appendJournal(db: Database, entry: JournalEntry): Promise<void> {
  const last = await db
    .selectFrom('journal')
    .select('hash')
    .orderBy('seq', 'desc')
    .limit(1)
    .executeTakeFirst();
  const row = {
    at: entry.at.toISOString(),
    project_uuid: entry.projectUuid ?? null,
    cycle_id: entry.cycleId ?? null,
    cycle_number: entry.cycleNumber ?? null,
    step: entry.step ?? null,
    event: entry.event,
    from_state: entry.from ?? null,
    to_state: entry.to ?? null,
    actor: entry.actor,
    detail: JSON.stringify(entry.detail),
    previous: last?.hash ?? FIRST,
  };
  await db
    .insertInto('journal')
    .values({ ...row, hash: hashOf(row) })
    .execute();
}

/** All entries of a dataset, oldest first. */
export async function readJournal(
  db: Database,
  projectUuid: string,
): Promise<readonly Selectable<JournalTable>[]> {
  return db
    .selectFrom('journal')
    .selectAll()
    .where('project_uuid', '=', projectUuid)
    .orderBy('seq')
    .execute();
}

export type ChainVerdict =
  | { readonly ok: true; readonly entries: number; readonly head: string }
  | { readonly ok: false; readonly seq: number; readonly why: string };

/** Rows read at once while verifying: few enough that nothing else waits noticeably. */
const PAGE = 500;

/**
 * Recomputes the whole chain: finds an edited, deleted, inserted or reordered entry, and by the database's own counter
 * that the newest were cut off. Whoever sets that counter back as well is found only by a `head` that was written down
 * earlier, outside the database: it must be one of the hashes.
 */
export async function verifyJournal(db: Database, head = FIRST): Promise<ChainVerdict> {
  // Read first: what the bot appends meanwhile makes the chain longer than this, never shorter.
  const issued = await lastNumberIssued(db);
  let previous = FIRST;
  let expected = 1;
  let headSeen = head === FIRST;
  for (;;) {
    let query = db.selectFrom('journal').selectAll();
    // The first page has no lower end: an entry put before the first is found as well.
    if (expected > 1) query = query.where('seq', '>=', expected);
    const rows = await query.orderBy('seq').limit(PAGE).execute();
    for (const { seq, hash, ...row } of rows) {
      if (seq < expected) return { ok: false, seq, why: 'it stands before the first entry' };
      if (seq > expected) return { ok: false, seq: expected, why: 'this entry is missing' };
      if (row.previous !== previous)
        return { ok: false, seq, why: 'it does not follow the entry before it' };
      if (hashOf(row) !== hash) return { ok: false, seq, why: 'its content was changed' };
      previous = hash;
      expected += 1;
      headSeen ||= hash === head;
    }
    if (rows.length < PAGE) break;
    await breathe(); // the store answers at once, without the event loop: timers and people would wait
  }
  if (expected <= issued)
    return { ok: false, seq: expected, why: `entries ${expected} to ${issued} were cut off` };
  if (!headSeen)
    return { ok: false, seq: expected, why: 'no entry before it has the head you wrote down' };
  return { ok: true, entries: expected - 1, head: previous };
}

/** SQLite keeps the highest number it ever gave an entry, also when the entry is gone. */
async function lastNumberIssued(db: Database): Promise<number> {
  const { rows } = await sql<{
    seq: number;
  }>`select seq from sqlite_sequence where name = 'journal'`.execute(db);
  return rows[0]?.seq ?? 0;
}

function hashOf(row: Omit<Insertable<JournalTable>, 'hash' | 'seq'>): string {
  // The order of columns is part of the format: it is spelt out, not left to the object.
  const content = [
    row.previous,
    row.at,
    row.project_uuid,
    row.cycle_id,
    row.cycle_number,
    row.step,
    row.event,
    row.from_state,
    row.to_state,
    row.actor,
    row.detail,
  ];
  return createHash('sha256').update(JSON.stringify(content)).digest('hex');
}
