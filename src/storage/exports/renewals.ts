import { sql } from 'kysely';
import { type ExportJob, expiryOf } from '../../domain/data-export/job.ts';
import type { Database } from '../database.ts';
import { described, fromRow } from './job-row.ts';

/** One that asks for this one again and has not ended. */
export async function findRebuild(db: Database, id: number): Promise<ExportJob | undefined> {
  const row = await described(db)
    .where('rebuilt_from', '=', id)
    .where('deleted_at', 'is', null)
    .where('status', 'in', ['pending', 'processing'])
    .executeTakeFirst();
  return row && fromRow(row);
}

/** False when its files are not kept any more, or for as long already. */
export async function extendJob(
  db: Database,
  job: ExportJob,
  ttlHours: number,
  now: Date,
): Promise<boolean> {
  if (job.completedAt === undefined) return false;
  const extended = await db
    .updateTable('export_job')
    .set({ ttl_hours: ttlHours, expires_at: expiryOf(job.completedAt, ttlHours).getTime() })
    .where('id', '=', job.id)
    .where('completed_at', '=', job.completedAt.getTime())
    .where('expires_at', '>', now.getTime())
    .where('ttl_hours', '<', ttlHours)
    .where('output_path', 'is not', null)
    .where('removed_at', 'is', null)
    .executeTakeFirst();
  return extended.numUpdatedRows > 0n;
}

/** Another attempt of one that has ended: false when it has not, or somebody was first. What it made stays. */
export async function reopenJob(
  db: Database,
  job: Pick<ExportJob, 'id' | 'attempt'>,
  now: Date,
): Promise<boolean> {
  const reopened = await db
    .updateTable('export_job')
    .set({
      status: 'pending',
      message: null,
      attempt: job.attempt + 1,
      attempt_at: now.getTime(),
      bytes_before: sql<number>`(SELECT coalesce(sum(file.bytes), 0) FROM export_file
        JOIN file ON file.id = export_file.file_id
        WHERE export_file.job_id = export_job.id
          AND (export_file.status = 'completed' OR export_file.report IS NOT NULL))`,
      started_at: null,
      progressed_at: now.getTime(),
      stuck_since: null,
      completed_at: null,
      expires_at: null,
    })
    .where('id', '=', job.id)
    .where('attempt', '=', job.attempt)
    .where('removed_at', 'is', null)
    .where('deleted_at', 'is', null)
    .where('status', 'in', ['completed', 'failed'])
    .executeTakeFirst();
  return reopened.numUpdatedRows > 0n;
}
