import cron from 'node-cron';
import type { Maintenance } from '../operations/maintenance.ts';
import type { Log } from '../operations/ports.ts';

interface Scheduled {
  readonly name: string;
  readonly when: string; // as cron writes it
  readonly operation: () => Promise<unknown>;
}

/** What happens by the clock on the wall, UTC. The runbooks' own deadlines are not here: they are in the store. */
export function startSchedule(needs: {
  readonly maintenance: Maintenance;
  readonly log: Log;
  readonly sweepRuns: () => Promise<unknown>;
  readonly exports: {
    readonly cleanUp: () => Promise<unknown>;
    readonly tellStuck: () => Promise<unknown>;
    readonly tellExpiring: () => Promise<unknown>;
    readonly sweepWork: () => Promise<unknown>;
  };
  /** Where it is switched on. */
  readonly archiving?: { readonly sweepFolders: () => Promise<unknown> };
  /** Where they are switched on. */
  readonly buckets?: { readonly lookAtFiles: () => Promise<unknown> };
  readonly tracker?: { readonly sweepSheets: () => Promise<unknown> };
}): {
  stop(): Promise<void>;
} {
  const { maintenance, sweepRuns, exports, archiving, buckets, tracker, log } = needs;
  const table: readonly Scheduled[] = [
    { name: 'look for stuck exports', when: '* * * * *', operation: exports.tellStuck },
    { name: 'look for exports that end', when: '* * * * *', operation: exports.tellExpiring },
    { name: 'sweep work', when: '* * * * *', operation: exports.sweepWork },
    { name: 'remove expired exports', when: '0 2 * * *', operation: exports.cleanUp },
    ...(archiving === undefined
      ? []
      : [
          {
            name: 'sweep files of archiving',
            when: '15 2 * * *',
            operation: archiving.sweepFolders,
          },
        ]),
    { name: 'sweep runs', when: '20 2 * * *', operation: sweepRuns },
    ...(tracker === undefined
      ? []
      : [{ name: 'sweep sheets', when: '25 2 * * *', operation: tracker.sweepSheets }]),
    { name: 'sweep', when: '30 2 * * *', operation: maintenance.sweep },
    { name: 'sweep objects', when: '45 2 * * *', operation: maintenance.sweepObjects },
    { name: 'verify journal', when: '0 3 * * *', operation: maintenance.verifyJournal },
    { name: 'back up', when: '30 3 * * *', operation: maintenance.backUp },
    ...(buckets === undefined
      ? []
      : [{ name: 'look at bucket files', when: '*/5 * * * *', operation: buckets.lookAtFiles }]),
  ];
  const tasks = table.map(({ name, when, operation }) =>
    cron.schedule(
      when,
      (): Promise<unknown> =>
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
