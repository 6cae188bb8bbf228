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

type Refused = Extract<Outcome, { ok: false }>;

const POSTED_WITHIN = 10; // looks
const BETWEEN_LOOKS = 500; // milliseconds

/** Of two who confirm at once the second is refused before the first one's card is posted: it is waited for. */
export async function withItsCard(
  { operations, clock }: Pick<Needs, 'operations' | 'clock'>,
  refused: Refused,
): Promise<Refused> {
  const { card, link } = refused;
  if (refused.refusal.code !== 'already under way' || card === undefined || link !== undefined) {
    return refused;
  }
  const { dataset, runbook } = card.cycle;
  for (let look = 0; look < POSTED_WITHIN; look += 1) {
    const { rows } = await operations.report.find(dataset.projectUuid, runbook);
    const [newest] = rows;
    if (newest?.link !== undefined) return { ...refused, link: newest.link };
    await clock.sleep(BETWEEN_LOOKS);
  }
  return refused;
}
