import type { Cycle } from '../domain/cycle.ts';
import type { Advance } from './advance.ts';
import { type Ingest, OutsideError } from './ports.ts';

/** Asks ingest to export (spec 1, step 1): resolves when ingest accepted or refused, and the cycle knows. */
export type SubmitToIngest = (cycle: Cycle, repeated: boolean) => Promise<void>;

/** What ingest shows once a submit got through: it never goes back to Graph valid without an edit. */
const SUBMITTED = [
  'Submitted',
  'Processing',
  'Archiving',
  'Archived',
  'Exporting',
  'Exported',
  'Cleanup',
  'Complete',
];

/**
 * A submit is not idempotent, so the envelope is read before every try. After a lost answer an envelope that
 * has left Graph valid, or was changed since it was previewed, means that ingest did get it. Both times are
 * ingest's own, since two clocks differ.
 */
export function createSubmit(needs: {
  readonly ingest: Ingest;
  readonly advance: Advance;
}): SubmitToIngest {
  const { ingest, advance } = needs;

  return async (cycle, repeated) => {
    if (cycle.closedAt !== undefined || cycle.memory.accepted === true) return;
    // Held by a person meanwhile: it is not submitted behind their back, but by the next cycle.
    const held = cycle.state !== 'exporting';
    if (held && !repeated) return;
    const { submissionUuid, submissionUpdatedAt } = cycle.dataset;
    const envelope = await ingest.readEnvelope(submissionUuid);
    if (envelope === undefined)
      return refused(cycle, 'Ingest does not know this submission any more.');

    const changedSince = new Date(envelope.updatedAt) > new Date(submissionUpdatedAt);
    if (
      repeated &&
      (SUBMITTED.includes(envelope.state) || (envelope.state === 'Graph valid' && changedSince))
    ) {
      return accepted(cycle);
    }
    if (held) return;
    if (envelope.state !== 'Graph valid') {
      return refused(
        cycle,
        `Ingest shows the submission as “${envelope.state}”, not “Graph valid”.`,
      );
    }
    try {
      await ingest.submit(submissionUuid, cycle.memory.actions);
    } catch (error) {
      if (error instanceof OutsideError && error.outcome === 'refused')
        return refused(cycle, error.message);
      throw error;
    }
    return accepted(cycle);
  };

  async function accepted(cycle: Cycle): Promise<void> {
    await advance.advance({
      cycleId: cycle.id,
      event: { name: 'ingest accepted', accepted: true },
      actor: { kind: 'observer', source: 'ingest' },
    });
  }

  async function refused(cycle: Cycle, reason: string): Promise<void> {
    await advance.advance({
      cycleId: cycle.id,
      event: { name: 'ingest refused', reason },
      actor: { kind: 'observer', source: 'ingest' },
    });
  }
}
