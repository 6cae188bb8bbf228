import cron from 'node-cron';
import type { Maintenance } from '../operations/maintenance.ts';
import type { Log } from '../operations/ports.ts';

/** What happens by the clock on the wall, UTC. The runbooks' own deadlines are not here: they are in the store. */
export function startSchedule(needs: { readonly maintenance: Maintenance; readonly log: Log }): {
  stop(): Promise<void>;
} {
  const { maintenance, log } = needs;
  const table = [
    { name: 'sweep', when: '30 2 * * *', operation: maintenance.sweep },
    { name: 'sweep objects', when: '45 2 * * *', operation: maintenance.sweepObjects },
    { name: 'verify journal', when: '0 3 * * *', operation: maintenance.verifyJournal },
    { name: 'back up', when: '30 3 * * *', operation: maintenance.backUp },
  ];
  const tasks = table.map(({ name, when, operation }) =>
    cron.schedule(
      when,
      () =>
        operation().catch((error: unknown) => {
          log.error('scheduled operation failed', { name, error: String(error) });
        }),
      { name, noOverlap: true, timezone: 'UTC' },
    ),
  );
  return {
    async stop() {
      for (const task of tasks) await task.destroy();
    },
  };
}
