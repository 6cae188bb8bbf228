import type { DspRecord } from '../../../domain/archiving/archive.ts';
import type { Cycle } from '../../../domain/cycle/cycle.ts';
import { type Archiver, type ArchiveSubmission, type Clock, OutsideError } from '../../ports.ts';
import { isWanted, type Say } from './saying.ts';

const ARCHIVER = 'archiver';

/** Step 1 of 3: a DSP submission is asked for, or removed. */
export interface Metadata {
  create(cycle: Cycle): Promise<void>;
  remove(cycle: Cycle): Promise<void>;
}

/**
 * A second request makes a second record, which hides the first. So what the archiver has is read before it is asked,
 * that it is asked is kept before it is done, and where that is kept nobody asks again: the answer may have been lost,
 * or the work be under way for minutes, while `latest` knows nothing yet.
 */
export function createMetadata(needs: {
  readonly archiver: Archiver;
  readonly excludeTypes: readonly string[];
  readonly clock: Pick<Clock, 'now'>;
  readonly say: Say;
}): Metadata {
  const { archiver, excludeTypes, clock, say } = needs;

  return {
    async create(cycle) {
      const { archive } = cycle.memory;
      if (!isWanted(cycle, 'metadata on its way') || archive?.askedAt !== undefined) return;
      const { submissionUuid } = cycle.dataset;
      const there = await archiver.latest(submissionUuid);
      if (there !== undefined && there.created !== archive?.earlier?.created) {
        const record = recordOf(there);
        // Made while this cycle archives: by a request whose answer was lost, or by hand.
        if (new Date(there.created) >= cycle.since && there.dspUuid !== undefined) {
          await say(cycle, ARCHIVER, { name: 'DSP submission made', archive: { dsp: record } });
          return;
        }
        await say(cycle, ARCHIVER, {
          name: 'earlier DSP submission seen',
          archive: { earlier: record },
        });
        return;
      }
      const askedAt = clock.now().toISOString();
      const kept = await say(cycle, ARCHIVER, { name: 'archiver asked', archive: { askedAt } });
      if (kept?.memory.archive?.askedAt !== askedAt) return; // it has moved on meanwhile
      const sent = await archiver
        .create(submissionUuid, { excludeTypes })
        .catch((error: unknown) => unheard(cycle, error));
      if (sent.outcome === 'refused') {
        await say(cycle, ARCHIVER, { name: 'archiver refused', reason: sent.reason });
      }
    },

    async remove(cycle) {
      if (!isWanted(cycle, 'DSP submission being removed')) return;
      const { submissionUuid } = cycle.dataset;
      const dspUuid = cycle.memory.archive?.dsp?.uuid;
      if (dspUuid !== undefined) {
        const left = await archiver.remove({ submissionUuid, dspUuid });
        if (left === 'there') {
          throw new OutsideError('The archiver', 'retry', `${dspUuid} is still there.`);
        }
      }
      await say(cycle, ARCHIVER, { name: 'DSP submission removed' });
    },
  };

  /** Surely not done: it may be asked again. */
  async function unheard(cycle: Cycle, error: unknown): Promise<never> {
    if (error instanceof OutsideError && error.outcome === 'retry') {
      await say(cycle, ARCHIVER, { name: 'archiver not reached' });
    }
    throw error;
  }
}

export function recordOf({ created, dspUuid, dspUrl }: ArchiveSubmission): DspRecord {
  return {
    created,
    ...(dspUuid === undefined ? {} : { uuid: dspUuid }),
    ...(dspUrl === undefined ? {} : { url: dspUrl }),
  };
}
