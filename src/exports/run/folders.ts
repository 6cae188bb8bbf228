import { mkdir, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import type { ExportJob } from '../../domain/data-export/job.ts';
import { OutsideError } from '../../operations/ports.ts';
import type { Work } from '../../storage/exports/work.ts';
import type { Limits } from '../../workers/executor.ts';

/** What stays free for everything else on the disk, the database above all; of a small disk, a part of it. */
const RESERVE = 256 * 1024 ** 2;
const RESERVED_PART = 0.1;

/** What a job has made so far, until it is published. */
export const jobFolder = (root: string, jobId: number): string => join(root, `job-${jobId}`);

/** The job that such a folder is of. */
export function jobIn(name: string): number | undefined {
  const [, id] = /^job-(\d+)$/.exec(name) ?? [];
  return id === undefined ? undefined : Number(id);
}

export const madeFolder = (root: string, jobId: number): string =>
  join(jobFolder(root, jobId), 'made');

/** Belongs to one holder of a lease alone: one that comes too late meets nobody in it. */
export const stepFolder = (root: string, work: Work): string =>
  join(jobFolder(root, work.jobId), `step-${work.id}-${work.token}`);

/** The same of what runs for it. */
export const runKey = (work: Work): string => `h-export-${work.id}-${work.token}`;

export async function makeFolders(...paths: readonly string[]): Promise<void> {
  for (const path of paths) await mkdir(path, { recursive: true, mode: 0o700 });
}

/** How a file’s name ends, as far as that says how to read it: `.csv.gz`. */
export const endingOf = (name: string): string =>
  /(\.[A-Za-z0-9]{1,10}){0,2}$/.exec(name)?.[0] ?? '';

/** Where what jobs have made is kept for their owners. */
export const OUTPUTS = 'exports/';

export const outputPrefix = (job: Pick<ExportJob, 'key' | 'party'>): string =>
  `${OUTPUTS}${job.party.id}/${job.key}/`;

/** Why so much does not go on this disk; undefined where it does. */
export async function lackOfRoom(path: string, bytes: number): Promise<string | undefined> {
  const free = await roomOn(path);
  if (free >= bytes) return undefined;
  return `There is not enough room on the disk: about ${gigabytes(bytes)} are needed and ${gigabytes(free)} are free.`;
}

/** The same in words where it was found out on the way; undefined for any other fault. */
export function noRoom(error: unknown): string | undefined {
  for (let fault = error; fault instanceof Error; fault = fault.cause) {
    const full = 'code' in fault && (fault.code === 'ENOSPC' || fault.code === 'EDQUOT');
    if (full)
      return error instanceof OutsideError ? error.message : 'There is no room left on the disk.';
  }
  return undefined;
}

/** What a task may take: as much as it is allowed, and no more than this disk has. */
export async function within(path: string, limits: Limits): Promise<Limits> {
  return { ...limits, disk: Math.min(limits.disk, await roomOn(path)) };
}

/** Bytes that may be used of this disk. */
async function roomOn(path: string): Promise<number> {
  const { bavail, bsize, blocks } = await statfs(path);
  return Math.max(0, bavail * bsize - Math.min(RESERVE, blocks * bsize * RESERVED_PART));
}

function gigabytes(bytes: number): string {
  return bytes < 1e8 ? `${(bytes / 1e6).toFixed(1)} MB` : `${(bytes / 1e9).toFixed(1)} GB`;
}
