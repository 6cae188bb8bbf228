import { availableParallelism, totalmem } from 'node:os';
import type { Config } from '../config/config.ts';
import { type Check, type Finding, ok, warn } from './check.ts';

/** What the bot itself and the system need. */
const LEFT_FOR_OTHERS = 512 * 1024 ** 2;

/** Whether what exports may take is there to be taken. */
export function exportChecks(
  { exports }: Pick<Config, 'exports'>,
  machine = { cores: availableParallelism(), memory: memoryHere() },
): readonly Check[] {
  return [{ name: 'export workers', run: async () => workers(exports, machine) }];
}

function workers(
  { workers: count, limits }: Config['exports'],
  machine: { readonly cores: number; readonly memory: number },
): Finding {
  const wanted = count * limits.memory;
  const says = `${count} at once, ${gigabytes(wanted)} of memory together`;
  if (wanted + LEFT_FOR_OTHERS > machine.memory) {
    const fix = `Lower exports.workers or exports.memoryMegabytes: this machine has ${gigabytes(machine.memory)}.`;
    return warn(`${says}: more than there is`, fix);
  }
  if (count > machine.cores) {
    const fix = `Set exports.workers to ${machine.cores} at most: more are not faster on ${machine.cores} cores.`;
    return warn(says, fix);
  }
  return ok(says);
}

/** A container may have less than its machine. */
function memoryHere(): number {
  const limit = process.constrainedMemory();
  return limit > 0 ? Math.min(limit, totalmem()) : totalmem();
}

function gigabytes(bytes: number): string {
  return `${(bytes / 1e9).toFixed(1)} GB`;
}
