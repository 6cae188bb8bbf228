import type { Cycle } from '../../../domain/cycle/cycle.ts';
import { type Archiver, type Clock, OutsideError } from '../../ports.ts';
import { isWanted, type Say } from './saying.ts';

/** Step 2 of 3, “Uploading files directly to ENA”: the archiver is asked once for each press. */
export function createEnaFiles(needs: {
  readonly archiver: Archiver;
  readonly clock: Pick<Clock, 'now'>;
  readonly say: Say;
}): (cycle: Cycle) => Promise<void> {
  const { archiver, clock, say } = needs;

  return async (cycle) => {
    const ena = cycle.memory.archive?.ena ?? {};
    if (!isWanted(cycle, 'files on their way to ENA') || ena.askedAt !== undefined) return;
    const { submissionUuid } = cycle.dataset;
    const there = await archiver.dataProgress(submissionUuid);
    const strange = (ena.files ?? []).filter((uuid) => !there.some((file) => file.uuid === uuid));
    if (strange.length > 0 && there.length > 0) {
      const reason = `No file of this submission has the UUID ${strange.slice(0, 3).join(', ')}; nothing was sent.`;
      await say(cycle, 'archiver', { name: 'ENA refused', reason });
      return;
    }
    const errorsBefore = there.flatMap(({ uuid, result }) =>
      result?.error === undefined || result.archivedAt !== undefined
        ? []
        : [{ uuid, because: result.error }],
    );
    const askedAt = clock.now().toISOString();
    const request = { ...ena, askedAt, ...(errorsBefore.length === 0 ? {} : { errorsBefore }) };
    const asked = { name: 'ENA asked', archive: { ena: request } };
    const kept = await say(cycle, 'archiver', asked);
    if (kept?.memory.archive?.ena?.askedAt !== askedAt) return; // it has moved on meanwhile
    try {
      const sent = await archiver.archiveData(submissionUuid, ena.files);
      if (sent.outcome === 'refused') {
        await say(cycle, 'archiver', { name: 'ENA refused', reason: sent.reason });
      }
    } catch (error) {
      if (error instanceof OutsideError && error.outcome === 'retry') {
        await say(cycle, 'archiver', { name: 'ENA not reached', archive: { ena } });
      }
      throw error;
    }
  };
}
