import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { StartError } from '../config/start-error.ts';

export function dataFolder(): string {
  return process.env['DATA_DIR']?.trim() || '.data';
}

/** @throws {StartError} when there is no database in it. */
export function dataFolderInUse(): string {
  const dataDir = dataFolder();
  if (holdsDatabase(dataDir)) return dataDir;
  const remedy = 'set DATA_DIR to the data folder of the installation';
  const played = sandboxBelow(dataDir);
  const instead = played === undefined ? '' : `, or to ${played} for the sandbox’s`;
  throw new StartError(`There is no database in ${dataDir}: ${remedy}${instead}.`);
}

/** The sandbox keeps its database in a folder of its own, below the one it is given: `.data/sandbox` by default. */
function sandboxBelow(dataDir: string): string | undefined {
  const below = join(dataDir, 'sandbox');
  return [below, join(below, 'sandbox')].find(holdsDatabase);
}

function holdsDatabase(folder: string): boolean {
  return existsSync(join(folder, 'handoff.db'));
}
