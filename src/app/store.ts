import type { Clock, Log } from '../operations/ports.ts';
import { backUp, backupPath } from '../storage/backups/backup.ts';
import { type Database, isMigrationPending, openDatabase } from '../storage/database.ts';
import { unusable } from './standing-by.ts';

/**
 * The database of this folder. Before an upgrade changes it, it is copied as it was.
 *
 * @throws {StartError} when it cannot be used.
 */
export async function openStore(needs: {
  readonly dataDir: string;
  readonly clock: Clock;
  readonly log: Log;
}): Promise<Database> {
  const { dataDir, clock, log } = needs;
  try {
    if (isMigrationPending(dataDir)) {
      const path = backupPath(dataDir, 'before-migration', clock.now());
      log.info('backed up before migrating', { ...(await backUp(dataDir, path)) });
    }
    return openDatabase(dataDir);
  } catch (error) {
    throw unusable(dataDir, error);
  }
}
