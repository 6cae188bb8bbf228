import { sql } from 'kysely';
import { z } from 'zod';
import type { ExportJob } from '../../domain/data-export/job.ts';
import type { Database } from '../database.ts';

const numbers = z.array(z.number());
const names = z.array(z.string());
const options = z.record(z.string(), z.unknown());

/** Exports with whose they are and how far they have come. */
export const described = (db: Database) =>
  db
    .selectFrom('export_job')
    .innerJoin('party', 'party.id', 'export_job.party_id')
    .selectAll('export_job')
    .select('party.name as party')
    .select(({ selectFrom }) => {
      const files = selectFrom('export_file').whereRef('job_id', '=', 'export_job.id');
      const count = (condition: ReturnType<typeof sql<number>>) => files.select(condition.as('n'));
      return [
        count(sql<number>`count(*)`).as('total'),
        count(sql<number>`sum(export_file.status IN ('completed', 'failed'))`).as('processed'),
        count(sql<number>`sum(export_file.status = 'failed')`).as('failed'),
        count(
          sql<number>`sum(export_file.status = 'failed' AND export_file.report IS NOT NULL)`,
        ).as('unfit'),
        count(sql<number>`sum(fraction)`).as('done'),
      ];
    });

type Row = Awaited<ReturnType<ReturnType<typeof described>['execute']>>[number];

export function fromRow(row: Row): ExportJob {
  const { total, processed, failed, unfit, done } = row;
  const moment = (at: number | null) => (at === null ? undefined : new Date(at));
  return {
    id: row.id,
    key: row.job_key,
    name: row.name,
    description: row.description ?? undefined,
    party: { id: row.party_id, name: row.party },
    projectId: row.project_id ?? undefined,
    datasetIds: numbers.parse(JSON.parse(row.dataset_ids)),
    format: row.export_format,
    options: options.parse(JSON.parse(row.export_options)),
    columns: row.columns === null ? undefined : names.parse(JSON.parse(row.columns)),
    transform: row.transform === null ? undefined : options.parse(JSON.parse(row.transform)),
    includeMetadata: row.include_metadata === 1,
    includeLineage: row.include_lineage === 1,
    compress: row.compress === 1,
    ttlHours: row.ttl_hours,
    status: row.status,
    message: row.message ?? undefined,
    output:
      row.output_path === null || row.output_size === null || row.output_sha256 === null
        ? undefined
        : { path: row.output_path, bytes: row.output_size, sha256: row.output_sha256 },
    linkEpoch: row.link_epoch,
    rebuiltFrom: row.rebuilt_from ?? undefined,
    attempt: row.attempt,
    bytesBefore: row.bytes_before,
    createdAt: new Date(row.created_at),
    startedAt: moment(row.started_at),
    progressedAt: new Date(row.progressed_at),
    completedAt: moment(row.completed_at),
    expiresAt: moment(row.expires_at),
    removedAt: moment(row.removed_at),
    deletedAt: moment(row.deleted_at),
    files: {
      total: total ?? 0,
      processed: processed ?? 0,
      failed: failed ?? 0,
      unfit: unfit ?? 0,
    },
    // What remains when all files are done is the package.
    progress:
      row.status === 'completed' || row.status === 'failed'
        ? 100
        : Math.min(99, Math.floor((100 * (done ?? 0)) / Math.max(1, total ?? 0))),
  };
}
