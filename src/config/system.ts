import { randomBytes, randomInt } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { Clock, Log, Random } from '../operations/ports.ts';

const ALPHABET = 'abcdefghijklmnopqrstuvwxyz0123456789';
const LONGEST_TIMER = 2 ** 31 - 1;
/** Milliseconds: less than the 30 s after which whoever supervises the bot ends it. */
const STOPPING_MOST = 25_000;

/** The real clock. */
export const systemClock: Clock = {
  now: () => new Date(),
  async sleep(milliseconds, signal) {
    const length = Math.min(milliseconds, LONGEST_TIMER);
    await delay(length, undefined, signal === undefined ? {} : { signal }).catch(
      (error: unknown) => {
        if (!signal?.aborted) throw error;
      },
    );
  },
};

/** Real chance. */
export const systemRandom: Random = {
  id: () => Array.from({ length: 20 }, () => ALPHABET[randomInt(ALPHABET.length)]).join(''),
  reference: () => randomBytes(2).toString('hex'),
  secret: () => randomBytes(32).toString('base64url'),
};

/**
 * Resolves `asked` at SIGTERM or SIGINT; a second signal ends the process at once, and so does waiting too long for a
 * service that is slow to answer: whatever is under way is picked up again by the next start.
 */
export function exitOnSignals(log: Log): {
  readonly asked: Promise<void>;
  readonly signal: AbortSignal;
} {
  const controller = new AbortController();
  const asked = new Promise<void>((resolve) => {
    const ask = (name: NodeJS.Signals): void => {
      if (controller.signal.aborted) process.exit(1);
      log.info('stopping', { signal: name });
      controller.abort();
      resolve();
      setTimeout(() => {
        log.warn('stopped without waiting any longer', { after: STOPPING_MOST });
        process.exit(1);
      }, STOPPING_MOST).unref();
    };
    process.on('SIGTERM', ask);
    process.on('SIGINT', ask);
  });
  return { asked, signal: controller.signal };
}

/**
 * The socket library rejects promises that nobody holds when a connection fails; our own loop reconnects, so those
 * are logged. Any other unhandled rejection is a bug: the process ends, and starts again from the store.
 */
export function surviveSlackLibrary(log: Log): void {
  process.on('unhandledRejection', (reason) => {
    const stack = reason instanceof Error ? (reason.stack ?? reason.message) : String(reason);
    if (reason === undefined || stack.includes('@slack/socket-mode')) {
      log.warn('slack library rejected', { stack });
      return;
    }
    log.error('unhandled rejection', { stack });
    process.exit(1);
  });
}
