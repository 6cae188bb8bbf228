import type { Cycle } from '../../domain/cycle/cycle.ts';
import { judge } from '../../domain/export/readiness.ts';
import type { RunbookEvent } from '../../domain/runbook/event.ts';
import type { Advance } from '../advance.ts';
import { indexed } from '../observation/indexed.ts';
import type { Catalogue, Ingest, StagingArea } from '../ports.ts';

/** One look at an outside system that a runbook asked for; what it shows is told to the cycle. */
export interface Look {
  catalogue(cycle: Cycle): Promise<void>;
  stagingArea(cycle: Cycle): Promise<void>;
  /** Somebody says that ingest calls it valid again: read, not believed. */
  validity(cycle: Cycle): Promise<void>;
}

export function createLook(needs: {
  readonly catalogue: Catalogue;
  readonly stagingArea: StagingArea;
  readonly ingest: Pick<Ingest, 'readProject'>;
  readonly advance: Advance;
}): Look {
  async function tell(cycle: Cycle, source: string, event: RunbookEvent): Promise<void> {
    const actor = { kind: 'observer', source } as const;
    await needs.advance.advance({ cycleId: cycle.id, event, actor });
  }

  return {
    async catalogue(cycle) {
      const isShown = await indexed(needs.catalogue, [cycle]);
      await tell(cycle, 'catalogue', { name: 'catalogue seen', inCatalogueBefore: isShown(cycle) });
    },

    async stagingArea(cycle) {
      const staging = await needs.stagingArea.inspect(cycle.dataset.projectUuid);
      const name = staging.faults.length === 0 ? 'staging area seen' : 'staging faults seen';
      await tell(cycle, 'staging area', { name, staging });
    },

    async validity(cycle) {
      const reading = await needs.ingest.readProject(cycle.dataset.projectUuid);
      const ready = reading !== undefined && judge(reading).ready;
      const reason = reading?.submissions[0]?.state ?? 'no submission';
      await tell(
        cycle,
        'ingest',
        ready ? { name: 'valid again' } : { name: 'not valid yet', reason },
      );
    },
  };
}
