import { type SqlBool, sql } from 'kysely';
import type { ExportFormat } from '../../domain/data-export/format.ts';
import { type ExportJob, type ExportStatus, expiryOf } from '../../domain/data-export/job.ts';
import { hours } from '../../domain/duration.ts';
import type { Database } from '../database.ts';
import { described, fromRow } from './job-row.ts';

export interface NewJob {
  readonly key: string;
  readonly name: string;
  readonly description?: string | undefined;
  readonly partyId: number;
  readonly projectId?: number | undefined;
  readonly datasetIds: readonly number[];
  readonly format: ExportFormat;
  readonly options: Readonly<Record<string, unknown>>;
  readonly columns?: readonly string[] | undefined;
  readonly transform?: Readonly<Record<string, unknown>> | undefined;
  readonly requestKey?: string | undefined;
  readonly rebuiltFrom?: number | undefined;
  readonly includeMetadata: boolean;
  readonly includeLineage: boolean;
  readonly compress: boolean;
  readonly ttlHours: number;
  readonly priority: number;
  readonly createdAt: Date;
}

/** Spelt as the index `export_job_open` spells it. */
const isOpen = sql<SqlBool>`status IN ('pending', 'processing')`;

export async function insertJob(db: Database, job: NewJob): Promise<number> {
  const now = job.createdAt.getTime();
  const made = await db
    .insertInto('export_job')
    .values({
      job_key: job.key,
      name: job.name,
      description: job.description ?? null,
      party_id: job.partyId,
      project_id: job.projectId ?? null,
      dataset_ids: JSON.stringify(job.datasetIds),
      export_format: job.format,
      export_options: JSON.stringify(job.options),
      columns: job.columns === undefined ? null : JSON.stringify(job.columns),
      transform: job.transform === undefined ? null : JSON.stringify(job.transform),
      request_key: job.requestKey ?? null,
      rebuilt_from: job.rebuiltFrom ?? null,
      include_metadata: Number(job.includeMetadata),
      include_lineage: Number(job.includeLineage),
      compress: Number(job.compress),
      priority: job.priority,
      ttl_hours: job.ttlHours,
      created_at: now,
      progressed_at: now,
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  return made.id;
}

/** Whoever’s it is; also one that its owner has deleted. */
export async function findJob(db: Database, id: number): Promise<ExportJob | undefined> {
  const row = await described(db).where('export_job.id', '=', id).executeTakeFirst();
  return row && fromRow(row);
}

/** One of this party, that it has not deleted, by its number or its key. */
export async function findOwnJob(
  db: Database,
  party: string,
  which: { readonly id: number } | { readonly key: string },
): Promise<ExportJob | undefined> {
  let query = described(db).where('party.name', '=', party).where('deleted_at', 'is', null);
  query =
    'id' in which
      ? query.where('export_job.id', '=', which.id)
      : query.where('job_key', '=', which.key);
  const row = await query.executeTakeFirst();
  return row && fromRow(row);
}

/** The export that was asked for under this key. */
export async function findJobAskedFor(
  db: Database,
  requestKey: string,
): Promise<ExportJob | undefined> {
  const row = await described(db).where('request_key', '=', requestKey).executeTakeFirst();
  return row && fromRow(row);
}

/** Newest first. */
export async function listJobs(
  db: Database,
  party: string,
  wanted: {
    readonly projectId?: number | undefined;
    readonly status?: ExportStatus | undefined;
    readonly limit: number;
    readonly offset: number;
  },
): Promise<readonly ExportJob[]> {
  let query = described(db).where('party.name', '=', party).where('deleted_at', 'is', null);
  if (wanted.projectId !== undefined) query = query.where('project_id', '=', wanted.projectId);
  if (wanted.status !== undefined) query = query.where('status', '=', wanted.status);
  const rows = await query
    .orderBy('export_job.id', 'desc')
    .limit(wanted.limit)
    .offset(wanted.offset)
    .execute();
  return rows.map(fromRow);
}

/** The first of its files is being worked on. */
export async function startJob(db: Database, id: number, now: Date): Promise<void> {
  await db
    .updateTable('export_job')
    .set({ status: 'processing', started_at: now.getTime() })
    .where('id', '=', id)
    .where('status', '=', 'pending')
    .execute();
}

/** Something was done: nobody needs to be told that it stands still. */
export async function noteProgress(db: Database, id: number, now: Date): Promise<void> {
  await db
    .updateTable('export_job')
    .set({ progressed_at: now.getTime(), stuck_since: null })
    .where('id', '=', id)
    .where(isOpen)
    .execute();
}

/** False when it has ended already: a worker that comes late changes nothing. */
export async function endJob(
  db: Database,
  job: { readonly id: number; readonly ttlHours: number },
  end: {
    readonly status: 'completed' | 'failed' | 'cancelled';
    readonly message?: string | undefined;
    readonly output?: ExportJob['output'];
    readonly now: Date;
  },
): Promise<boolean> {
  const ended = await db
    .updateTable('export_job')
    .set({
      status: end.status,
      message: end.message ?? null,
      output_path: end.output?.path ?? null,
      output_size: end.output?.bytes ?? null,
      output_sha256: end.output?.sha256 ?? null,
      completed_at: end.now.getTime(),
      expires_at: expiryOf(end.now, job.ttlHours).getTime(),
    })
    .where('id', '=', job.id)
    .where(isOpen)
    .executeTakeFirst();
  return ended.numUpdatedRows > 0n;
}

/** Links that were given out open nothing any more. */
export async function revokeLinks(db: Database, id: number): Promise<void> {
  await db
    .updateTable('export_job')
    .set(({ eb }) => ({ link_epoch: eb('link_epoch', '+', 1) }))
    .where('id', '=', id)
    .execute();
}

/** Its owner sees it no more; the record stays. */
export async function markDeleted(db: Database, id: number, now: Date): Promise<void> {
  await db
    .updateTable('export_job')
    .set({ deleted_at: now.getTime() })
    .where('id', '=', id)
    .execute();
}

/** Its files are gone; the record stays. */
export async function markRemoved(db: Database, id: number, now: Date): Promise<void> {
  await db
    .updateTable('export_job')
    .set({ removed_at: now.getTime() })
    .where('id', '=', id)
    .execute();
}

/** Those whose time is over, or that were deleted, and whose files are still there. */
export async function listExpired(db: Database, now: Date): Promise<readonly ExportJob[]> {
  const rows = await described(db)
    .where('removed_at', 'is', null)
    .where((where) =>
      where.or([where('expires_at', '<=', now.getTime()), where('deleted_at', 'is not', null)]),
    )
    .execute();
  return rows.map(fromRow);
}

/** Those that are kept for so much longer at most, or for the last half of their time, whichever is less. */
export async function listExpiring(
  db: Database,
  now: Date,
  within: number,
): Promise<readonly ExportJob[]> {
  const rows = await described(db)
    .where('removed_at', 'is', null)
    .where('deleted_at', 'is', null)
    .where('status', '=', 'completed')
    .where('expires_at', '>', now.getTime())
    .where('expires_at', '<=', now.getTime() + within)
    .execute();
  return rows
    .map(fromRow)
    .filter(
      ({ expiresAt, ttlHours }) =>
        (expiresAt?.getTime() ?? 0) - now.getTime() <= hours(ttlHours) / 2,
    );
}

/** Those that were begun before this and have not ended. */
export async function listUnended(db: Database, before: Date): Promise<readonly ExportJob[]> {
  const rows = await described(db)
    .where(isOpen)
    .where(({ fn }) => fn.coalesce('attempt_at', 'created_at'), '<', before.getTime())
    .execute();
  return rows.map(fromRow);
}

/**
 * Those in which nothing was done since then and nobody was told; from now on somebody was. One that merely waits for
 * others to be done is not among them.
 */
export async function takeStuck(
  db: Database,
  since: Date,
  now: Date,
): Promise<readonly ExportJob[]> {
  const stuck = await db
    .updateTable('export_job')
    .set({ stuck_since: now.getTime() })
    .where(isOpen)
    .where('progressed_at', '<', since.getTime())
    .where('stuck_since', 'is', null)
    .where(({ or, not, exists, selectFrom }) =>
      or([
        exists(
          selectFrom('work')
            .select('work.id')
            .whereRef('work.job_id', '=', 'export_job.id')
            .where('work.state', '=', 'leased'),
        ),
        not(
          exists(
            selectFrom('export_job as other')
              .select('other.id')
              .where('other.progressed_at', '>=', since.getTime()),
          ),
        ),
      ]),
    )
    .returning('id')
    .execute();
  if (stuck.length === 0) return [];
  const ids = stuck.map(({ id }) => id);
  return (await described(db).where('export_job.id', 'in', ids).execute()).map(fromRow);
}
