import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { StartError } from '../config/start-error.ts';

export function dataFolder(): string {
  return process.env['DATA_DIR']?.trim() || '.data';
}

/** @throws {StartError} when there is no database in it. */
export function dataFolderInUse(): string {
  const dataDir = dataFolder();
  if (existsSync(join(dataDir, 'handoff.db'))) return dataDir;
  const remedy = 'set DATA_DIR to the data folder of the installation';
  throw new StartError(`There is no database in ${dataDir}: ${remedy}.`);
}
