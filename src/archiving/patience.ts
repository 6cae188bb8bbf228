import { setTimeout as delay } from 'node:timers/promises';
import { seconds } from '../domain/duration.ts';
import { ArchiveFailure } from './failure.ts';

/** How long an outside service is waited for, milliseconds. */
export interface Patience {
  /** Before each further attempt. */
  readonly delays: readonly number[];
  /** Without any sign of life. */
  readonly silence: number;
}

/** As the file archiver has it. */
export const PATIENCE: Patience = {
  delays: [seconds(0), seconds(1), seconds(3), seconds(5)],
  silence: seconds(60),
};

/** Tries again what failed in passing; `attempt` may carry on where it was. */
export async function patiently<T>(
  { delays }: Patience,
  signal: AbortSignal,
  attempt: () => Promise<T>,
): Promise<T> {
  for (const wait of delays) {
    try {
      return await attempt();
    } catch (error) {
      if (!(error instanceof ArchiveFailure) || !error.passing) throw error;
      await delay(wait, undefined, { signal });
    }
  }
  return attempt();
}
