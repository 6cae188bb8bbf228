import { sql } from 'kysely';
import type { FileJobState, FileMode } from '../../domain/archiving/file-job.ts';
import type { Database } from '../database.ts';

/** What people tell the jobs of a cycle; jobs that a later turn was about are left alone. */
interface Told {
  readonly cycleId: string;
  readonly turn: number;
}

/** Jobs in these states wait for their next run. The mode is that of the first start, unless one is given. */
export async function startArchiveJobs(
  db: Database,
  { cycleId, turn, mode, now }: Told & { readonly mode?: FileMode; readonly now: Date },
  states: readonly FileJobState[],
): Promise<void> {
  await db.transaction().execute(async (trx) => {
    const started = await trx
      .updateTable('archive_job')
      .set({
        state: 'waiting',
        turn,
        faults: 0,
        not_before: 0,
        reason: null,
        stage: null,
        fraction: 0,
        moved_at: now.getTime(),
        ended_at: null,
      })
      .where('cycle_id', '=', cycleId)
      .where('turn', '<', turn)
      .where('state', 'in', states)
      .executeTakeFirst();
    if (mode === undefined || started.numUpdatedRows === 0n) return;
    await trx.updateTable('file_plan').set({ mode }).where('cycle_id', '=', cycleId).execute();
  });
}

/** What runs is ended by those who run it; they are told by its spent key. Answers the jobs that ran. */
export async function cancelArchiveJobs(
  db: Database,
  { cycleId, turn, reason, now }: Told & { readonly reason: string; readonly now: Date },
): Promise<readonly number[]> {
  return db.transaction().execute(async (trx) => {
    const running = await trx
      .updateTable('archive_job')
      .set({
        state: 'cancelled',
        reason,
        turn,
        spent_key: sql.ref('run_key'),
        run_key: null,
        queued: 0,
        ended_at: now.getTime(),
      })
      .where('cycle_id', '=', cycleId)
      .where('turn', '<', turn)
      .where('state', '=', 'running')
      .returning('id')
      .execute();
    await trx
      .updateTable('archive_job')
      .set({ state: 'cancelled', reason, turn, ended_at: now.getTime() })
      .where('cycle_id', '=', cycleId)
      .where('turn', '<', turn)
      .where('state', 'in', ['planned', 'waiting'])
      .execute();
    return running.map(({ id }) => id);
  });
}
