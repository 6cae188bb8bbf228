import { type SqlBool, sql } from 'kysely';
import type { Errand } from '../domain/errand.ts';
import { readOwn, reviveCycle } from './cycles/cycles.ts';
import type { Database } from './database.ts';

/** Spelt as the index `outbox_open` spells it: with bound values SQLite would read every finished row. */
export const isOpen = sql<SqlBool>`status IN ('waiting', 'sending')`;
/** Adds an errand once: a key that is known already changes nothing. */
export async function enqueue(
  db: Database,
  row: { key: string; lane: string; errand: Errand; now: Date; notBefore?: Date | undefined },
): Promise<void> {
  await db
    .insertInto('outbox')
    .values({
      key: row.key,
      lane: row.lane,
      effect: JSON.stringify(row.errand),
      created_at: row.now.getTime(),
      not_before: row.notBefore?.getTime() ?? 0,
      first_sent: null,
      fault: null,
    })
    .onConflict((conflict) => conflict.column('key').doNothing())
    .execute();
}

/** What an errand that was not tried yet has waited for is there. */
export async function hurry(db: Database, lane: string): Promise<void> {
  await db
    .updateTable('outbox')
    .set({ not_before: 0 })
    .where(isOpen)
    .where('lane', '=', lane)
    .where('attempts', '=', 0)
    .where('first_sent', 'is', null)
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

/** How the keys of notifications begin. */
export const NOTIFY = 'notify:';
export const cardKey = (cycleId: string): string => `card:${cycleId}`;
export const cleanUpKey = (cycleId: string, number: number | undefined): string =>
  `clean-up:${cycleId}:${number}`;

/** As it was entered, dates and all. */
export function readErrand(json: string): Errand {
  const errand = readOwn<Errand>(json);
  return errand.kind === 'effect' ? { ...errand, asOf: reviveCycle(errand.asOf) } : errand;
}

/** What became of the errands whose keys begin with this, oldest first; those that were done long ago are swept. */
export async function listErrands(
  db: Database,
  prefix: string,
): Promise<
  readonly {
    readonly errand: Errand;
    readonly status: 'waiting' | 'sending' | 'done' | 'given up';
    readonly attempts: number;
    readonly createdAt: Date;
    readonly fault?: string;
  }[]
> {
  const rows = await db
    .selectFrom('outbox')
    .selectAll()
    .where('key', '>=', prefix)
    .where('key', '<', `${prefix}\uffff`)
    .orderBy('id')
    .execute();
  return rows.map(({ effect, status, attempts, created_at, fault }) => ({
    errand: readErrand(effect),
    status,
    attempts,
    createdAt: new Date(created_at),
    ...(fault === null ? {} : { fault }),
  }));
}

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
    // A target that somebody named, and that takes nothing, is theirs to see to.
    .where('key', 'not like', `${NOTIFY}%`)
    .executeTakeFirstOrThrow();
  return {
    waiting: Number(open.n),
    givenUp: Number(lost.n),
    ...(open.oldest === null ? {} : { oldest: new Date(open.oldest) }),
  };
}
