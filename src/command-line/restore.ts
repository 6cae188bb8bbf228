import { existsSync } from 'node:fs';
import { StartError } from '../config/start-error.ts';
import { systemClock } from '../config/system.ts';
import { restore as restoreFrom } from '../storage/backups/restore.ts';
import { tryInstanceLock } from '../storage/instance-lock.ts';
import { command, refused } from './command.ts';
import { dataFolder } from './data-folder.ts';
import { say } from './terminal.ts';

export const restore = command({
  name: 'restore',
  help: [
    'with --from PATH put a backup in the place of the',
    'database, which is kept aside; stop the bot first',
  ],
  options: { from: { type: 'string' } },
  async run({ from }) {
    if (from === undefined) throw refused('restore needs --from with the path of a backup');
    if (!existsSync(from)) throw new StartError(`${from}: there is no such file.`);
    const dataDir = dataFolder();
    const restored = await whileStopped(dataDir, () =>
      restoreFrom(dataDir, from, systemClock.now()),
    );
    if (!restored.ok) throw new StartError(`Nothing was changed. ${restored.says}.`);
    say(`Restored ${from}: ${restored.entries} journal entries, head ${restored.head}\n`);
    if (restored.keptAs !== undefined)
      say(`The database it replaces is kept as ${restored.keptAs}\n`);
    say('Next: npm start, then look at /export board. What it means: docs/operate/restore.md\n');
  },
});

/** @throws {StartError} while a bot uses the folder, or when the work cannot be done there. */
async function whileStopped<T>(dataDir: string, work: () => Promise<T>): Promise<T> {
  const lock = tryInstanceLock(dataDir);
  if (lock === undefined) throw new StartError(`A bot is running on ${dataDir}: stop it first.`);
  try {
    return await work();
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new StartError(`Nothing was restored to ${dataDir}: ${why}`, { cause: error });
  } finally {
    lock.release();
  }
}
