import type { Ending, Limits } from '../executor.ts';

export type Crash = Extract<Ending, { kind: 'crashed' }>;

export const crash = (says: string, log?: string): Crash => ({
  kind: 'crashed',
  says,
  ...(log === undefined ? {} : { log }),
});

export const outOfMemory = (says = 'It took more memory than it may.'): Crash => ({
  ...crash(says),
  outOfMemory: true,
});

export const tooMuchDisk = ({ disk }: Limits): Crash =>
  crash(`It needed more than the ${size(disk)} of disk that were left for it.`);

export const tooLong = ({ time }: Limits): Crash => crash(`It took longer than ${duration(time)}.`);

export const noRoom = (): Crash => crash('There is no room left on the disk.');

const MEMORY =
  /heap out of memory|bad_alloc|Out of Memory|Cannot allocate memory|exceeded (job|step) memory limit|oom[-_ ]kill/i;

/** Why a worker ended, where the last that was written to its log tells. */
export function causeIn(log: string, limits: Limits): Crash | undefined {
  if (/EFBIG|File too large/i.test(log)) return tooMuchDisk(limits);
  if (MEMORY.test(log)) return outOfMemory();
  if (/ENOSPC|EDQUOT|No space left|quota exceeded/i.test(log)) return noRoom();
  return undefined;
}

export const unexpected = (log: string): Crash =>
  crash('The program that worked on it stopped unexpectedly.', log);

const MEGABYTE = 1024 ** 2;

export function size(bytes: number): string {
  const megabytes = bytes / MEGABYTE;
  return megabytes < 10_000 ? `${Math.round(megabytes)} MB` : `${(megabytes / 1024).toFixed(1)} GB`;
}

function duration(milliseconds: number): string {
  return milliseconds < 60_000
    ? `${Math.round(milliseconds / 1000)} s`
    : `${Math.round(milliseconds / 60_000)} min`;
}
