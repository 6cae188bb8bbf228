import { sql } from 'kysely';
import type { Errand } from '../domain/errand.ts';
import type { Database } from './database.ts';
import { isOpen, readErrand } from './outbox.ts';

/** A lane is named after the system that it leads to: `ingest …`, `staging …`, `card …`. */
const system = sql<string>`substr(lane, 1, instr(lane || ' ', ' ') - 1)`;

export interface OutboxRow {
  readonly id: number;
  readonly key: string;
  readonly lane: string;
  readonly system: string;
  readonly errand: Errand;
  readonly version: number;
  /** Tries that failed; one that a crash cut short is not among them. */
  readonly attempts: number;
  readonly createdAt: Date;
  /** Set once it has been tried: an interrupted try may have succeeded, so look before repeating. */
  readonly firstSent?: Date;
  readonly interrupted: boolean;
}

/**
 * The first open row of each lane that is not busy, if its time has come; later ones wait for it. Oldest first, and
 * only so many of each system, so that a slow one hides nobody else's.
 */
export async function listHeads(
  db: Database,
  busy: readonly string[],
  now: Date,
  ofEachSystem: number,
): Promise<readonly OutboxRow[]> {
  let due = db
    .selectFrom('outbox')
    .select(['id', sql<number>`row_number() OVER (PARTITION BY ${system} ORDER BY id)`.as('place')])
    .where('id', 'in', firstOfEachLane(db, now))
    .where('not_before', '<=', now.getTime());
  if (busy.length > 0) due = due.where('lane', 'not in', [...busy]);
  const rows = await db
    .selectFrom('outbox')
    .selectAll()
    .select(system.as('system'))
    .where('id', 'in', db.selectFrom(due.as('due')).select('id').where('place', '<=', ofEachSystem))
    .orderBy('id')
    .execute();
  return rows.map((row) => ({
    id: row.id,
    key: row.key,
    lane: row.lane,
    system: row.system,
    errand: readErrand(row.effect),
    version: row.version,
    attempts: row.attempts,
    createdAt: new Date(row.created_at),
    ...(row.first_sent === null ? {} : { firstSent: new Date(row.first_sent) }),
    interrupted: row.status === 'sending',
  }));
}

/** When something becomes due after `now`; undefined when nothing will. */
export async function nextDue(
  db: Database,
  busy: readonly string[],
  now: Date,
): Promise<Date | undefined> {
  let query = db
    .selectFrom('outbox')
    .select((select) => select.fn.min('not_before').as('at'))
    .where(isOpen)
    .where('not_before', '>', now.getTime());
  if (busy.length > 0) query = query.where('lane', 'not in', [...busy]);
  const row = await query.executeTakeFirst();
  return row?.at == null ? undefined : new Date(row.at);
}

/**
 * A card that merely rests between two drawings holds nobody up; an errand that failed does, since what follows
 * it must not overtake it.
 */
const firstOfEachLane = (db: Database, now: Date) =>
  db
    .selectFrom('outbox')
    .select((select) => select.fn.min('id').as('id'))
    .where(isOpen)
    .where((where) =>
      where.or([
        where('not_before', '<=', now.getTime()),
        where('status', '=', 'sending'),
        where('fault', 'is not', null),
      ]),
    )
    .groupBy('lane');

/** Before the attempt, so that a crash in the middle leaves its trace. */
export async function markSending(db: Database, id: number, now: Date): Promise<void> {
  await db
    .updateTable('outbox')
    .set((set) => ({
      status: 'sending',
      first_sent: set.fn.coalesce('first_sent', set.val(now.getTime())),
    }))
    .where('id', '=', id)
    .execute();
}

/** Done, unless it was asked for again meanwhile. */
export async function markDone(db: Database, row: OutboxRow): Promise<void> {
  await db
    .updateTable('outbox')
    .set({
      status: sql`CASE version WHEN ${row.version} THEN 'done' ELSE 'waiting' END`,
      attempts: sql`CASE version WHEN ${row.version} THEN attempts ELSE 0 END`,
      fault: null,
    })
    .where('id', '=', row.id)
    .execute();
}

/** It failed and is to be tried again; `ambiguous` when it may have reached the other side. */
export async function postpone(
  db: Database,
  id: number,
  until: Date,
  fault: string,
  ambiguous: boolean,
): Promise<void> {
  await db
    .updateTable('outbox')
    .set((set) => ({
      status: ambiguous ? 'sending' : 'waiting',
      attempts: set('attempts', '+', 1),
      not_before: until.getTime(),
      fault,
    }))
    .where('id', '=', id)
    .execute();
}

/** Out of the way of what waits behind it. */
export async function moveToLane(db: Database, id: number, lane: string): Promise<void> {
  await db.updateTable('outbox').set({ lane }).where('id', '=', id).execute();
}

/** It will not happen however often it is tried; kept, with the reason, for `doctor` and people. */
export async function giveUp(db: Database, id: number, fault: string): Promise<void> {
  await db.updateTable('outbox').set({ status: 'given up', fault }).where('id', '=', id).execute();
}

/** After a start: what the last process was sending may still be arriving, so nothing is looked for before this. */
export async function settleInterrupted(db: Database, until: Date): Promise<void> {
  await db
    .updateTable('outbox')
    .set({ not_before: until.getTime() })
    .where('status', '=', 'sending')
    .execute();
}
