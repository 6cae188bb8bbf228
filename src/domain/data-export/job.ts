import { hours } from '../duration.ts';
import type { ExportFormat } from './format.ts';

export const EXPORT_STATUSES = [
  'pending',
  'processing',
  'completed',
  'failed',
  'cancelled',
] as const;
export type ExportStatus = (typeof EXPORT_STATUSES)[number];

/** What somebody asked to have exported. */
export interface ExportJob {
  readonly id: number;
  readonly key: string; // unguessable
  readonly name: string;
  readonly description?: string | undefined;
  readonly party: { readonly id: number; readonly name: string };
  readonly projectId?: number | undefined;
  readonly datasetIds: readonly number[];
  readonly format: ExportFormat;
  readonly options: Readonly<Record<string, unknown>>;
  /** Only these, in this order; absent: all of them. */
  readonly columns?: readonly string[] | undefined;
  /** What is done to the tables on their way, as it was asked for. */
  readonly transform?: Readonly<Record<string, unknown>> | undefined;
  readonly includeMetadata: boolean;
  readonly includeLineage: boolean;
  readonly compress: boolean;
  readonly ttlHours: number;
  readonly status: ExportStatus;
  /** What went wrong, also where only some files did. */
  readonly message?: string | undefined;
  readonly output?:
    | { readonly path: string; readonly bytes: number; readonly sha256: string }
    | undefined;
  /** Links carry it; when it changes, those that were given out open nothing any more. */
  readonly linkEpoch: number;
  /** The export that this one asks for again. */
  readonly rebuiltFrom?: number | undefined;
  /** Counts from 1: each time its failed files are tried again is another. */
  readonly attempt: number;
  /** What the attempts before the newest have read. */
  readonly bytesBefore: number;
  readonly createdAt: Date;
  readonly startedAt?: Date | undefined;
  readonly progressedAt: Date;
  readonly completedAt?: Date | undefined;
  readonly expiresAt?: Date | undefined;
  readonly removedAt?: Date | undefined;
  readonly deletedAt?: Date | undefined; // by its owner
  readonly files: {
    readonly total: number;
    readonly processed: number;
    readonly failed: number;
    readonly unfit: number; // of those that failed
  };
  readonly progress: number; // 0 to 100
}

/** One file of a job, and what became of it. */
export interface ExportFile {
  readonly id: number;
  readonly jobId: number;
  readonly fileId: number;
  readonly status: ExportStatus;
  readonly fraction: number;
  readonly source: string; // what the file is called that it is made of
  readonly member: string; // what it is called in the package
  /** None where it became part of another file’s. */
  readonly output?: { readonly bytes: number; readonly sha256: string } | undefined;
  /** Where it was split, in order. */
  readonly parts?: readonly ExportPart[] | undefined;
  /** How it was converted, as the manifest tells it. */
  readonly report?: unknown;
  readonly message?: string | undefined;
  /** It failed since it and what was asked for do not go together: another request may do, this one would end the same. */
  readonly unfit?: boolean;
}

export interface ExportPart {
  readonly bytes: number;
  readonly sha256: string;
  readonly rows: number;
  /** Of the column that it was split by; null for rows without one. */
  readonly value?: string | null | undefined;
}

/** How much of an export is done, and how fast. */
export interface Figures {
  readonly bytes: { readonly done: number; readonly total: number }; // of the files that it is made of
  readonly rows: number; // of those that are finished, and about those that others have so far
  /** While it is worked on: bytes a second and the milliseconds that remain. */
  readonly pace?: { readonly rate: number; readonly left: number };
}

/** Of what there is to do: before that much is done, an estimate would be a guess. */
const ENOUGH_TO_JUDGE = 0.05;

/** From how far the newest attempt has come since it was begun; too early, nothing is known. */
export function paceOf(
  job: Pick<ExportJob, 'status' | 'startedAt'>,
  bytes: { readonly before: number; readonly done: number; readonly total: number },
  now: Date,
): Figures['pace'] {
  if (job.status !== 'processing' || job.startedAt === undefined) return undefined;
  const elapsed = now.getTime() - job.startedAt.getTime();
  const done = bytes.done - bytes.before;
  const enough = (bytes.total - bytes.before) * ENOUGH_TO_JUDGE;
  if (elapsed < 1000 || done <= 0 || done < enough) return undefined;
  const rate = (done * 1000) / elapsed;
  return { rate, left: ((bytes.total - bytes.done) * 1000) / rate };
}

export const LONGEST_TTL_HOURS = 168;

/** Whether what it made can still be had. */
export function isKept(
  job: Pick<ExportJob, 'output' | 'expiresAt' | 'removedAt' | 'deletedAt'>,
  now: Date,
): boolean {
  const { output, expiresAt, removedAt, deletedAt } = job;
  const over = expiresAt === undefined || expiresAt.getTime() <= now.getTime();
  return output !== undefined && !over && removedAt === undefined && deletedAt === undefined;
}

/** Some of its files may be exported yet, and what it made of the others, if anything, is still there. */
export function canRetry(job: ExportJob, now: Date): boolean {
  if (isOpen(job.status) || job.status === 'cancelled') return false;
  if (job.files.failed === job.files.unfit) return false;
  return job.status === 'failed' ? job.removedAt === undefined : isKept(job, now);
}

/** It has ended, nothing of it can be had, and the same request may make something; to retry it comes first. */
export function canRebuild(job: ExportJob, now: Date): boolean {
  if (isOpen(job.status) || isKept(job, now) || canRetry(job, now)) return false;
  return job.status !== 'failed' || job.files.unfit < job.files.total;
}

/** How long an ended job’s files are kept; it counts from its end, however long it waited and worked. */
export function expiryOf(completedAt: Date, ttlHours: number): Date {
  return new Date(completedAt.getTime() + hours(ttlHours));
}

/** Whoever is sent the package is told of so many files that are not in it. */
const MOST_REASONS = 5;

/** What the files of a job make of it: it has only failed when all of them have. */
export function outcomeOf(files: readonly Pick<ExportFile, 'status' | 'message' | 'source'>[]): {
  readonly status: 'completed' | 'failed';
  readonly message?: string;
} {
  const failed = files.filter(({ status }) => status !== 'completed');
  if (failed.length === 0) return { status: 'completed' };
  const told = failed
    .slice(0, MOST_REASONS)
    .map(({ source, message }) => `${source}: ${message ?? 'no reason was given'}`);
  if (failed.length === files.length) {
    return { status: 'failed', message: told[0] ?? '' };
  }
  const left = failed.length - told.length;
  const count = `${failed.length} of ${files.length} files could not be exported.`;
  const more = left === 0 ? [] : [`And ${left} more.`];
  return { status: 'completed', message: [count, ...told, ...more].join(' ') };
}

/** One ZIP; otherwise each file lies by itself. */
export const isPackaged = (job: Pick<ExportJob, 'compress' | 'format'>): boolean =>
  job.compress || job.format === 'zip';

/** All was exported, and the filter left none of the rows. */
export const isEmptied = (job: ExportJob, rows: number): boolean =>
  job.status === 'completed' &&
  job.files.failed === 0 &&
  rows === 0 &&
  job.transform?.['filter'] !== undefined;

/** All of its files become one, which is then that of the first. */
export const isMerged = (job: Pick<ExportJob, 'transform'>): boolean =>
  job.transform?.['merge'] === true;

export const isOpen = (status: ExportStatus): boolean =>
  status === 'pending' || status === 'processing';
