import type { Log } from '../operations/ports.ts';

/**
 * Looks at cycles as soon as something of theirs has changed: one look at a time for each, and one more after it where
 * it changed meanwhile. What fails is looked at in the next round.
 */
export function createLooks(
  look: (cycleId: string) => Promise<unknown>,
  log: Log,
): (cycleId: string) => void {
  const underWay = new Map<string, { again: boolean }>();

  async function keepLooking(cycleId: string, mark: { again: boolean }): Promise<void> {
    try {
      do {
        mark.again = false;
        await look(cycleId);
      } while (mark.again);
    } catch (error) {
      log.warn('look failed', { cycle: cycleId, error: String(error) });
    } finally {
      underWay.delete(cycleId);
    }
  }

  return (cycleId) => {
    const mark = underWay.get(cycleId);
    if (mark !== undefined) {
      mark.again = true;
      return;
    }
    const first = { again: false };
    underWay.set(cycleId, first);
    void keepLooking(cycleId, first);
  };
}
