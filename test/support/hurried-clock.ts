import { setTimeout as delay } from 'node:timers/promises';
import type { Clock } from '../../src/operations/ports.ts';

/** Real time, so many times faster: for what has to wait for a server that knows nothing of a test’s clock. */
export function hurriedClock(speed: number, start = new Date()): Clock {
  const begun = performance.now();
  return {
    now: () => new Date(start.getTime() + (performance.now() - begun) * speed),
    async sleep(milliseconds, signal) {
      await delay(milliseconds / speed, undefined, signal === undefined ? {} : { signal }).catch(
        (error: unknown) => {
          if (!signal?.aborted) throw error;
        },
      );
    },
  };
}
