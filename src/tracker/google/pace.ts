import { minutes, seconds } from '../../domain/duration.ts';
import { type Clock, OutsideError } from '../../operations/ports.ts';

/** Google allows 60 a minute of each kind; somebody else may use the same account. */
const EACH_MINUTE = 50;
/** Before each further attempt. */
const DELAYS = [1, 2, 4, 8, 16, 32, 64].map(seconds);

export type Kind = 'read' | 'write';

/**
 * Never more often than allowed, and again where it did not happen: a write only where that is certain. `look`: before each
 * attempt, once its turn has come; what it throws ends all.
 */
export function createPace(clock: Clock, signal: AbortSignal) {
  const begun: Record<Kind, number[]> = { read: [], write: [] };

  async function turn(kind: Kind): Promise<void> {
    for (;;) {
      const now = clock.now().getTime();
      const recent = begun[kind].filter((at) => at > now - minutes(1));
      begun[kind] = recent;
      const [oldest] = recent;
      if (oldest === undefined || recent.length < EACH_MINUTE) break;
      await clock.sleep(oldest + minutes(1) - now, signal);
      signal.throwIfAborted();
    }
    begun[kind].push(clock.now().getTime());
  }

  return async function paced<T>(
    kind: Kind,
    call: () => Promise<T>,
    look?: () => Promise<void>,
  ): Promise<T> {
    for (const delay of [...DELAYS, undefined]) {
      await turn(kind);
      await look?.();
      try {
        return await call();
      } catch (error) {
        signal.throwIfAborted();
        if (!(error instanceof OutsideError) || error.outcome !== 'retry') throw error;
        if (delay === undefined) throw error;
        await clock.sleep(Math.max(delay, error.retryAfter ?? 0), signal);
        signal.throwIfAborted();
      }
    }
    throw new Error('There is always a last attempt.');
  };
}
