import { readdir, stat, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { ArchiveFailure } from './failure.ts';
import { BAM_GROWTH } from './plan/estimate.ts';
import type { PlannedJob } from './plan/planned.ts';

/**
 * Looks before it begins whether a job has room in its folder; what earlier attempts left there is counted in.
 * @throws {ArchiveFailure} `no space`
 */
export async function checkRoom(
  folder: string,
  { inputs, conversion }: Pick<PlannedJob, 'inputs' | 'conversion'>,
): Promise<void> {
  const fetched = inputs.reduce((sum, { bytes }) => sum + bytes, 0);
  const whole = fetched * (conversion === undefined ? 1 : 1 + BAM_GROWTH);
  const names = await readdir(folder);
  const there = await Promise.all(names.map((name) => stat(join(folder, name))));
  const needed = whole - there.reduce((sum, { size }) => sum + size, 0);
  const { bavail, bsize } = await statfs(folder);
  const free = bavail * bsize;
  if (free >= needed) return;
  throw new ArchiveFailure(
    'no space',
    `There is not enough room in the work folder: about ${size(needed)} are needed and ${size(free)} are free.`,
  );
}

/** That a disk is full, however deep it was found out; undefined for any other fault. */
export function noSpace(error: unknown): ArchiveFailure | undefined {
  for (let fault = error; fault instanceof Error; fault = fault.cause) {
    const full = 'code' in fault && (fault.code === 'ENOSPC' || fault.code === 'EDQUOT');
    if (full) {
      const says = 'There is no room left in the work folder.';
      return new ArchiveFailure('no space', says, { cause: error });
    }
  }
  return undefined;
}

function size(bytes: number): string {
  return bytes < 1e8 ? `${(bytes / 1e6).toFixed(1)} MB` : `${(bytes / 1e9).toFixed(1)} GB`;
}
