import { sql } from 'kysely';
import type { ExportJob } from '../../domain/data-export/job.ts';
import type { GivenUp } from '../../domain/errand.ts';
import type { Database } from '../database.ts';
import { enqueue, enqueueDrawing } from '../outbox.ts';

/** Where an export is shown in the chat, and to whom it belongs there. */
export interface ExportPlace {
  readonly person: string;
  readonly channel: string;
}

export const exportCardKey = (jobId: number): string => `card:export:${jobId}`;
const lane = (jobId: number): string => `card export-${jobId}`;

export async function findExportPlace(
  db: Database,
  jobId: number,
): Promise<ExportPlace | undefined> {
  const row = await db
    .selectFrom('export_card')
    .select(['person', 'channel'])
    .where('job_id', '=', jobId)
    .executeTakeFirst();
  return row;
}

export async function saveExportPlace(
  db: Database,
  jobId: number,
  { person, channel }: ExportPlace,
): Promise<void> {
  await db
    .insertInto('export_card')
    .values({ job_id: jobId, person, channel, expiry_shown: null })
    .onConflict((conflict) => conflict.column('job_id').doUpdateSet({ person, channel }))
    .execute();
}

/** Asks for its card to be drawn anew; false when it has none. */
export async function askForExportCard(
  db: Database,
  jobId: number,
  now: Date,
  notBefore = now,
): Promise<boolean> {
  if ((await findExportPlace(db, jobId)) === undefined) return false;
  await enqueueDrawing(db, {
    key: exportCardKey(jobId),
    errand: { kind: 'draw export card', jobId },
    lane: lane(jobId),
    now,
    notBefore,
  });
  return true;
}

/** The card as it ended, and a call below it; once for each attempt. */
export async function tellExportEnded(
  db: Database,
  { id: jobId, attempt }: Pick<ExportJob, 'id' | 'attempt'>,
  now: Date,
): Promise<void> {
  if (!(await askForExportCard(db, jobId, now))) return;
  await enqueue(db, {
    key: `export-ended:${jobId}:${attempt}`,
    lane: lane(jobId),
    errand: { kind: 'export ended', jobId, attempt },
    now,
  });
}

/** That a target takes no news; once for each target, where its owner has a card. */
export async function tellGivenUp(db: Database, given: GivenUp, now: Date): Promise<void> {
  if ((await findExportPlace(db, given.jobId)) === undefined) return;
  await enqueue(db, {
    key: `given-up:${given.targetId}`,
    lane: lane(given.jobId),
    errand: { kind: 'notification given up', ...given },
    now,
  });
}

/** Exports whose time is over and whose card does not show it; from now on it is to. */
export async function takeExpiredCards(db: Database, now: Date): Promise<readonly number[]> {
  const expires = sql<number>`(SELECT expires_at FROM export_job WHERE export_job.id = export_card.job_id)`;
  const rows = await db
    .updateTable('export_card')
    .set({ expiry_shown: expires })
    .where(expires, '<=', now.getTime())
    .where('expiry_shown', 'is not', expires)
    .returning('job_id')
    .execute();
  return rows.map(({ job_id }) => job_id);
}
