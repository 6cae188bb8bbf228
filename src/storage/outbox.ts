import { type SqlBool, sql } from 'kysely';
import type { Errand } from '../domain/errand.ts';
import { readOwn, reviveCycle } from './cycles.ts';
import type { Database } from './database.ts';

/** Spelt as the index `outbox_open` spells it: with bound values SQLite would read every finished row. */
const isOpen = sql<SqlBool>`status IN ('waiting', 'sending')`;
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

/** Adds an errand once: a key that is known already changes nothing. */
export async function enqueue(
  db: Database,
  row: { key: string; lane: string; errand: Errand; now: Date },
): Promise<void> {
  await db
    .insertInto('outbox')
    .values({
      key: row.key,
      lane: row.lane,
      effect: JSON.stringify(row.errand),
      created_at: row.now.getTime(),
      first_sent: null,
      fault: null,
    })
    .onConflict((conflict) => conflict.column('key').doNothing())
    .execute();
}

/**
 * Asks for a card to be drawn anew. There is one row for each card; asking while it is being sent makes it go
 * again, since `version` then differs from the one that was sent.
 */
export function enqueueCard(
  db: Database,
  row: { cycleId: string; lane: string; now: Date; notBefore: Date },
): Promise<void> {
  const { cycleId, ...when } = row;
  return enqueueDrawing(db, {
    ...when,
    key: cardKey(cycleId),
    errand: { kind: 'draw card', cycleId },
  });
}

/** The same for anything that stands in one message and is drawn from the store; its key begins with `card:`. */
export async function enqueueDrawing(
  db: Database,
  row: { key: string; errand: Errand; lane: string; now: Date; notBefore: Date },
): Promise<void> {
  await db
    .insertInto('outbox')
    .values({
      key: row.key,
      lane: row.lane,
      effect: JSON.stringify(row.errand),
      created_at: row.now.getTime(),
      not_before: row.notBefore.getTime(),
      first_sent: null,
      fault: null,
    })
    .onConflict((conflict) =>
      conflict.column('key').doUpdateSet({
        version: sql`version + 1`,
        attempts: sql`CASE WHEN status IN ('waiting', 'sending') THEN attempts ELSE 0 END`,
        status: sql`CASE status WHEN 'sending' THEN 'sending' ELSE 'waiting' END`,
        // News ends a rest, but neither what the other side asked for nor the wait for a lost answer.
        not_before: sql`CASE WHEN status NOT IN ('waiting', 'sending') THEN excluded.not_before
          WHEN status = 'waiting' AND attempts = 0 THEN min(not_before, excluded.not_before)
          ELSE max(not_before, excluded.not_before) END`,
      }),
    )
    .execute();
}

export const cardKey = (cycleId: string): string => `card:${cycleId}`;
export const cleanUpKey = (cycleId: string, number: number | undefined): string =>
  `clean-up:${cycleId}:${number}`;

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

function readErrand(json: string): Errand {
  const errand = readOwn<Errand>(json);
  return errand.kind === 'effect' ? { ...errand, asOf: reviveCycle(errand.asOf) } : errand;
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

/** Errands that the world has confirmed, whose keys begin with this. */
export async function listDelivered(
  db: Database,
  prefix: string,
): Promise<readonly { readonly key: string; readonly errand: Errand }[]> {
  const rows = await db
    .selectFrom('outbox')
    .select(['key', 'effect'])
    .where('key', '>=', prefix)
    .where('key', '<', `${prefix}\uffff`)
    .where('status', '=', 'done')
    .orderBy('id')
    .execute();
  return rows.map((row) => ({ key: row.key, errand: readErrand(row.effect) }));
}

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

export async function outboxLag(
  db: Database,
): Promise<{ readonly waiting: number; readonly givenUp: number; readonly oldest?: Date }> {
  const open = await db
    .selectFrom('outbox')
    .select((select) => [
      select.fn.countAll<number>().as('n'),
      select.fn.min('created_at').as('oldest'),
    ])
    .where(isOpen)
    .executeTakeFirstOrThrow();
  const lost = await db
    .selectFrom('outbox')
    .select((select) => select.fn.countAll<number>().as('n'))
    .where('status', '=', 'given up')
    .executeTakeFirstOrThrow();
  return {
    waiting: Number(open.n),
    givenUp: Number(lost.n),
    ...(open.oldest === null ? {} : { oldest: new Date(open.oldest) }),
  };
}

/** After a start: what the last process was sending may still be arriving, so nothing is looked for before this. */
export async function settleInterrupted(db: Database, until: Date): Promise<void> {
  await db
    .updateTable('outbox')
    .set({ not_before: until.getTime() })
    .where('status', '=', 'sending')
    .execute();
}
