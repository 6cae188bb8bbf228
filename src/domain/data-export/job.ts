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
  readonly createdAt: Date;
  readonly startedAt?: Date | undefined;
  readonly progressedAt: Date;
  readonly completedAt?: Date | undefined;
  readonly expiresAt?: Date | undefined;
  readonly removedAt?: Date | undefined;
  readonly files: { readonly total: number; readonly processed: number; readonly failed: number };
  readonly progress: number; // 0 to 100
}

/** One file of a job, and what became of it. */
export interface ExportFile {
  readonly id: number;
  readonly jobId: number;
  readonly fileId: number;
  readonly status: ExportStatus;
  readonly fraction: number;
  readonly member: string;
  readonly output?: { readonly bytes: number; readonly sha256: string } | undefined;
  /** How it was converted, as the manifest tells it. */
  readonly report?: unknown;
  readonly message?: string | undefined;
}

/** How long an ended job’s files are kept; it counts from its end, however long it waited and worked. */
export function expiryOf(completedAt: Date, ttlHours: number): Date {
  return new Date(completedAt.getTime() + hours(ttlHours));
}

/** What the files of a job make of it: it has only failed when all of them have. */
export function outcomeOf(files: readonly Pick<ExportFile, 'status' | 'message' | 'member'>[]): {
  readonly status: 'completed' | 'failed';
  readonly message?: string;
} {
  const failed = files.filter(({ status }) => status !== 'completed');
  if (failed.length === 0) return { status: 'completed' };
  const [first] = failed;
  const example = `${first?.member}: ${first?.message ?? 'no reason was given'}`;
  if (failed.length === files.length) {
    const all = files.length === 1 ? 'The file could' : `All ${files.length} files could`;
    return { status: 'failed', message: `${all} not be exported. ${example}` };
  }
  return {
    status: 'completed',
    message: `${failed.length} of ${files.length} files could not be exported. ${example}`,
  };
}

/** One ZIP; otherwise each file lies by itself. */
export const isPackaged = (job: Pick<ExportJob, 'compress' | 'format'>): boolean =>
  job.compress || job.format === 'zip';

export const isOpen = (status: ExportStatus): boolean =>
  status === 'pending' || status === 'processing';
