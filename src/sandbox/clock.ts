/** Sandbox time. A skip moves it forward and wakes every sleeper that is due, earliest first. */
export interface SandboxClock {
  now(): Date;
  /** Resolves after that much sandbox time; rejects with the signal's reason when aborted. */
  sleep(milliseconds: number, signal?: AbortSignal): Promise<void>;
  skip(milliseconds: number): void;
  /** Undoes every skip, for a world that begins anew. Who still sleeps sleeps no longer for it. */
  restart(): void;
}

interface Sleeper {
  due: number; // moves when time starts anew
  readonly wake: () => void;
}

const longestTimer = 2 ** 31 - 1;

/**
 * A clock that runs on by itself from `startAt` (default: now), or, when frozen,
 * moves by skips alone.
 */
export function startClock(
  options: { readonly frozen?: boolean; readonly startAt?: Date } = {},
): SandboxClock {
  const begin = Date.now();
  const firstOffset = (options.startAt?.getTime() ?? begin) - begin;
  let offset = firstOffset;
  let sleepers: readonly Sleeper[] = [];
  let timer: NodeJS.Timeout | undefined;

  const time = () => (options.frozen ? begin : Date.now()) + offset;

  function schedule(): void {
    clearTimeout(timer);
    const next = sleepers[0];
    if (next === undefined || options.frozen) return;
    timer = setTimeout(wakeDue, Math.min(Math.max(next.due - time(), 0), longestTimer));
  }

  function wakeDue(): void {
    const now = time();
    const due = sleepers.filter((sleeper) => sleeper.due <= now);
    sleepers = sleepers.filter((sleeper) => sleeper.due > now);
    for (const sleeper of due) sleeper.wake();
    schedule();
  }

  function remove(sleeper: Sleeper): void {
    sleepers = sleepers.filter((other) => other !== sleeper);
    schedule();
  }

  return {
    now: () => new Date(time()),
    sleep(milliseconds, signal) {
      return new Promise((resolve, reject) => {
        if (signal?.aborted) return reject(signal.reason);
        const stop = () => {
          remove(sleeper);
          reject(signal?.reason);
        };
        const sleeper: Sleeper = {
          due: time() + Math.max(milliseconds, 0),
          wake: () => {
            signal?.removeEventListener('abort', stop);
            resolve();
          },
        };
        signal?.addEventListener('abort', stop, { once: true });
        const later = sleepers.findIndex((other) => other.due > sleeper.due);
        sleepers = later < 0 ? [...sleepers, sleeper] : sleepers.toSpliced(later, 0, sleeper);
        if (milliseconds <= 0) wakeDue();
        else schedule();
      });
    },
    skip(milliseconds) {
      if (!(milliseconds >= 0)) throw new RangeError('Sandbox time moves forward only.');
      offset += milliseconds;
      wakeDue();
    },
    restart() {
      const skipped = offset - firstOffset;
      offset = firstOffset;
      for (const sleeper of sleepers) sleeper.due -= skipped;
      schedule();
    },
  };
}
