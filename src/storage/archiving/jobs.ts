import type { Selectable } from 'kysely';
import { z } from 'zod';
import type { FileJobState, FileMode } from '../../domain/archiving/file-job.ts';
import type { Database } from '../database.ts';
import type { ArchiveJobTable } from './tables.ts';

/** A file job as it is kept. What is to be done and what came of it are plain data of those who do it. */
export interface ArchiveJob {
  readonly id: number;
  readonly cycleId: string;
  readonly number: number; // in the plan, from 1
  readonly kind: 'conversion' | 'upload';
  readonly manifestId: string | undefined;
  readonly planned: unknown; // undefined where it is refused
  readonly memory: number; // megabytes
  readonly state: FileJobState;
  readonly reason: string | undefined;
  readonly attempt: number;
  readonly faults: number;
  readonly runKey: string | undefined;
  readonly place: string | undefined;
  readonly queued: boolean;
  readonly stage: string | undefined;
  readonly fraction: number;
  readonly startedAt: Date | undefined;
  readonly movedAt: Date | undefined;
  readonly endedAt: Date | undefined;
  readonly result: unknown;
  readonly log: readonly string[];
}

/** A job of a plan that was just read: what is to be done, or why it is not. */
export type NewJob = Pick<ArchiveJob, 'number' | 'kind' | 'manifestId' | 'memory'> &
  ({ readonly planned: object } | { readonly refused: string });

export interface KeptPlan {
  readonly dspUuid: string;
  readonly mode: FileMode | undefined;
  readonly plannedAt: Date;
}

export async function findFilePlan(db: Database, cycleId: string): Promise<KeptPlan | undefined> {
  const row = await db
    .selectFrom('file_plan')
    .selectAll()
    .where('cycle_id', '=', cycleId)
    .executeTakeFirst();
  return (
    row && {
      dspUuid: row.dsp_uuid,
      mode: row.mode ?? undefined,
      plannedAt: new Date(row.planned_at),
    }
  );
}

/** In the order of the plan. */
export async function listArchiveJobs(
  db: Database,
  cycleId: string,
): Promise<readonly ArchiveJob[]> {
  const rows = await db
    .selectFrom('archive_job')
    .selectAll()
    .where('cycle_id', '=', cycleId)
    .orderBy('number')
    .execute();
  return rows.map(archiveJobOf);
}

export async function findArchiveJob(db: Database, id: number): Promise<ArchiveJob | undefined> {
  const row = await db
    .selectFrom('archive_job')
    .selectAll()
    .where('id', '=', id)
    .executeTakeFirst();
  return row && archiveJobOf(row);
}

/** Projects whose files may still be wanted: those of cycles that are not over. */
export async function listProjectsOfFiles(db: Database): Promise<ReadonlySet<string>> {
  const rows = await db
    .selectFrom('file_plan')
    .innerJoin('cycle', 'cycle.id', 'file_plan.cycle_id')
    .select('cycle.project_uuid')
    .where('cycle.closed_at', 'is', null)
    .execute();
  return new Set(rows.map(({ project_uuid: uuid }) => uuid));
}

/**
 * Takes over a plan as it is now. Jobs that are in it as they were stay what they are, and what was uploaded stays
 * uploaded; what has gone from it is forgotten. False while jobs wait or run: nothing is changed under them.
 */
export async function saveFilePlan(
  db: Database,
  plan: { readonly cycleId: string; readonly dspUuid: string; readonly jobs: readonly NewJob[] },
  now: Date,
): Promise<boolean> {
  const { cycleId, dspUuid, jobs } = plan;
  return db.transaction().execute(async (trx) => {
    const kept = await trx
      .selectFrom('archive_job')
      .select(['id', 'state', 'planned', 'spent_key'])
      .where('cycle_id', '=', cycleId)
      .execute();
    const busy = kept.some(
      ({ state, spent_key: spent }) => ['waiting', 'running'].includes(state) || spent !== null,
    );
    if (busy) return false;
    await trx
      .insertInto('file_plan')
      .values({ cycle_id: cycleId, dsp_uuid: dspUuid, mode: null, planned_at: now.getTime() })
      .onConflict((conflict) =>
        conflict
          .column('cycle_id')
          .doUpdateSet({ dsp_uuid: dspUuid, planned_at: now.getTime() })
          .where('file_plan.dsp_uuid', '!=', dspUuid),
      )
      .execute();
    const before = new Map(kept.map(({ id, planned }) => [planned, id]));
    const stay = new Set<number>();
    for (const job of jobs) {
      const { number, kind, manifestId, memory } = job;
      const planned = 'planned' in job ? JSON.stringify(job.planned) : null;
      const same = planned === null ? undefined : before.get(planned);
      before.delete(planned); // each stands for one
      if (same === undefined) {
        const { id } = await trx
          .insertInto('archive_job')
          .values({
            cycle_id: cycleId,
            number,
            kind,
            memory,
            planned,
            manifest_id: manifestId ?? null,
            state: planned === null ? 'refused' : 'planned',
            reason: 'refused' in job ? job.refused : null,
          })
          .returning('id')
          .executeTakeFirstOrThrow();
        stay.add(id);
      } else {
        await trx.updateTable('archive_job').set({ number }).where('id', '=', same).execute();
        stay.add(same);
      }
    }
    await trx
      .deleteFrom('archive_job')
      .where('cycle_id', '=', cycleId)
      .where('id', 'not in', [...stay])
      .execute();
    return true;
  });
}

const lines = z.array(z.string());

export function archiveJobOf(row: Selectable<ArchiveJobTable>): ArchiveJob {
  const moment = (at: number | null) => (at === null ? undefined : new Date(at));
  return {
    id: row.id,
    cycleId: row.cycle_id,
    number: row.number,
    kind: row.kind,
    manifestId: row.manifest_id ?? undefined,
    planned: row.planned === null ? undefined : JSON.parse(row.planned),
    memory: row.memory,
    state: row.state,
    reason: row.reason ?? undefined,
    attempt: row.attempt,
    faults: row.faults,
    runKey: row.run_key ?? undefined,
    place: row.place ?? undefined,
    queued: row.queued === 1,
    stage: row.stage ?? undefined,
    fraction: row.fraction,
    startedAt: moment(row.started_at),
    movedAt: moment(row.moved_at),
    endedAt: moment(row.ended_at),
    result: row.result === null ? undefined : JSON.parse(row.result),
    log: row.log === null ? [] : lines.parse(JSON.parse(row.log)),
  };
}
