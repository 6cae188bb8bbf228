import { fileURLToPath } from 'node:url';
import type { z } from 'zod';
import { minutes } from '../../../domain/duration.ts';
import { askProcess, type Ending } from '../ask-process.ts';
import type { Job } from './job.ts';

/** The program, with what goes before it. */
export const READER: readonly string[] = [
  process.execPath,
  '--max-semi-space-size=1', // megabytes: there are several at once, and none keeps anything
  '--max-old-space-size=64',
  fileURLToPath(new URL('./reader-main.ts', import.meta.url)),
];

export interface Patience {
  readonly command?: readonly string[];
  /** How long a folder may show no sign of life, milliseconds. */
  readonly silence?: number;
}

/**
 * Has a process of its own look at a folder. A mount that is dead holds up that process alone, which is then left to
 * the kernel: inside of ours it would take one of the few threads that all files and names of hosts wait for.
 */
export function askReader<T>(
  { given, input }: Job,
  shape: z.ZodType<T>,
  signal: AbortSignal,
  { command = READER, silence = minutes(2) }: Patience,
): AsyncGenerator<readonly T[], Ending> {
  return askProcess({ command: [...command, ...given], input, silence }, shape, signal);
}
