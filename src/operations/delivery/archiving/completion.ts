import type { Accessions } from '../../../domain/archiving/archive.ts';
import { isReady } from '../../../domain/archiving/standing.ts';
import type { Cycle } from '../../../domain/cycle/cycle.ts';
import { readStanding } from '../../observation/archiving/standing.ts';
import { type Accession, type Archiver, type Clock, OutsideError } from '../../ports.ts';
import { isWanted, type Say } from './saying.ts';

const ACCESSIONS_KEPT = 20;

/** Step 3 of 3: DSP is asked to complete, once; then what the archives call it. */
export interface Completion {
  complete(cycle: Cycle): Promise<void>;
  accessions(cycle: Cycle): Promise<void>;
}

/**
 * “Do not complete again”: what DSP says is read again first, that it is asked is kept before it is done, and what is
 * kept is never done again. An answer that got lost is told by the envelope.
 */
export function createCompletion(needs: {
  readonly archiver: Archiver;
  readonly clock: Pick<Clock, 'now'>;
  readonly say: Say;
}): Completion {
  const { archiver, clock, say } = needs;

  return {
    async complete(cycle) {
      const { archive } = cycle.memory;
      const dspUuid = archive?.dsp?.uuid;
      if (!isWanted(cycle, 'completing') || archive?.completeAskedAt !== undefined) return;
      if (dspUuid === undefined) throw new Error(`Cycle ${cycle.id} completes nothing.`);
      const standing = await readStanding(archiver, dspUuid, { filesAreThere: true });
      if (!isReady(standing)) {
        await say(cycle, 'archiver', { name: 'not ready to complete', archive: { standing } });
        return;
      }
      const completeAskedAt = clock.now().toISOString();
      const asked = { name: 'completion asked', archive: { standing, completeAskedAt } };
      const kept = await say(cycle, 'archiver', asked);
      if (kept?.memory.archive?.completeAskedAt !== completeAskedAt) return;
      try {
        const sent = await archiver.complete(dspUuid);
        if (sent.outcome === 'refused') {
          await say(cycle, 'archiver', { name: 'completion refused', reason: sent.reason });
        }
      } catch (error) {
        if (error instanceof OutsideError && error.outcome === 'retry') {
          await say(cycle, 'archiver', { name: 'completion not reached' });
        }
        throw error;
      }
    },

    async accessions(cycle) {
      const found = await archiver.accessions(cycle.dataset.submissionUuid);
      await say(cycle, 'ingest', {
        name: 'accessions seen',
        archive: { accessions: briefly(found) },
      });
    },
  };
}

/** The project’s first: that is what papers quote. */
function briefly(found: readonly Accession[]): Accessions {
  const first = found
    .toSorted((a, b) => Number(b.of === 'project') - Number(a.of === 'project'))
    .slice(0, ACCESSIONS_KEPT)
    .map(({ accession, label }) => ({ accession, of: label }));
  return { total: found.length, first };
}
