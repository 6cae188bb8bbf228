import type { Clock } from '../../src/operations/ports.ts';

/** Time that stands still, and leaps where somebody waits: for what waits for nothing else. */
export function leapingClock(
  start: Date,
): Clock & { readonly leap: (milliseconds: number) => void } {
  let time = start.getTime();
  const leap = (milliseconds: number): void => {
    time += Math.max(0, milliseconds);
  };
  return {
    now: () => new Date(time),
    leap,
    async sleep(milliseconds, signal) {
      if (!signal?.aborted) leap(milliseconds);
    },
  };
}
