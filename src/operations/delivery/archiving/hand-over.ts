import type { Cycle } from '../../../domain/cycle/cycle.ts';
import { exporting } from '../../../runbooks/exporting.ts';
import type { Advance } from '../../advance.ts';
import { isWanted, type Say } from './saying.ts';

/** Archive and export together: ingest goes on by itself, and the export’s card takes over, without a second submit. */
export function createHandOver(needs: {
  readonly advance: Advance;
  readonly say: Say;
}): (cycle: Cycle) => Promise<void> {
  const { advance, say } = needs;

  return async (cycle) => {
    if (!isWanted(cycle, 'export beginning')) return;
    const { archive, actions } = cycle.memory;
    const followed = await advance.follow({
      from: cycle,
      runbook: exporting,
      actions: actions.filter((action) => action !== 'Archive'),
      since: archive?.completeAskedAt ?? cycle.openedAt.toISOString(),
      source: 'ingest',
    });
    const name = followed.ok ? 'export taken over' : 'export under way already';
    await say(cycle, 'ingest', { name });
  };
}
