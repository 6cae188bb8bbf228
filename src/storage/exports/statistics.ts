import { sql } from 'kysely';
import type { ExportFormat } from '../../domain/data-export/format.ts';
import type { ExportStatus } from '../../domain/data-export/job.ts';
import { days } from '../../domain/duration.ts';
import type { Database } from '../database.ts';

export interface Statistics {
  readonly total: number;
  readonly byStatus: Readonly<Partial<Record<ExportStatus, number>>>;
  readonly byFormat: Readonly<Partial<Record<ExportFormat, number>>>;
  readonly stored: { readonly jobs: number; readonly bytes: number };
  readonly filesExported: number;
  readonly downloads: number;
  /** How many were asked for on each of the last days, UTC; days without any are left out. */
  readonly byDay: readonly { readonly day: string; readonly jobs: number }[];
}

/** What packages take: those whose files are still there. */
export interface StorageUsed {
  readonly jobs: number;
  readonly bytes: number;
}

const DAYS_COUNTED = days(14);

/** Of one party’s jobs, those included that expired. */
export async function exportStatistics(
  db: Database,
  party: string,
  now: Date,
): Promise<Statistics> {
  const own = db
    .selectFrom('export_job')
    .innerJoin('party', 'party.id', 'export_job.party_id')
    .where('party.name', '=', party)
    .where('deleted_at', 'is', null);
  const statuses = await own
    .select(['status', ({ fn }) => fn.countAll<number>().as('n')])
    .groupBy('status')
    .execute();
  const formats = await own
    .select(['export_format', ({ fn }) => fn.countAll<number>().as('n')])
    .groupBy('export_format')
    .execute();
  const sizes = await own
    .select([
      sql<number>`count(*)`.as('jobs'),
      sql<number>`coalesce(sum(output_size), 0)`.as('bytes'),
    ])
    .where('status', '=', 'completed')
    .executeTakeFirstOrThrow();
  const { files } = await own
    .innerJoin('export_file', 'export_file.job_id', 'export_job.id')
    .select(({ fn }) => fn.countAll<number>().as('files'))
    .where('export_file.status', '=', 'completed')
    .executeTakeFirstOrThrow();
  const { downloads } = await own
    .innerJoin('download', 'download.job_id', 'export_job.id')
    .select(({ fn }) => fn.countAll<number>().as('downloads'))
    .executeTakeFirstOrThrow();
  const day = sql<string>`strftime('%Y-%m-%d', export_job.created_at / 1000, 'unixepoch')`;
  const byDay = await own
    .select([day.as('day'), ({ fn }) => fn.countAll<number>().as('jobs')])
    .where('export_job.created_at', '>', now.getTime() - DAYS_COUNTED)
    .groupBy(day)
    .orderBy(day)
    .execute();
  return {
    byDay,
    total: statuses.reduce((sum, { n }) => sum + n, 0),
    byStatus: Object.fromEntries(statuses.map(({ status, n }) => [status, n])),
    byFormat: Object.fromEntries(formats.map(({ export_format, n }) => [export_format, n])),
    stored: sizes,
    filesExported: files,
    downloads,
  };
}

/** Of one party, or of everybody. */
export async function storageUsed(db: Database, now: Date, party?: string): Promise<StorageUsed> {
  let kept = db
    .selectFrom('export_job')
    .innerJoin('party', 'party.id', 'export_job.party_id')
    .where('removed_at', 'is', null)
    .where('output_size', 'is not', null)
    .where('expires_at', '>', now.getTime());
  if (party !== undefined) kept = kept.where('party.name', '=', party);
  return kept
    .select([
      sql<number>`count(*)`.as('jobs'),
      sql<number>`coalesce(sum(output_size), 0)`.as('bytes'),
    ])
    .executeTakeFirstOrThrow();
}
