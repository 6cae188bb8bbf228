import cron from 'node-cron';
import type { Maintenance } from '../operations/maintenance.ts';
import type { Log } from '../operations/ports.ts';

interface Crawling {
  readonly times: readonly string[]; // `08:00`
  readonly timeZone: string; // IANA
  readonly crawl: () => Promise<unknown>;
}

interface Scheduled {
  readonly name: string;
  readonly when: string; // as cron writes it
  readonly operation: () => Promise<unknown>;
  readonly timeZone?: string; // UTC unless given
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
  readonly buckets?: { readonly lookAfter: () => Promise<unknown> };
  /** Where it is switched on; by its own clock on the wall. */
  readonly tracker?: Crawling;
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
    { name: 'sweep', when: '30 2 * * *', operation: maintenance.sweep },
    { name: 'sweep objects', when: '45 2 * * *', operation: maintenance.sweepObjects },
    { name: 'verify journal', when: '0 3 * * *', operation: maintenance.verifyJournal },
    { name: 'back up', when: '30 3 * * *', operation: maintenance.backUp },
    ...(buckets === undefined
      ? []
      : [{ name: 'look after buckets', when: '0 8 * * *', operation: buckets.lookAfter }]),
    ...(tracker === undefined ? [] : crawls(tracker)),
  ];
  const tasks = table.map(({ name, when, operation, timeZone = 'UTC' }) =>
    cron.schedule(
      when,
      (): Promise<unknown> =>
        operation().catch((error: unknown) => {
          log.error('scheduled operation failed', { name, error: String(error) });
        }),
      { name, noOverlap: true, timezone: timeZone },
    ),
  );
  return {
    async stop() {
      for (const task of tasks) await task.destroy();
    },
  };
}

/** A crawl at each of these times; one that falls into another is that other. */
const crawls = ({ times, timeZone, crawl }: Crawling): readonly Scheduled[] =>
  times.map((time) => {
    const [hour = 0, minute = 0] = time.split(':').map(Number);
    return {
      name: `crawl at ${time}`,
      when: `${minute} ${hour} * * *`,
      operation: crawl,
      timeZone,
    };
  });
