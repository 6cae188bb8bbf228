import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

const PAGE_BYTES = 4096;

/** What the workers of one program took, seen from outside. */
export interface Guard extends Disposable {
  readonly mostMemory: number; // bytes, of one process
  readonly mostDisk: number; // bytes, of a step besides what it was given
}

/** Looks at the machine itself, and not at what the bot measures. */
export function guard(program: string, workFolder: string): Guard {
  let mostMemory = 0;
  let mostDisk = 0;
  const timer = setInterval(() => {
    for (const pid of pidsOf(program)) mostMemory = Math.max(mostMemory, memoryOf(pid));
    for (const size of madeInSteps(workFolder)) mostDisk = Math.max(mostDisk, size);
  }, 50);
  return {
    get mostMemory() {
      return mostMemory;
    },
    get mostDisk() {
      return mostDisk;
    },
    [Symbol.dispose]: () => clearInterval(timer),
  };
}

/** The processes of our workers that live now. */
export function pidsOf(program: string): readonly number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => reading(`/proc/${pid}/cmdline`).split('\0').includes(program))
    .map(Number);
}

function memoryOf(pid: number): number {
  return Number(reading(`/proc/${pid}/statm`).split(' ')[1] ?? 0) * PAGE_BYTES;
}

/** Of each step that is under way: all but the copies of what is converted. */
function madeInSteps(workFolder: string): readonly number[] {
  const files = listed(workFolder).filter((name) => /step-[^/]+\/(?!in-)/.test(name));
  const sizes = new Map<string, number>();
  for (const name of files) {
    const step = name.split('/').slice(0, 2).join('/');
    const stats = statSync(join(workFolder, name), { throwIfNoEntry: false });
    const bytes = stats?.isFile() === true ? stats.blocks * 512 : 0;
    sizes.set(step, (sizes.get(step) ?? 0) + bytes);
  }
  return [...sizes.values()];
}

function listed(folder: string): readonly string[] {
  try {
    return readdirSync(folder, { recursive: true, encoding: 'utf8' });
  } catch {
    return []; // something is being removed
  }
}

function reading(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return ''; // it has ended
  }
}
