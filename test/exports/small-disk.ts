import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** A file system of a few megabytes in the place of a folder. */
export interface SmallDisk extends Disposable {
  /** Leaves so many bytes free, or everything again. */
  fill(free: number | 'nothing'): void;
}

/** Undefined where none may be mounted; where every part has to be proven, that is an error. */
export function smallDisk(folder: string, megabytes: number): SmallDisk | undefined {
  mkdirSync(folder, { recursive: true });
  const options = `size=${megabytes}m,mode=700`;
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', folder], { stdio: 'ignore' });
  } catch (cause) {
    if (process.env['CI'] === 'true') throw new Error('No tmpfs can be mounted here.', { cause });
    return undefined;
  }
  const filler = join(folder, 'filler');
  return {
    fill(free) {
      rmSync(filler, { force: true });
      if (free !== 'nothing') writeFileSync(filler, Buffer.alloc(roomOn(folder) - free));
    },
    [Symbol.dispose]: () => execFileSync('umount', [folder]),
  };
}

function roomOn(folder: string): number {
  const { bavail, bsize } = statfsSync(folder);
  return bavail * bsize;
}
