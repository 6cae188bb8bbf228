import { type Selectable, sql } from 'kysely';
import { z } from 'zod';
import type { ExportFile } from '../../domain/data-export/job.ts';
import type { Database } from '../database.ts';
import type { ExportFileTable } from './tables.ts';

const reported = z.looseObject({
  files: z
    .array(
      z.object({
        bytes: z.number(),
        sha256: z.string(),
        rows: z.number(),
        value: z.string().nullable().optional(),
      }),
    )
    .optional(),
});

/** In one statement, however many they are: everybody else waits until it is done. */
export async function insertExportFiles(
  db: Database,
  jobId: number,
  files: readonly { readonly fileId: number; readonly member: string }[],
): Promise<void> {
  const rows = JSON.stringify(files.map(({ fileId, member }) => [fileId, member]));
  await sql`INSERT INTO export_file (job_id, file_id, member)
    SELECT ${jobId}, value ->> 0, value ->> 1 FROM json_each(${rows}) ORDER BY key`.execute(db);
}

/** In the order in which they were asked for. */
export async function filesOfJob(db: Database, jobId: number): Promise<readonly ExportFile[]> {
  const rows = await named(db).where('job_id', '=', jobId).orderBy('export_file.id').execute();
  return rows.map(fromRow);
}

export async function setFraction(
  db: Database,
  id: number,
  fraction: number,
  rows?: number, // that have been written, about
): Promise<void> {
  await db
    .updateTable('export_file')
    .set({
      fraction: Math.min(1, Math.max(0, fraction)),
      status: 'processing',
      ...(rows !== undefined && { rows }),
    })
    .where('id', '=', id)
    .where('status', 'in', ['pending', 'processing'])
    .execute();
}

export async function completeFile(
  db: Database,
  id: number,
  done: {
    readonly bytes: number;
    readonly sha256: string;
    readonly rows?: number | undefined;
    readonly report?: unknown;
    /** The hash of all that it follows from. */
    readonly contentKey?: string | undefined;
  },
): Promise<void> {
  await db
    .updateTable('export_file')
    .set({
      status: 'completed',
      fraction: 1,
      output_size: done.bytes,
      output_sha256: done.sha256,
      rows: done.rows ?? null,
      report: done.report === undefined ? null : JSON.stringify(done.report),
      content_key: done.contentKey ?? null,
      message: null,
    })
    .where('id', '=', id)
    .where('status', 'in', ['pending', 'processing'])
    .execute();
}

/** What was made of these is part of another file’s output. */
export async function completeMerged(db: Database, ids: readonly number[]): Promise<void> {
  await db
    .updateTable('export_file')
    .set({ status: 'completed', fraction: 1, message: null })
    .where('id', 'in', [...ids])
    .where('status', 'in', ['pending', 'processing'])
    .execute();
}

/** A file that failed counts as done: progress goes on past it. `unfit`: as of `ExportFile`. */
export async function failFile(
  db: Database,
  id: number,
  message: string,
  unfit = false,
): Promise<void> {
  const report = unfit ? JSON.stringify({ unfit }) : null;
  await db
    .updateTable('export_file')
    .set({ status: 'failed', fraction: 1, rows: null, message, report })
    .where('id', '=', id)
    .where('status', 'in', ['pending', 'processing'])
    .execute();
}

/** What has not ended when its job does. */
export async function endFiles(
  db: Database,
  jobId: number,
  status: 'failed' | 'cancelled',
  message?: string,
): Promise<void> {
  await db
    .updateTable('export_file')
    .set({ status, rows: null, message: message ?? null })
    .where('job_id', '=', jobId)
    .where('status', 'in', ['pending', 'processing'])
    .execute();
}

/** Those that were not exported are to be tried again, unless that would end the same; answers which. */
export async function reopenFiles(db: Database, jobId: number): Promise<readonly number[]> {
  const rows = await db
    .updateTable('export_file')
    .set({ status: 'pending', fraction: 0, rows: null, message: null })
    .where('job_id', '=', jobId)
    .where('status', 'in', ['failed', 'cancelled'])
    .where('report', 'is', null)
    .returning('id')
    .execute();
  return rows.map(({ id }) => id).sort((a, b) => a - b);
}

/** Of the files that a job is made of: bytes as far as they were read, and rows as far as they were written. */
export async function sumFiles(
  db: Database,
  jobId: number,
): Promise<{ readonly done: number; readonly total: number; readonly rows: number }> {
  return db
    .selectFrom('export_file')
    .innerJoin('file', 'file.id', 'export_file.file_id')
    .select([
      sql<number>`coalesce(sum(file.bytes * export_file.fraction), 0)`.as('done'),
      sql<number>`coalesce(sum(file.bytes), 0)`.as('total'),
      sql<number>`coalesce(sum(export_file.rows), 0)`.as('rows'),
    ])
    .where('job_id', '=', jobId)
    .executeTakeFirstOrThrow();
}

/** The first that were not exported, in the order in which they were asked for. */
export async function failuresOf(
  db: Database,
  jobId: number,
  limit: number,
): Promise<readonly ExportFile[]> {
  const rows = await named(db)
    .where('job_id', '=', jobId)
    .where('status', '=', 'failed')
    .orderBy('export_file.id')
    .limit(limit)
    .execute();
  return rows.map(fromRow);
}

/** With the name of the file that each is made of. */
export function named(db: Database) {
  return db
    .selectFrom('export_file')
    .innerJoin('file', 'file.id', 'export_file.file_id')
    .selectAll('export_file')
    .select('file.name as source');
}

export function fromRow(
  row: Selectable<ExportFileTable> & { readonly source: string },
): ExportFile {
  const told: unknown = row.report === null ? undefined : JSON.parse(row.report);
  const report = row.status === 'failed' ? undefined : told;
  return {
    id: row.id,
    jobId: row.job_id,
    fileId: row.file_id,
    status: row.status,
    fraction: row.fraction,
    source: row.source,
    member: row.member,
    output:
      row.output_size === null || row.output_sha256 === null
        ? undefined
        : { bytes: row.output_size, sha256: row.output_sha256 },
    parts: report === undefined ? undefined : reported.parse(report).files,
    report,
    message: row.message ?? undefined,
    unfit: row.status === 'failed' && told !== undefined,
  };
}
