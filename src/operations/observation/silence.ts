import type { WatchedCycle } from '../../storage/cycles/watches.ts';
import type { Database } from '../../storage/database.ts';
import { enqueueCard } from '../../storage/outbox.ts';
import { type Looking, lastAnswer } from '../reading/last-answer.ts';
import { cardLane } from '../record.ts';

/**
 * Draws the cards of those whose system has fallen silent, and draws them again when it answers. Which cards say so
 * is forgotten with the process: then each is drawn once more.
 */
export function createSilence(needs: {
  readonly db: Database;
  readonly looking: Looking;
  readonly wake: () => void;
}): (watched: readonly WatchedCycle[], now: Date) => Promise<void> {
  const { db, looking, wake } = needs;
  const shown = new Set<string>();

  return async (watched, now) => {
    for (const { cycle, ...watch } of watched) {
      const silent = lastAnswer(cycle, watch, now, looking).silentSince !== undefined;
      if (silent === shown.has(cycle.id)) continue;
      if (silent) shown.add(cycle.id);
      else shown.delete(cycle.id);
      await enqueueCard(db, { cycleId: cycle.id, lane: cardLane(cycle.id), now, notBefore: now });
      wake();
    }
  };
}
