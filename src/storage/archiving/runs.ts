import { type Selectable, sql } from 'kysely';
import type { Database } from '../database.ts';
import { type ArchiveJob, archiveJobOf } from './jobs.ts';
import type { ArchiveJobTable } from './tables.ts';

/**
 * Runs of file jobs. One bot is active for a database, and a run has a key by which its executor knows it again. So no
 * lease is needed: what is running when the bot starts is carried on with under its key, and whatever is written of a
 * run counts only while the job still has that key.
 */
export interface Running extends ArchiveJob {
  readonly runKey: string;
  readonly projectUuid: string;
}

/** A job may have been told something else meanwhile. */
export interface RunOf {
  readonly id: number;
  readonly runKey: string;
}

/**
 * The next job, running from now on: of the submission that has the fewest under way. In a plan whose jobs go one
 * after the other none begins while another runs.
 */
export async function takeArchiveJob(
  db: Database,
  kinds: readonly ArchiveJob['kind'][],
  now: Date,
  keyOf: (job: { readonly id: number; readonly attempt: number }) => string,
): Promise<Running | undefined> {
  return db.transaction().execute(async (trx) => {
    const { rows } = await sql<{ id: number; attempt: number }>`
      SELECT j.id, j.attempt + 1 AS attempt FROM archive_job j JOIN file_plan p USING (cycle_id)
      WHERE j.state = 'waiting' AND j.not_before <= ${now.getTime()} AND j.spent_key IS NULL
        AND j.kind IN (${sql.join(kinds)})
        AND (p.mode = 'parallel' OR NOT EXISTS (
          SELECT 1 FROM archive_job o
          WHERE o.cycle_id = j.cycle_id AND (o.state = 'running' OR o.spent_key IS NOT NULL)))
      ORDER BY
        (SELECT count(*) FROM archive_job o WHERE o.cycle_id = j.cycle_id AND o.state = 'running'),
        j.turn, j.number, j.id
      LIMIT 1`.execute(trx);
    const [next] = rows;
    if (next === undefined) return undefined;
    await trx
      .updateTable('archive_job')
      .set({
        state: 'running',
        run_key: keyOf(next),
        attempt: next.attempt,
        started_at: now.getTime(),
        moved_at: now.getTime(),
        stage: null,
        fraction: 0,
        place: null,
        queued: 0,
      })
      .where('id', '=', next.id)
      .execute();
    const [taken] = await listRunning(trx, next.id);
    return taken;
  });
}

/** All that run, or this one. */
export async function listRunning(db: Database, id?: number): Promise<readonly Running[]> {
  const { rows } = await sql<Selectable<ArchiveJobTable> & { project_uuid: string }>`
    SELECT j.*, c.project_uuid FROM archive_job j JOIN cycle c ON c.id = j.cycle_id
    WHERE j.state = 'running' ${id === undefined ? sql`` : sql`AND j.id = ${id}`}
    ORDER BY j.id`.execute(db);
  return rows.map((row) => ({
    ...archiveJobOf(row),
    runKey: row.run_key ?? '',
    projectUuid: row.project_uuid,
  }));
}

export interface Standing {
  readonly place?: string;
  readonly queued?: boolean;
  readonly stage?: string;
  readonly fraction?: number;
}

/** How far a run is. */
export async function noteRun(
  db: Database,
  run: RunOf,
  { place, queued, stage, fraction }: Standing,
  now: Date,
): Promise<void> {
  await held(db, run)
    .set({
      moved_at: now.getTime(),
      ...(place === undefined ? {} : { place }),
      ...(queued === undefined ? {} : { queued: queued ? 1 : 0 }),
      ...(stage === undefined ? {} : { stage }),
      ...(fraction === undefined ? {} : { fraction }),
    })
    .execute();
}

/** How a run ended: what becomes of its job. */
export type RunEnding = { readonly log: readonly string[] } & (
  | { readonly state: 'uploaded'; readonly result: object }
  | { readonly state: 'failed'; readonly reason: string; readonly faults: number }
  | {
      readonly state: 'waiting'; // for another attempt
      readonly reason: string;
      readonly faults: number;
      readonly memory: number;
      readonly notBefore: Date;
    }
);

/** False when the job was told something else meanwhile: then nothing of the run counts. */
export async function endRun(
  db: Database,
  run: RunOf,
  ending: RunEnding,
  now: Date,
): Promise<boolean> {
  const over = { spent_key: run.runKey, run_key: null, queued: 0, log: JSON.stringify(ending.log) };
  const ended = await held(db, run)
    .set({ ...over, moved_at: now.getTime(), ended_at: now.getTime(), ...columnsOf(ending) })
    .executeTakeFirst();
  return ended.numUpdatedRows > 0n;
}

function columnsOf(ending: RunEnding) {
  switch (ending.state) {
    case 'uploaded': {
      const { state, result } = ending;
      return { state, result: JSON.stringify(result), reason: null, stage: null, fraction: 1 };
    }
    case 'failed': {
      const { state, reason, faults } = ending;
      return { state, reason, faults };
    }
    case 'waiting': {
      const { state, reason, faults, memory, notBefore } = ending;
      return { state, reason, faults, memory, not_before: notBefore.getTime(), fraction: 0 };
    }
  }
}

/** Runs that are over, as far as jobs go; what their executor still has or keeps of them is to be cleared away. */
export async function listSpent(
  db: Database,
): Promise<readonly (Pick<ArchiveJob, 'id' | 'kind'> & { readonly key: string })[]> {
  const rows = await db
    .selectFrom('archive_job')
    .select(['id', 'kind', 'spent_key'])
    .where('spent_key', 'is not', null)
    .execute();
  return rows.map(({ id, kind, spent_key: key }) => ({ id, kind, key: key ?? '' }));
}

export async function clearSpent(db: Database, key: string): Promise<void> {
  await db
    .updateTable('archive_job')
    .set({ spent_key: null })
    .where('spent_key', '=', key)
    .execute();
}

const held = (db: Database, { id, runKey }: RunOf) =>
  db.updateTable('archive_job').where('id', '=', id).where('run_key', '=', runKey);
