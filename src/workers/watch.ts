import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { seconds } from '../domain/duration.ts';
import type { Limits } from './executor.ts';

const LOOK_EVERY = seconds(0.1);
const MEASURE_EVERY = seconds(0.5);
const PAGE_BYTES = 4096;
const BLOCK_BYTES = 512;
const MEGABYTE = 1024 ** 2;

/** Ends a process, saying why, once it takes more memory, more disk or more time than it may. */
export async function watch(
  task: { readonly pid: number | undefined; readonly folder: string },
  limits: Limits,
  signal: AbortSignal,
  end: (why: string) => void,
): Promise<void> {
  await Promise.all([watchMemory(), watchDisk(), watchTime()]);

  async function watchMemory(): Promise<void> {
    if (process.platform !== 'linux') return;
    while (!signal.aborted) {
      const text = await readFile(`/proc/${task.pid}/statm`, 'utf8').catch(() => undefined);
      const resident = Number(text?.split(' ')[1] ?? 0) * PAGE_BYTES;
      if (resident > limits.memory)
        return end(`It took more than ${size(limits.memory)} of memory.`);
      await pause(LOOK_EVERY);
    }
  }

  async function watchDisk(): Promise<void> {
    const before = await usedIn(task.folder);
    while (!signal.aborted) {
      await pause(MEASURE_EVERY);
      const used = (await usedIn(task.folder)) - before;
      if (used > limits.disk) return end(tooMuchDisk(limits));
    }
  }

  async function watchTime(): Promise<void> {
    await pause(limits.time);
    if (!signal.aborted) end(`It took longer than ${duration(limits.time)}.`);
  }

  function pause(milliseconds: number): Promise<void> {
    return delay(milliseconds, undefined, { signal }).catch(() => undefined);
  }
}

export function tooMuchDisk({ disk }: Limits): string {
  return `It needed more than the ${size(disk)} of disk that were left for it.`;
}

/** Bytes that a folder takes on its disk. */
async function usedIn(folder: string): Promise<number> {
  const names = await readdir(folder, { recursive: true }).catch(() => []);
  const sizes = names.map(async (name) => {
    const found = await stat(join(folder, name)).catch(() => undefined); // gone meanwhile
    if (found === undefined || found.isDirectory()) return 0;
    return process.platform === 'linux' ? found.blocks * BLOCK_BYTES : found.size;
  });
  return (await Promise.all(sizes)).reduce((sum, bytes) => sum + bytes, 0);
}

function size(bytes: number): string {
  const megabytes = bytes / MEGABYTE;
  return megabytes < 10_000 ? `${Math.round(megabytes)} MB` : `${(megabytes / 1024).toFixed(1)} GB`;
}

function duration(milliseconds: number): string {
  return milliseconds < 60_000
    ? `${Math.round(milliseconds / 1000)} s`
    : `${Math.round(milliseconds / 60_000)} min`;
}
