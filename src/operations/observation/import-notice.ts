import type { Cycle } from '../../domain/cycle/cycle.ts';
import { canHappen, stateOf } from '../../domain/runbook/runbook.ts';
import { runbookNamed } from '../../runbooks/registry.ts';
import { findCyclesOf } from '../../storage/cycles/cycles.ts';
import type { Database } from '../../storage/database.ts';
import { findReceipt, saveReceipt } from '../../storage/inbox.ts';
import { enqueue } from '../../storage/outbox.ts';
import type { Advance } from '../advance.ts';
import type { Operations } from '../operations.ts';
import type { Clock, ReadImportNotice } from '../ports.ts';

const SEEN = 'import notice seen';

/**
 * Step 4, the machine's own words: a notice in a watched channel becomes a proposal on the card of its dataset,
 * for a person of the import team to confirm. A failure that names no project is shown with those that wait.
 */
export function createImportNotice(needs: {
  readonly db: Database;
  readonly clock: Clock;
  readonly advance: Advance;
  readonly readNotice: ReadImportNotice;
  readonly wake: () => void;
}): Operations['importNotice'] {
  const { db, clock } = needs;

  return async ({ key, text, link }) => {
    const notice = needs.readNotice(text);
    if (notice === undefined) return;
    const now = clock.now();
    if (notice.projectUuid === undefined) {
      await db.transaction().execute(async (trx) => {
        if (await findReceipt(trx, key)) return;
        await saveReceipt(trx, key, now);
        await enqueue(trx, {
          key: `nameless:${key}`,
          lane: 'nameless notices',
          errand: {
            kind: 'nameless notice',
            headline: notice.headline,
            ...(link === undefined ? {} : { link }),
          },
          now,
        });
      });
      return needs.wake();
    }
    const cycles = await findCyclesOf(db, notice.projectUuid);
    const cycle = cycles.find((one) => isOpenTo(one, notice.kind));
    if (cycle === undefined) return;
    await needs.advance.advance({
      key,
      cycleId: cycle.id,
      event: {
        name: SEEN,
        proposal: {
          event: notice.kind,
          headline: notice.headline,
          evidence: notice.evidence,
          at: now.toISOString(),
          ...(link === undefined ? {} : { link }),
        },
      },
      actor: { kind: 'observer', source: 'import system' },
    });
  };
}

/** A notice that comes late, or twice, proposes nothing that is not still to be decided, now or in a later step. */
function isOpenTo({ runbook: name, state }: Cycle, event: string): boolean {
  const runbook = runbookNamed(name);
  const { step } = stateOf(runbook, state);
  const ahead = runbook.steps.some(
    ({ number, transitions }) => number > step && transitions.some(({ on }) => on === event),
  );
  return canHappen(runbook, state, SEEN) && (ahead || canHappen(runbook, state, event));
}
