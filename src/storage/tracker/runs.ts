import { type Selectable, sql } from 'kysely';
import { z } from 'zod';
import type { Database } from '../database.ts';
import { appendJournal } from '../journal.ts';
import type { TrackerRunTable } from './tables.ts';

const trouble = z.object({
  location: z.string(),
  path: z.string().optional(), // absent: the place itself
  why: z.string(),
  detail: z.string().optional(),
});
const unread = z.object({
  location: z.string(),
  since: z.string().optional(), // ISO: how old what is told of it is; absent: nothing is
  why: z.string().optional(), // absent: not said by an earlier version
});
const troubles = z.array(trouble);
const unreads = z.array(unread);
const counts = z.record(z.string(), z.int());

/** What a run found. */
export const findings = z.object({
  datasets: z.int(),
  filesRead: z.int(), // the others were known
  changes: counts, // how many of each kind
  troubles, // the first of them
  troubled: z.int(), // how many there were
  unread: unreads,
});
export type Findings = Readonly<z.infer<typeof findings>>;

/** One crawl of all places. */
export interface Run {
  readonly id: number;
  readonly by: string; // as the journal writes it
  readonly startedAt: Date;
  readonly endedAt: Date | undefined;
  readonly state: TrackerRunTable['state'];
  readonly fault: string | undefined;
  readonly found: Findings | undefined; // once it is done
}

/** Fails while another run is under way. */
export async function beginRun(
  db: Database,
  { by, at }: { readonly by: string; readonly at: Date },
): Promise<Run> {
  const row = await db
    .insertInto('tracker_run')
    .values({ started_by: by, started_at: at.getTime(), state: 'crawling' })
    .returningAll()
    .executeTakeFirstOrThrow();
  return fromRow(row);
}

/** A run that could not begin. */
export async function saveFailedRun(
  db: Database,
  { by, at, fault }: { readonly by: string; readonly at: Date; readonly fault: string },
): Promise<Run> {
  const time = at.getTime();
  const row = await db
    .insertInto('tracker_run')
    .values({ started_by: by, started_at: time, ended_at: time, state: 'failed', fault })
    .returningAll()
    .executeTakeFirstOrThrow();
  return fromRow(row);
}

/** From here on all that the run has written counts, at once; what is said of it goes with it, or not at all. */
export async function completeRun(
  db: Database,
  { id, by }: Pick<Run, 'id' | 'by'>,
  { troubles, unread, changes, ...found }: Findings,
  at: Date,
  say: (db: Database, run: Run) => Promise<void>,
): Promise<Run> {
  return db.transaction().execute(async (transaction) => {
    const row = await transaction
      .updateTable('tracker_run')
      .set({
        state: 'done',
        ended_at: at.getTime(),
        datasets: found.datasets,
        files_read: found.filesRead,
        changes: JSON.stringify(changes),
        troubles: JSON.stringify(troubles),
        troubled: found.troubled,
        unread: JSON.stringify(unread),
      })
      .where('id', '=', id)
      .where('state', '=', 'crawling')
      .returningAll()
      .executeTakeFirstOrThrow();
    const detail = { run: id, datasets: found.datasets, changes, troubles: found.troubled };
    await appendJournal(transaction, { at, event: 'crawl', actor: by, detail });
    const run = fromRow(row);
    await say(transaction, run);
    return run;
  });
}

/** A run that came to no end: all that it wrote is taken back. */
export async function undoRun(
  db: Database,
  { id }: Pick<Run, 'id'>,
  fault: string,
  at: Date,
): Promise<void> {
  await db.transaction().execute(async (transaction) => {
    await transaction.deleteFrom('tracked_change').where('run_id', '=', id).execute();
    await transaction.deleteFrom('tracked_version').where('from_run', '=', id).execute();
    await transaction
      .updateTable('tracked_version')
      .set({ to_run: null })
      .where('to_run', '=', id)
      .execute();
    await transaction
      .updateTable('tracker_run')
      .set({ state: 'failed', ended_at: at.getTime(), fault })
      .where('id', '=', id)
      .execute();
  });
}

export async function findCrawling(db: Database): Promise<Run | undefined> {
  const row = await db
    .selectFrom('tracker_run')
    .selectAll()
    .where('state', '=', 'crawling')
    .executeTakeFirst();
  return row && fromRow(row);
}

/** The last that was done, or the last that had begun by then. */
export async function latestRun(db: Database, by?: Date): Promise<Run | undefined> {
  let query = db.selectFrom('tracker_run').selectAll().where('state', '=', sql.lit('done'));
  if (by !== undefined) query = query.where('started_at', '<=', by.getTime());
  const row = await query.orderBy('started_at', 'desc').orderBy('id', 'desc').executeTakeFirst();
  return row && fromRow(row);
}

/** The last one that somebody started, before that run, and that was done. */
export async function lastRunBy(
  db: Database,
  by: string,
  before = Number.MAX_SAFE_INTEGER,
): Promise<Run | undefined> {
  const row = await db
    .selectFrom('tracker_run')
    .selectAll()
    .where('state', '=', sql.lit('done'))
    .where('started_by', '=', by)
    .where('id', '<', before)
    .orderBy('id', 'desc')
    .executeTakeFirst();
  return row && fromRow(row);
}

export async function findRun(db: Database, id: number): Promise<Run | undefined> {
  const row = await db
    .selectFrom('tracker_run')
    .selectAll()
    .where('id', '=', id)
    .executeTakeFirst();
  return row && fromRow(row);
}

/** Newest first. */
export async function listRuns(
  db: Database,
  { limit, before }: { readonly limit: number; readonly before?: number | undefined },
): Promise<readonly Run[]> {
  let query = db.selectFrom('tracker_run').selectAll();
  if (before !== undefined) query = query.where('id', '<', before);
  return (await query.orderBy('id', 'desc').limit(limit).execute()).map(fromRow);
}

function fromRow(row: Selectable<TrackerRunTable>): Run {
  return {
    id: row.id,
    by: row.started_by,
    startedAt: new Date(row.started_at),
    endedAt: row.ended_at === null ? undefined : new Date(row.ended_at),
    state: row.state,
    fault: row.fault ?? undefined,
    found: row.state === 'done' ? findingsOf(row) : undefined,
  };
}

function findingsOf(row: Selectable<TrackerRunTable>): Findings {
  return {
    datasets: row.datasets ?? 0,
    filesRead: row.files_read ?? 0,
    changes: counts.parse(JSON.parse(row.changes ?? '{}')),
    troubles: troubles.parse(JSON.parse(row.troubles ?? '[]')),
    troubled: row.troubled ?? 0,
    unread: unreads.parse(JSON.parse(row.unread ?? '[]')),
  };
}
