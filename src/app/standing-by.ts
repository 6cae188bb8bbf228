import { StartError } from '../config/start-error.ts';
import { seconds } from '../domain/duration.ts';
import type { Readiness } from '../http/health.ts';
import type { Clock, Log } from '../operations/ports.ts';
import { type InstanceLock, tryInstanceLock } from '../storage/instance-lock.ts';

const PAUSE = seconds(1);

/** What a second instance says of itself. */
export const standingBy: Readiness = async () => [
  {
    part: 'instance',
    ok: false,
    needed: true,
    says: 'Standing by: another instance is active on this data.',
  },
];

/** The lock of the data folder, as soon as it is free; undefined when told to stop before that. */
export async function waitForLock(needs: {
  readonly dataDir: string;
  readonly clock: Clock;
  readonly log: Log;
  readonly signal: AbortSignal | undefined;
  /** Said once, when there is somebody to wait for. */
  readonly details: Readonly<Record<string, unknown>>;
}): Promise<InstanceLock | undefined> {
  const { dataDir, clock, log, signal } = needs;
  for (let waited = 0; signal?.aborted !== true; waited += 1) {
    const lock = takeFolder(dataDir);
    if (lock !== undefined) return lock;
    if (waited === 0) {
      log.warn('standing by: another instance is active', { dataDir, ...needs.details });
    }
    await clock.sleep(PAUSE, signal);
  }
  return undefined;
}

/**
 * The folder's lock; undefined while another process holds it.
 *
 * @throws {StartError} when there can be no such folder.
 */
export function takeFolder(dataDir: string): InstanceLock | undefined {
  try {
    return tryInstanceLock(dataDir);
  } catch (error) {
    throw unusable(dataDir, error);
  }
}

export function unusable(dataDir: string, error: unknown): StartError {
  const why = error instanceof Error ? error.message : String(error);
  return new StartError(`The data folder ${dataDir} can’t be used: ${why}`, { cause: error });
}
