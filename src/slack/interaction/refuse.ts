import type { Outcome } from '../../operations/operations.ts';
import type { Needs } from '../needs.ts';
import { refusalSentence } from '../views/answers/refusal.ts';

/** Refusals after which the card that was pressed shows something old. */
const SHOWS_OLD = new Set(['not now', 'stale button', 'ended', 'nothing to carry on']);

/** The sentence for a press that did not count; an old card is drawn again besides. */
export async function explain(
  { operations, roles, clock, log }: Needs,
  outcome: Extract<Outcome, { ok: false }>,
  reader: string,
  cycleId: string | undefined,
): Promise<string> {
  if (cycleId !== undefined && SHOWS_OLD.has(outcome.refusal.code)) {
    await operations.refresh(cycleId).catch((error: unknown) => {
      log.warn('card not drawn again', { cycleId, message: String(error) });
    });
  }
  return refusalSentence(outcome, roles, clock.now(), reader);
}
