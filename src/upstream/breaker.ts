import { seconds } from '../domain/duration.ts';
import { type Clock, OutsideError } from '../operations/ports.ts';

/** Told how each call ended: `held back` when the system was left in peace. */
export type OnCall = (system: string, outcome: 'answered' | 'silent' | 'held back') => void;

/** Keeps us from calling a system that does not answer: each call asks first, and says how it went. */
export interface Breaker {
  /** @throws {OutsideError} `retry`, without a call, while the system is left in peace. */
  admit(): void;
  answered(): void;
  silent(): void;
}

/**
 * After `failures` silences in a row nobody calls for `pause` milliseconds; then one call tries it out, and the
 * others follow only when it was answered.
 */
export function createBreaker(needs: {
  readonly system: string;
  readonly clock: Clock;
  readonly failures?: number;
  readonly pause?: number;
  readonly onCall?: OnCall | undefined;
}): Breaker {
  const { system, clock, failures = 5, pause = seconds(30), onCall } = needs;
  let inRow = 0;
  let silentSince: Date | undefined;
  let closedUntil = 0; // epoch milliseconds

  return {
    admit() {
      const now = clock.now().getTime();
      if (inRow < failures || silentSince === undefined) return;
      if (now < closedUntil) {
        onCall?.(system, 'held back');
        throw new OutsideError(
          system,
          'retry',
          `${system} has not answered since ${timeOfDay(silentSince)}.`,
          { retryAfter: closedUntil - now, since: silentSince },
        );
      }
      closedUntil = now + pause; // this call is the one that tries; the others wait another pause
    },

    answered() {
      inRow = 0;
      silentSince = undefined;
      onCall?.(system, 'answered');
    },

    silent() {
      silentSince ??= clock.now();
      inRow += 1;
      if (inRow >= failures) closedUntil = clock.now().getTime() + pause;
      onCall?.(system, 'silent');
    },
  };
}

function timeOfDay(at: Date): string {
  return `${at.toISOString().slice(11, 16)} UTC`;
}
