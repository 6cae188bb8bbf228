import type { ExportFile } from '../../domain/data-export/job.ts';
import type { Database } from '../database.ts';
import { fromRow, named } from './job-files.ts';

/** An output of an export that is still kept. */
export interface MadeBefore {
  readonly jobKey: string;
  readonly path: string; // of the export’s output: a package, a file, or where its files lie
  readonly made: ExportFile;
}

/** The newest output that this party has under this key. */
export async function findMadeBefore(
  db: Database,
  wanted: { readonly contentKey: string; readonly partyId: number; readonly now: Date },
): Promise<MadeBefore | undefined> {
  const row = await named(db)
    .innerJoin('export_job', 'export_job.id', 'export_file.job_id')
    .select(['job_key', 'output_path'])
    .where('content_key', '=', wanted.contentKey)
    .where('export_file.status', '=', 'completed')
    .where('export_job.party_id', '=', wanted.partyId)
    .where('expires_at', '>', wanted.now.getTime())
    .where('removed_at', 'is', null)
    .where('deleted_at', 'is', null)
    .orderBy('export_file.id', 'desc')
    .limit(1)
    .executeTakeFirst();
  if (row === undefined || row.output_path === null) return undefined;
  return { jobKey: row.job_key, path: row.output_path, made: fromRow(row) };
}
