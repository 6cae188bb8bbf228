import type { ExportJob } from '../../domain/data-export/job.ts';
import type { NotifiedOf } from '../../domain/data-export/notification.ts';
import type { Database } from '../../storage/database.ts';
import { targetsOf } from '../../storage/exports/notification-targets.ts';
import { enqueue, NOTIFY } from '../../storage/outbox.ts';

/**
 * Has those told who want to be: where the export names targets they are meant, otherwise its owner’s. Inside the
 * transaction of what it tells; the same end of an export is told once.
 */
export async function announce(
  trx: Database,
  job: Pick<ExportJob, 'id' | 'party' | 'expiresAt'>,
  about: NotifiedOf,
  now: Date,
): Promise<void> {
  const own = await targetsOf(trx, { partyId: job.party.id, jobId: job.id });
  const targets = own.length > 0 ? own : await targetsOf(trx, { partyId: job.party.id });
  const end = about === 'expiring' ? job.expiresAt : now;
  for (const target of targets.filter((one) => one.about.includes(about))) {
    await enqueue(trx, {
      key: `${NOTIFY}${job.id}:${about}:${end?.getTime()}:${target.id}`,
      lane: `notify ${target.id}`,
      errand: { kind: 'notification', about, jobId: job.id, targetId: target.id },
      now,
    });
  }
}
