import { sql } from 'kysely';
import type { ExportFormat } from '../../domain/data-export/format.ts';
import type { ExportStatus } from '../../domain/data-export/job.ts';
import type { Database } from '../database.ts';

export interface Statistics {
  readonly total: number;
  readonly byStatus: Readonly<Partial<Record<ExportStatus, number>>>;
  readonly byFormat: Readonly<Partial<Record<ExportFormat, number>>>;
  readonly stored: { readonly jobs: number; readonly bytes: number };
  readonly filesExported: number;
  readonly downloads: number;
}

/** Of one party’s jobs, those included that expired. */
export async function exportStatistics(db: Database, party: string): Promise<Statistics> {
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
  return {
    total: statuses.reduce((sum, { n }) => sum + n, 0),
    byStatus: Object.fromEntries(statuses.map(({ status, n }) => [status, n])),
    byFormat: Object.fromEntries(formats.map(({ export_format, n }) => [export_format, n])),
    stored: sizes,
    filesExported: files,
    downloads,
  };
}
