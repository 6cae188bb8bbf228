import cron from 'node-cron';
import { days } from '../domain/duration.ts';
import type { Clock, Log } from '../operations/ports.ts';
import type { Database } from '../storage/database.ts';
import { verifyJournal } from '../storage/journal.ts';
import { sweep } from '../storage/sweep.ts';

/** Slack redelivers for minutes; a receipt is kept far longer than any redelivery. */
const RECEIPTS_LAST = days(30);
const DELIVERED_LASTS = days(30);

/** What happens by the clock on the wall, UTC. The runbooks' own deadlines are not here: they are in the store. */
export function startSchedule(needs: {
  readonly db: Database;
  readonly log: Log;
  readonly clock: Clock;
}): { stop(): Promise<void> } {
  const { db, log, clock } = needs;
  const table = [
    {
      name: 'sweep',
      when: '30 2 * * *',
      async operation() {
        const now = clock.now().getTime();
        const swept = await sweep(db, {
          previewsBefore: now,
          receiptsBefore: now - RECEIPTS_LAST,
          deliveredBefore: now - DELIVERED_LASTS,
        });
        log.info('swept', swept);
      },
    },
    {
      name: 'verify journal',
      when: '0 3 * * *',
      async operation() {
        const verdict = await verifyJournal(db);
        // The head in the log is an anchor outside the database: a chain cannot see that its end was cut off.
        if (verdict.ok) log.info('journal verified', verdict);
        else log.error('journal does not verify', verdict);
      },
    },
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
