import { realpath } from 'node:fs/promises';
import { gitIn, unlessRefused } from './git.ts';
import { gitRecords } from './git-records.ts';
import { plainRecords } from './plain-records.ts';
import type { Records } from './records.ts';

/** A repository where the folder is in one, plain files where it is not. */
export async function openRecords(folder: string, branch?: string): Promise<Records> {
  const path = await realpath(folder);
  return (await isRepository(path)) ? gitRecords(path, branch) : plainRecords(path);
}

export async function isRepository(folder: string): Promise<boolean> {
  const inside = await gitIn(folder)(['rev-parse', '--is-inside-work-tree']).catch(unlessRefused);
  return inside === 'true';
}
