import { setImmediate as afterPending } from 'node:timers/promises';
import type { Clock } from '../../src/operations/ports.ts';

interface Sleeper {
  readonly due: number;
  readonly wake: () => void;
}

/** More wakes than this at one instant means that somebody waits for nothing, again and again. */
const MOST_WAKES_AT_ONCE = 2000;

export interface TestClock extends Clock {
  /** Moves time on, waking each sleeper at its own moment and letting what it does run before the next. */
  advance(milliseconds: number): Promise<void>;
  /** Lets everything run that needs no time. */
  settle(): Promise<void>;
  readonly sleepers: number;
}

/**
 * Time that moves only by `advance`, and stands still until whatever needs real time (a call to another process) has
 * been answered: `quiet` resolves when it has.
 */
export function createTestClock(
  start = new Date('2026-03-02T09:00:00.000Z'),
  quiet: () => Promise<unknown> = afterPending,
): TestClock {
  let time = start.getTime();
  let sleepers: readonly Sleeper[] = [];
  let wakes = 0;

  /** Everything that is ready runs to the end before an immediate does: no call of ours waits for the disk. */
  async function settle(): Promise<void> {
    for (;;) {
      await quiet();
      const due = sleepers.filter((sleeper) => sleeper.due <= time);
      if (due.length === 0) return;
      wakes += due.length;
      if (wakes > MOST_WAKES_AT_ONCE)
        throw new Error('Somebody sleeps for no time at all, in a loop.');
      sleepers = sleepers.filter((sleeper) => sleeper.due > time);
      for (const sleeper of due) sleeper.wake();
    }
  }

  return {
    now: () => new Date(time),
    get sleepers() {
      return sleepers.length;
    },
    sleep(milliseconds, signal) {
      return new Promise((resolve) => {
        if (signal?.aborted) return resolve();
        const sleeper: Sleeper = {
          due: time + Math.max(0, milliseconds),
          wake: () => {
            signal?.removeEventListener('abort', stop);
            resolve();
          },
        };
        const stop = (): void => {
          sleepers = sleepers.filter((other) => other !== sleeper);
          resolve();
        };
        signal?.addEventListener('abort', stop, { once: true });
        sleepers = [...sleepers, sleeper];
      });
    },
    settle,
    async advance(milliseconds) {
      const end = time + milliseconds;
      for (;;) {
        await settle();
        const next = Math.min(...sleepers.map(({ due }) => due));
        if (next > end) break;
        time = next;
        wakes = 0;
      }
      time = end;
      wakes = 0;
      await settle();
    },
  };
}
