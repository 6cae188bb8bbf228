import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { seconds } from '../domain/duration.ts';
import type { Limits } from './executor.ts';
import { type Crash, outOfMemory, size, tooLong, tooMuchDisk } from './run/cause.ts';

const LOOK_EVERY = seconds(0.1);
const MEASURE_EVERY = seconds(0.5);
const PAGE_BYTES = 4096;
const BLOCK_BYTES = 512;

/** Ends a process, saying why, once it takes more memory, more disk or more time than it may. */
export async function watch(
  task: { readonly pid: number | undefined; readonly folder: string },
  limits: Limits,
  signal: AbortSignal,
  end: (why: Crash) => void,
): Promise<void> {
  await Promise.all([watchMemory(), watchDisk(), watchTime()]);

  async function watchMemory(): Promise<void> {
    if (process.platform !== 'linux') return;
    while (!signal.aborted) {
      if ((await residentOf(task.pid)) > limits.memory)
        return end(outOfMemory(`It took more than ${size(limits.memory)} of memory.`));
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
    if (!signal.aborted) end(tooLong(limits));
  }

  function pause(milliseconds: number): Promise<void> {
    return delay(milliseconds, undefined, { signal }).catch(() => undefined);
  }
}

/** Bytes of memory that a process has, with those that it has started: a converter’s tools are its own. */
async function residentOf(pid: number | string | undefined): Promise<number> {
  const read = (name: string) => readFile(`/proc/${pid}/${name}`, 'utf8').catch(() => ''); // it has ended
  const [memory, children] = await Promise.all([read('statm'), read(`task/${pid}/children`)]);
  const own = Number(memory.split(' ')[1] ?? 0) * PAGE_BYTES;
  const others = await Promise.all(children.split(' ').filter(Boolean).map(residentOf));
  return others.reduce((sum, bytes) => sum + bytes, own);
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
