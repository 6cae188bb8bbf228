import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { listProjectsOfFiles } from '../../storage/archiving/jobs.ts';
import type { Database } from '../../storage/database.ts';

/**
 * Removes what lies in work folders of projects that no open cycle has files of: until then a job that is repeated
 * fetches and makes nothing twice. Answers how many projects that were.
 */
export async function sweepWorkFolders(
  db: Database,
  workFolders: ReadonlySet<string>,
): Promise<number> {
  const wanted = await listProjectsOfFiles(db);
  let removed = 0;
  for (const folder of workFolders) {
    for (const project of await projectsIn(folder)) {
      if (wanted.has(project)) continue;
      await rm(join(folder, project), { recursive: true, force: true });
      removed += 1;
    }
  }
  return removed;
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i; // whatever else is there is not ours

async function projectsIn(folder: string): Promise<readonly string[]> {
  try {
    return (await readdir(folder)).filter((name) => UUID.test(name));
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw error;
  }
}
