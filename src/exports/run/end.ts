import { type ExportJob, isOpen, outcomeOf } from '../../domain/data-export/job.ts';
import type { Database } from '../../storage/database.ts';
import { tellExportEnded } from '../../storage/exports/cards.ts';
import { endFiles, filesOfJob } from '../../storage/exports/job-files.ts';
import { endJob, findJob } from '../../storage/exports/jobs.ts';
import { announce } from '../notifications/announce.ts';

/**
 * Ends a job before its files were all done; false when it has ended already. What an earlier attempt made stays what
 * it was: only what was to be tried again has failed once more.
 */
export async function endEarly(
  trx: Database,
  job: ExportJob,
  end: { readonly status: 'failed' | 'cancelled'; readonly message?: string; readonly now: Date },
): Promise<boolean> {
  const { status, message, now } = end;
  const current = await findJob(trx, job.id);
  if (current === undefined || !isOpen(current.status)) return false;
  const { output } = current;
  if (output === undefined) {
    await endJob(trx, job, { status, message, now });
    await endFiles(trx, job.id, status, message);
    if (status === 'failed') await announce(trx, job, 'failed', now);
  } else {
    await endFiles(trx, job.id, 'failed', message ?? 'Trying it again was cancelled.');
    const outcome = outcomeOf(await filesOfJob(trx, job.id));
    await endJob(trx, job, { status: 'completed', message: outcome.message, output, now });
  }
  await tellExportEnded(trx, job, now);
  return true;
}
