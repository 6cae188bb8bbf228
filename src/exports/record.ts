import type { DataFile } from '../domain/data-export/file.ts';
import { isMerged } from '../domain/data-export/job.ts';
import { type Actor, actorName } from '../domain/role.ts';
import type { Database } from '../storage/database.ts';
import { filesOfJob, insertExportFiles } from '../storage/exports/job-files.ts';
import { insertJob, type NewJob } from '../storage/exports/jobs.ts';
import { partyNumber } from '../storage/exports/parties.ts';
import { addWork } from '../storage/exports/work.ts';
import { appendJournal } from '../storage/journal.ts';
import { memberName, mergedName, stepsOf } from './plan.ts';

/** An export that was asked for, with its files and what is to be done for them; answers its number. */
export async function recordExport(
  trx: Database,
  asked: Omit<NewJob, 'partyId' | 'priority'>,
  files: readonly DataFile[],
  actor: Actor,
): Promise<number> {
  const partyId = await partyNumber(trx, actorName(actor));
  const id = await insertJob(trx, { ...asked, partyId, priority: 0 });
  const together = isMerged(asked);
  const members = files.map((file, index) => {
    const own = memberName(file, asked.format);
    const merged = together && index === 0 && asked.format !== 'zip';
    return { fileId: file.id, member: merged ? mergedName(asked.name, asked.format) : own };
  });
  await insertExportFiles(trx, id, members);
  const made = await filesOfJob(trx, id);
  const steps = stepsOf(files, { together }).map((indices) => ({
    jobId: id,
    partyId,
    kind: 'convert' as const,
    files: indices.flatMap((index) => made[index]?.id ?? []),
    priority: 0,
  }));
  await addWork(trx, steps);
  const { name, format, rebuiltFrom } = asked;
  await appendJournal(trx, {
    at: asked.createdAt,
    event: 'data export asked for',
    actor: actorName(actor),
    detail: { id, name, format, files: files.length, rebuiltFrom },
  });
  return id;
}
