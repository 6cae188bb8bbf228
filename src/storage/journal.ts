import { createHash } from 'node:crypto';
import type { Insertable, Selectable } from 'kysely';
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

/**
 * Recomputes the whole chain: finds an edited, deleted, inserted or reordered entry. A chain cannot notice that
 * its newest entries were cut off, so the head is reported, to be compared with one written down earlier.
 */
export async function verifyJournal(db: Database): Promise<ChainVerdict> {
  let previous = FIRST;
  let expected = 1;
  for (;;) {
    let query = db.selectFrom('journal').selectAll();
    // The first page has no lower end: an entry put before the first is found as well.
    if (expected > 1) query = query.where('seq', '>=', expected);
    const rows = await query.orderBy('seq').limit(1000).execute();
    for (const { seq, hash, ...row } of rows) {
      if (seq < expected) return { ok: false, seq, why: 'it stands before the first entry' };
      if (seq > expected) return { ok: false, seq: expected, why: 'this entry is missing' };
      if (row.previous !== previous)
        return { ok: false, seq, why: 'it does not follow the entry before it' };
      if (hashOf(row) !== hash) return { ok: false, seq, why: 'its content was changed' };
      previous = hash;
      expected += 1;
    }
    if (rows.length < 1000) return { ok: true, entries: expected - 1, head: previous };
  }
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
