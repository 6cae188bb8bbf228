import { type Selectable, type SqlBool, sql } from 'kysely';
import { z } from 'zod';
import type { Cycle, Dataset, Memory } from '../../domain/cycle/cycle.ts';
import type { Database } from '../database.ts';
import type { CycleTable } from '../schema.ts';

/** Where messages and watches hang on cycles, see their own files; here is the cycle itself. */

export async function findCycle(db: Database, id: string): Promise<Cycle | undefined> {
  const row = await db.selectFrom('cycle').selectAll().where('id', '=', id).executeTakeFirst();
  return row && fromRow(row);
}

/** The newest cycle of a dataset, open or closed. */
export async function findLatestCycle(
  db: Database,
  runbook: string,
  projectUuid: string,
): Promise<Cycle | undefined> {
  const row = await db
    .selectFrom('cycle')
    .selectAll()
    .where('runbook', '=', runbook)
    .where('project_uuid', '=', projectUuid)
    .orderBy('number', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row && fromRow(row);
}

/** Cycles that have not ended, longest in their state first. */
export async function listOpenCycles(
  db: Database,
  states?: readonly string[],
): Promise<readonly Cycle[]> {
  let query = db.selectFrom('cycle').selectAll().where('closed_at', 'is', null);
  if (states !== undefined) query = query.where('state', 'in', [...states]);
  const rows = await query.orderBy('since').execute();
  return rows.map(fromRow);
}

/** Late, and not yet moved on. */
export const alertIsOpen = sql<SqlBool>`memory ->> '$.alert.openedAt' is not null and memory ->> '$.alert.resolvedAt' is null`;

/** A list of what would be deleted waits for people. */
const isProposed = sql<SqlBool>`memory ->> '$.cleanUp.phase' = 'proposed'`;

export interface OpenPage {
  readonly cycles: readonly Cycle[];
  readonly total: number;
}

/** The first open cycles, longest in their state first, and how many there are; of one person when asked. */
export async function pageOpenCycles(
  db: Database,
  wanted: {
    readonly runbooks: readonly string[]; // by name
    readonly limit: number;
    readonly late?: true; // only those whose alert is open
    readonly waitingFor?: {
      readonly person: string;
      readonly asSubmitter: readonly string[]; // states
      readonly byRole: readonly string[]; // states
      readonly besides: readonly string[]; // cycle ids
    };
  },
): Promise<OpenPage> {
  const { limit, late, waitingFor } = wanted;
  let open = db
    .selectFrom('cycle')
    .where('closed_at', 'is', null)
    .where('runbook', 'in', [...wanted.runbooks]);
  if (late) open = open.where(alertIsOpen);
  if (waitingFor !== undefined) {
    const { person, asSubmitter, byRole, besides } = waitingFor;
    open = open.where((where) =>
      where.or([
        where('state', 'in', [...byRole]),
        where.and([where('state', 'in', [...asSubmitter]), where('submitter', '=', person)]),
        where('id', 'in', [...besides]),
      ]),
    );
  }
  const rows = await open.selectAll().orderBy('since').limit(limit).execute();
  const { total } = await open
    .select((select) => select.fn.countAll<number>().as('total'))
    .executeTakeFirstOrThrow();
  return { cycles: rows.map(fromRow), total: Number(total) };
}

/** Open cycles that may wait for others than whoever holds their state: late ones, and lists to be confirmed. Few. */
export async function listAsking(db: Database): Promise<readonly Cycle[]> {
  const rows = await db
    .selectFrom('cycle')
    .selectAll()
    .where('closed_at', 'is', null)
    .where((where) => where.or([alertIsOpen, isProposed]))
    .execute();
  return rows.map(fromRow);
}

/** Cycles that ended in this state, newest first. */
export async function listClosedCycles(
  db: Database,
  states: readonly string[],
  limit: number,
): Promise<readonly Cycle[]> {
  const rows = await db
    .selectFrom('cycle')
    .selectAll()
    .where('closed_at', 'is not', null)
    .where('state', 'in', [...states])
    .orderBy('closed_at', 'desc')
    .limit(limit)
    .execute();
  return rows.map(fromRow);
}

/** Cycles of the dataset with this UUID or short name, newest first. */
export async function findCyclesOf(db: Database, words: string): Promise<readonly Cycle[]> {
  const wanted = words.toLowerCase();
  const rows = await db
    .selectFrom('cycle')
    .selectAll()
    .where((where) =>
      where.or([
        where('project_uuid', '=', wanted),
        where(where.fn('lower', ['short_name']), '=', wanted),
      ]),
    )
    .orderBy('opened_at', 'desc')
    .execute();
  return rows.map(fromRow);
}

export async function listShortNames(db: Database): Promise<readonly string[]> {
  const rows = await db.selectFrom('cycle').select('short_name').distinct().execute();
  return rows.map((row) => row.short_name);
}

/** Open cycles whose deadline has passed. */
export async function listLateCycles(db: Database, now: Date): Promise<readonly Cycle[]> {
  const rows = await db
    .selectFrom('cycle')
    .selectAll()
    .where('due_at', '<=', now.getTime())
    .where('closed_at', 'is', null)
    .orderBy('due_at')
    .execute();
  return rows.map(fromRow);
}

export async function insertCycle(db: Database, cycle: Cycle): Promise<void> {
  await db.insertInto('cycle').values(toRow(cycle)).execute();
}

/** Saves a cycle as `decide` returned it. Call it inside the transaction that loaded it. */
export async function saveCycle(db: Database, cycle: Cycle): Promise<void> {
  const { id, ...rest } = toRow(cycle);
  await db.updateTable('cycle').set(rest).where('id', '=', id).execute();
}

function toRow(cycle: Cycle): CycleTable {
  return {
    id: cycle.id,
    runbook: cycle.runbook,
    project_uuid: cycle.dataset.projectUuid,
    short_name: cycle.dataset.shortName,
    number: cycle.number,
    state: cycle.state,
    turn: cycle.turn,
    submitter: cycle.submitter,
    channel: cycle.channel,
    dataset: JSON.stringify(cycle.dataset),
    memory: JSON.stringify(cycle.memory),
    opened_at: cycle.openedAt.getTime(),
    since: cycle.since.getTime(),
    closed_at: cycle.closedAt?.getTime() ?? null,
    due_at: cycle.dueAt?.getTime() ?? null,
  };
}

export function fromRow(row: Selectable<CycleTable>): Cycle {
  return {
    id: row.id,
    runbook: row.runbook,
    dataset: readOwn<Dataset>(row.dataset),
    number: row.number,
    state: row.state,
    turn: row.turn,
    submitter: row.submitter,
    channel: row.channel,
    openedAt: new Date(row.opened_at),
    since: new Date(row.since),
    ...(row.closed_at === null ? {} : { closedAt: new Date(row.closed_at) }),
    ...(row.due_at === null ? {} : { dueAt: new Date(row.due_at) }),
    memory: readOwn<Memory>(row.memory),
  };
}

/** A cycle that was kept as JSON outside its table. */
export function reviveCycle(kept: Cycle): Cycle {
  const { closedAt, dueAt, ...rest } = kept;
  return {
    ...rest,
    openedAt: new Date(kept.openedAt),
    since: new Date(kept.since),
    ...(closedAt === undefined ? {} : { closedAt: new Date(closedAt) }),
    ...(dueAt === undefined ? {} : { dueAt: new Date(dueAt) }),
  };
}

const anObject = z.record(z.string(), z.unknown());

/**
 * JSON that this program wrote itself, in the same transaction as everything else: its shape is ours, so it is
 * checked to be an object and then trusted. The one cast of the storage edge.
 */
export function readOwn<T extends object>(json: string): T {
  return anObject.parse(JSON.parse(json)) as unknown as T;
}
