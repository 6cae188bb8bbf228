import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { minutes, seconds } from '../../../domain/duration.ts';
import { type Ending, type Running, startProcess } from '../process.ts';
import { END_OF_ANSWER, type Job, lineOf } from './job.ts';

/** The program, with what goes before it. */
export const READER: readonly string[] = [
  process.execPath,
  '--max-semi-space-size=2', // megabytes: there are several at once, and none keeps anything
  '--max-old-space-size=64',
  fileURLToPath(new URL('./reader-main.ts', import.meta.url)),
];

/** One that has nothing to do is ended after a while. */
const IDLE = seconds(1);

/** Processes that look at folders. Disposed of, those that have nothing to do end at once. */
export interface Readers extends Disposable {
  /**
   * Has a process of its own look at a folder. A mount that is dead holds up that process alone, which is then left to
   * the kernel: inside of ours it would take one of the few threads that all files and names of hosts wait for.
   */
  ask<T>(job: Job, shape: z.ZodType<T>, signal: AbortSignal): AsyncGenerator<readonly T[], Ending>;
}

/** `silence`: how long a folder may show no sign of life, milliseconds. */
export function createReaders({
  command = READER,
  silence = minutes(2),
}: {
  readonly command?: readonly string[];
  readonly silence?: number;
} = {}): Readers {
  const idle = new Map<Running, NodeJS.Timeout>();

  function take(): Running {
    for (const [reader, leaving] of idle) {
      clearTimeout(leaving);
      idle.delete(reader);
      return reader;
    }
    return startProcess({ command });
  }

  function dismiss(reader: Running): void {
    clearTimeout(idle.get(reader));
    if (idle.delete(reader)) reader.leave();
  }

  function putBack(reader: Running): void {
    idle.set(reader, setTimeout(dismiss, IDLE, reader));
    void reader.ended.then(() => dismiss(reader)); // nobody is to ask one that is dead
  }

  return {
    async *ask(job, shape, signal) {
      const batch = z.array(shape);
      const reader = take();
      let isDone = false;
      try {
        reader.tell(lineOf(job));
        for (;;) {
          const said = await reader.listen(silence, signal);
          if ('ending' in said) return said.ending ?? { why: 'broken', detail: 'it ended' };
          for (const line of said.lines) {
            isDone = line === END_OF_ANSWER;
            if (isDone) return undefined;
            yield batch.parse(JSON.parse(line));
          }
        }
      } finally {
        if (isDone) putBack(reader);
        else reader.kill();
      }
    },
    [Symbol.dispose]() {
      for (const reader of [...idle.keys()]) dismiss(reader);
    },
  };
}
