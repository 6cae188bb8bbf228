import type { RunbookEvent } from '../../../domain/runbook/event.ts';
import { OutsideError } from '../../ports.ts';

/** The archiver lets the bot in again. */
export const OPEN: RunbookEvent = { name: 'archiver open' };

/** What a wrong key is to the runbook; undefined for any other misfortune. */
export function lockedBy(error: unknown): RunbookEvent | undefined {
  if (!(error instanceof OutsideError) || error.system !== 'The archiver') return undefined;
  if (error.stranger !== 'not let in') return undefined;
  return { name: 'archiver locked', archive: { locked: error.message } };
}
