import { type ExportJob, type Figures, paceOf } from '../../domain/data-export/job.ts';
import type { Database } from '../database.ts';
import { sumFiles } from './job-files.ts';

/** How far an export has come, as its workers last reported. */
export async function figuresOf(db: Database, job: ExportJob, now: Date): Promise<Figures> {
  const { done, total, rows } = await sumFiles(db, job.id);
  const pace = paceOf(job, { before: job.bytesBefore, done, total }, now);
  const bytes = { done: Math.round(done), total };
  return pace === undefined ? { bytes, rows } : { bytes, rows, pace };
}
