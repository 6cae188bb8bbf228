import { days } from '../domain/duration.ts';
import { backUp, backupPath, keepNewest } from '../storage/backups/backup.ts';
import type { Database } from '../storage/database.ts';
import { verifyJournal } from '../storage/journal.ts';
import { sweep } from '../storage/sweep.ts';
import type { Clock, Log } from './ports.ts';

/** Slack redelivers for minutes; a receipt is kept far longer than any redelivery. */
const RECEIPTS_LAST = days(30);
const DELIVERED_LASTS = days(30);
/** From which network, and with what browser, somebody downloaded by way of a share. */
const VISITORS_LAST = days(90);
/** Long enough for each yearly audit; the journal has what was moved for good. */
const TRANSFERS_LAST = days(400);
/** The longest upload takes hours. */
const UPLOADS_LAST = days(2);

export interface Maintenance {
  /** Removes what nobody can ask for any more, and forgets who downloaded long ago. */
  sweep(): Promise<void>;
  /** Frees what uploads hold that a crash or an outage left unfinished. */
  sweepObjects(): Promise<void>;
  /** Recomputes the journal's chain, and leaves its head in the log. */
  verifyJournal(): Promise<void>;
  /** Copies the database into `backups` in the data folder, and lets the oldest copies go. */
  backUp(): Promise<void>;
}

/** The nightly work on the store. */
export function createMaintenance(needs: {
  readonly db: Database;
  readonly log: Log;
  readonly clock: Clock;
  readonly dataDir: string;
  readonly backups: { readonly keep: number };
  readonly sweepObjects: (olderThan: Date) => Promise<number>;
}): Maintenance {
  const { db, log, clock, dataDir } = needs;
  return {
    async sweep() {
      const now = clock.now().getTime();
      const swept = await sweep(db, {
        previewsBefore: now,
        receiptsBefore: now - RECEIPTS_LAST,
        deliveredBefore: now - DELIVERED_LASTS,
        visitorsBefore: now - VISITORS_LAST,
        transfersBefore: now - TRANSFERS_LAST,
      });
      log.info('swept', { ...swept });
    },
    async sweepObjects() {
      const olderThan = new Date(clock.now().getTime() - UPLOADS_LAST);
      log.info('unfinished uploads swept', { swept: await needs.sweepObjects(olderThan) });
    },
    async verifyJournal() {
      const verdict = await verifyJournal(db);
      // The head in the log is an anchor outside the database: a chain cannot see that its end was cut off.
      if (verdict.ok) log.info('journal verified', { ...verdict });
      else log.error('journal does not verify', { ...verdict });
    },
    async backUp() {
      const { path, bytes } = await backUp(dataDir, backupPath(dataDir, 'nightly', clock.now()));
      const removed = keepNewest(dataDir, needs.backups.keep);
      log.info('backed up', { path, bytes, removed });
    },
  };
}
