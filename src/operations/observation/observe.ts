import { type Cycle, wasInCatalogue } from '../../domain/cycle/cycle.ts';
import { minutes } from '../../domain/duration.ts';
import { EXPORTED, ON_ITS_WAY, READY } from '../../domain/export/envelope-state.ts';
import type { ExportProgress } from '../../domain/export/export-progress.ts';
import { judge } from '../../domain/export/readiness.ts';
import type { RunbookEvent } from '../../domain/runbook/event.ts';
import { stateOf } from '../../domain/runbook/runbook.ts';
import { runbookNamed } from '../../runbooks/registry.ts';
import type { Catalogue, Clock, Ingest } from '../ports.ts';
import type { ObserveArchiving } from './archiving/observe.ts';
import { indexed } from './indexed.ts';

/** Right after a submit ingest still says Graph valid: not news of a correction. */
const VALIDITY_AFTER = minutes(2);

/**
 * One look at whatever is watched in the cycle's state: what it brings, if it brings anything.
 * @throws {OutsideError} when the system does not answer.
 */
export type Observe = (cycle: Cycle) => Promise<RunbookEvent | undefined>;

export function createObserve(needs: {
  readonly clock: Pick<Clock, 'now'>;
  readonly ingest: Ingest;
  readonly catalogue: Catalogue;
  /** Where archiving is switched on. */
  readonly observeArchiving?: ObserveArchiving | undefined;
}): Observe {
  const { clock, ingest, catalogue } = needs;

  return async (cycle) => {
    const { dataset, openedAt } = cycle;
    const { watched } = stateOf(runbookNamed(cycle.runbook), cycle.state);
    switch (watched) {
      case 'export': {
        const since = cycle.memory.follows?.since;
        const from = since === undefined ? openedAt : new Date(since);
        const progress = await ingest.readExport(dataset.submissionUuid, from);
        return progress && eventOf(progress, cycle);
      }
      case 'validity': {
        if (clock.now().getTime() - openedAt.getTime() < VALIDITY_AFTER) return undefined;
        const reading = await ingest.readProject(dataset.projectUuid);
        return reading !== undefined && judge(reading).ready ? { name: 'valid again' } : undefined;
      }
      case 'catalogue': {
        const isShown = await indexed(catalogue, [cycle]);
        return isShown(cycle) && !wasInCatalogue(cycle) ? { name: 'indexed' } : undefined;
      }
      case undefined:
        return undefined;
      default:
        return needs.observeArchiving?.(cycle, watched);
    }
  };
}

function eventOf(progress: ExportProgress, { memory }: Cycle): RunbookEvent {
  const { envelope } = progress;
  if (EXPORTED.includes(envelope)) return { name: 'export finished', progress };
  // Ingest notices a submit some seconds late; once it has, Graph valid means that the export was undone.
  const seen = memory.disturbed ?? memory.progress?.envelope ?? READY;
  if (ON_ITS_WAY.includes(envelope) || (envelope === READY && seen === READY)) {
    return { name: 'export progressed', progress };
  }
  // Somebody edited the submission, or ingest shows something unheard of: held, and said.
  return { name: 'export disturbed', disturbed: envelope };
}
