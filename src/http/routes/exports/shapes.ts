import { z } from 'zod';
import { EXPORT_FORMATS } from '../../../domain/data-export/format.ts';
import {
  EXPORT_STATUSES,
  type ExportFile,
  type ExportJob,
  type Figures,
  isPackaged,
} from '../../../domain/data-export/job.ts';
import { membersOf } from '../../../domain/data-export/member.ts';
import type { Downloads } from '../../../exports/downloads.ts';

const moment = z.iso.datetime();

const job = z.object({
  id: z.int(),
  job_key: z.string(),
  name: z.string(),
  description: z.string().nullable(),
  user_id: z.int(),
  user: z.string().describe('The same, by name'),
  project_id: z.int().nullable(),
  dataset_ids: z.array(z.int()),
  export_format: z.enum(EXPORT_FORMATS),
  export_options: z.record(z.string(), z.unknown()),
  columns: z.array(z.string()).nullable().describe('Only these; null: all of them'),
  transform: z.record(z.string(), z.unknown()).nullable(),
  include_metadata: z.boolean(),
  include_lineage: z.boolean(),
  compress: z.boolean(),
  ttl_hours: z.int(),
  status: z.enum(EXPORT_STATUSES),
  progress: z.int().min(0).max(100),
  error_message: z.string().nullable().describe('Also where only some files failed'),
  total_files: z.int(),
  processed_files: z.int().describe('Those that failed are among them'),
  failed_files: z.int(),
  output_path: z.string().nullable(),
  output_size: z.int().nullable(),
  output_sha256: z.string().nullable(),
  download_url: z.string().nullable().describe('Made anew for each answer, good for an hour'),
  attempt: z.int().describe('Counts from 1; another with each retry'),
  rebuilt_from: z.int().nullable().describe('The export that this one asks for again'),
  created_at: moment,
  started_at: moment.nullable(),
  completed_at: moment.nullable(),
  expires_at: moment.nullable().describe('ttl_hours after its end'),
  removed_at: moment.nullable().describe('Since when its files are gone'),
});

const file = z.object({
  id: z.int().describe('Of the file that was exported'),
  name: z.string().describe('In the package'),
  status: z.enum(EXPORT_STATUSES),
  size: z.int().nullable(),
  sha256: z.string().nullable(),
  error: z.string().nullable(),
  unfit: z
    .boolean()
    .describe(
      'It failed since it and what was asked for do not go together: trying again ends the same',
    ),
  parts: z
    .array(z.object({ name: z.string(), size: z.int(), sha256: z.string() }))
    .nullable()
    .describe('What it was split into'),
  download_url: z.string().nullable().describe('Of this file alone, without compress'),
});

export const jobShape = job.meta({ id: 'ExportJob' });
export const createdJobShape = job
  .extend({
    warnings: z
      .array(z.string())
      .describe('What is better thought over; it is exported all the same'),
  })
  .meta({ id: 'CreatedExportJob' });
export const reportShape = job
  .extend({
    files: z.array(file),
    downloads: z.int(),
    bytes_done: z.int().describe('Of the files that it is made of'),
    bytes_total: z.int(),
    rows: z
      .int()
      .describe('Of the files that are finished, and about those that others have so far'),
    bytes_per_second: z.number().nullable().describe('While it is worked on'),
    seconds_left: z.number().nullable(),
  })
  .meta({ id: 'ExportReport' });

export function jobOf(one: ExportJob, downloads: Downloads): z.infer<typeof jobShape> {
  const moment = (at: Date | undefined) => at?.toISOString() ?? null;
  return {
    id: one.id,
    job_key: one.key,
    name: one.name,
    description: one.description ?? null,
    user_id: one.party.id,
    user: one.party.name,
    project_id: one.projectId ?? null,
    dataset_ids: [...one.datasetIds],
    export_format: one.format,
    export_options: { ...one.options },
    columns: one.columns === undefined ? null : [...one.columns],
    transform: one.transform === undefined ? null : { ...one.transform },
    include_metadata: one.includeMetadata,
    include_lineage: one.includeLineage,
    compress: one.compress,
    ttl_hours: one.ttlHours,
    status: one.status,
    progress: one.progress,
    error_message: one.message ?? null,
    total_files: one.files.total,
    processed_files: one.files.processed,
    failed_files: one.files.failed,
    output_path: one.output?.path ?? null,
    output_size: one.output?.bytes ?? null,
    output_sha256: one.output?.sha256 ?? null,
    download_url: downloads.link(one)?.url ?? null,
    attempt: one.attempt,
    rebuilt_from: one.rebuiltFrom ?? null,
    created_at: one.createdAt.toISOString(),
    started_at: moment(one.startedAt),
    completed_at: moment(one.completedAt),
    expires_at: moment(one.expiresAt),
    removed_at: moment(one.removedAt),
  };
}

export async function reportOf(
  one: ExportJob,
  { files, figures }: { readonly files: readonly ExportFile[]; readonly figures: Figures },
  downloads: Downloads,
): Promise<z.infer<typeof reportShape>> {
  return {
    ...jobOf(one, downloads),
    files: files.map((made) => ({
      id: made.fileId,
      name: made.member,
      status: made.status,
      size: made.output?.bytes ?? null,
      sha256: made.output?.sha256 ?? null,
      error: made.message ?? null,
      unfit: made.unfit ?? false,
      parts:
        made.parts === undefined
          ? null
          : membersOf(made).map(({ name, bytes, sha256 }) => ({ name, size: bytes, sha256 })),
      download_url: isPackaged(one) ? null : (downloads.link(one, made)?.url ?? null),
    })),
    downloads: await downloads.count(one),
    bytes_done: figures.bytes.done,
    bytes_total: figures.bytes.total,
    rows: figures.rows,
    bytes_per_second: figures.pace?.rate ?? null,
    seconds_left: figures.pace === undefined ? null : figures.pace.left / 1000,
  };
}
