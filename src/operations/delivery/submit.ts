import type { Cycle } from '../../domain/cycle/cycle.ts';
import { EXPORTED, ON_ITS_WAY, READY } from '../../domain/export/envelope-state.ts';
import { opening } from '../../domain/runbook/runbook.ts';
import { runbookNamed } from '../../runbooks/registry.ts';
import type { Advance } from '../advance.ts';
import { type EnvelopeReading, type Ingest, OutsideError } from '../ports.ts';

/** Asks ingest to export (spec 1, step 1): resolves when ingest accepted or refused, and the cycle knows. */
export type SubmitToIngest = (cycle: Cycle, repeated: boolean) => Promise<void>;

/**
 * A submit is not idempotent, so the envelope is read before every try, and how it stood is kept before it is
 * asked. After a lost answer an envelope that has gone on, or was changed since, means that ingest did get it.
 * Both times are ingest's own: two clocks differ.
 */
export function createSubmit(needs: {
  readonly ingest: Ingest;
  readonly advance: Advance;
}): SubmitToIngest {
  const { ingest, advance } = needs;

  return async (cycle, repeated) => {
    if (cycle.closedAt !== undefined || cycle.memory.accepted === true) return;
    // Held by a person meanwhile: it is not submitted behind their back, but by the next cycle.
    const held = cycle.state !== opening(runbookNamed(cycle.runbook)).to;
    if (held && !repeated) return;
    const { submissionUuid } = cycle.dataset;
    const envelope = await ingest.readEnvelope(submissionUuid);
    if (envelope === undefined)
      return refused(cycle, 'Ingest does not know this submission any more.');

    const { envelopeUpdatedAt: before } = cycle.memory;
    if (repeated && before !== undefined && gotThrough(envelope, before)) return accepted(cycle);
    if (held) return;
    if (envelope.state !== READY) {
      return refused(cycle, `Ingest shows the submission as “${envelope.state}”, not “${READY}”.`);
    }
    await asked(cycle, envelope.updatedAt);
    try {
      await ingest.submit(submissionUuid, cycle.memory.actions);
    } catch (error) {
      if (error instanceof OutsideError && error.outcome === 'refused')
        return refused(cycle, error.message);
      throw error;
    }
    return accepted(cycle);
  };

  async function asked(cycle: Cycle, envelopeUpdatedAt: string): Promise<void> {
    await advance.advance({
      cycleId: cycle.id,
      event: { name: 'ingest asked', envelopeUpdatedAt },
      actor: { kind: 'observer', source: 'ingest' },
    });
  }

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

function gotThrough({ state, updatedAt }: EnvelopeReading, before: string): boolean {
  if (ON_ITS_WAY.includes(state) || EXPORTED.includes(state)) return true;
  return state === READY && new Date(updatedAt) > new Date(before);
}
