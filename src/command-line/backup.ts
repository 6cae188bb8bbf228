import { existsSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { StartError } from '../config/start-error.ts';
import { systemClock } from '../config/system.ts';
import { backUp, backupPath } from '../storage/backups/backup.ts';
import { command } from './command.ts';
import { dataFolderInUse } from './data-folder.ts';
import { say } from './terminal.ts';
import { inWords } from './verify.ts';

export const backup = command({
  name: 'backup',
  help: [
    'copy the database, also while the bot runs;',
    'with --to PATH elsewhere than DATA_DIR/backups',
  ],
  options: { to: { type: 'string' } },
  async run({ to }) {
    const dataDir = dataFolderInUse();
    const usual = backupPath(dataDir, 'by-hand', systemClock.now());
    const path = placeOf(to, usual);
    const made = await backUp(dataDir, path).catch((error: unknown) => {
      const why = error instanceof Error ? error.message : String(error);
      throw new StartError(`No backup was made at ${path}: ${why}`, { cause: error });
    });
    say(`${made.path}\n${made.bytes} bytes\n${inWords(made.journal)}\n`);
    if (!made.journal.ok) process.exitCode = 1;
  },
});

/** @throws {StartError} rather than put it over something else. */
function placeOf(to: string | undefined, usual: string): string {
  if (to === undefined) return usual;
  if (!existsSync(to)) return to;
  if (statSync(to).isDirectory()) return join(to, basename(usual));
  throw new StartError(`${to} is there already: name another path, or a folder.`);
}
