import { mkdir, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import type { ExportJob } from '../../domain/data-export/job.ts';
import type { Work } from '../../storage/exports/work.ts';

/** What stays free for everything else on the disk: the database above all. */
const RESERVE = 256 * 1024 ** 2;

/** What a job has made so far, until it is published. */
export const jobFolder = (root: string, jobId: number): string => join(root, `job-${jobId}`);

export const madeFolder = (root: string, jobId: number): string =>
  join(jobFolder(root, jobId), 'made');

/** Belongs to one holder of a lease alone: one that comes too late meets nobody in it. */
export const stepFolder = (root: string, work: Work): string =>
  join(jobFolder(root, work.jobId), `step-${work.id}-${work.token}`);

export async function makeFolders(...paths: readonly string[]): Promise<void> {
  for (const path of paths) await mkdir(path, { recursive: true, mode: 0o700 });
}

/** Where what a job has made is kept for its owner. */
export const outputPrefix = (job: Pick<ExportJob, 'key' | 'party'>): string =>
  `exports/${job.party.id}/${job.key}/`;

/** Each attempt writes beside the others, so that what they made stays whole until it is replaced. */
export const attemptPrefix = (job: Pick<ExportJob, 'key' | 'party' | 'attempt'>): string =>
  job.attempt === 1 ? outputPrefix(job) : `${outputPrefix(job)}attempt-${job.attempt}/`;

/** Why so much does not go on this disk; undefined where it does. */
export async function lackOfRoom(path: string, bytes: number): Promise<string | undefined> {
  const { bavail, bsize } = await statfs(path);
  const free = bavail * bsize;
  if (free >= bytes + Math.min(RESERVE, bytes)) return undefined;
  return `There is not enough room on the disk: about ${gigabytes(bytes)} are needed and ${gigabytes(free)} are free.`;
}

function gigabytes(bytes: number): string {
  return bytes < 1e8 ? `${(bytes / 1e6).toFixed(1)} MB` : `${(bytes / 1e9).toFixed(1)} GB`;
}
