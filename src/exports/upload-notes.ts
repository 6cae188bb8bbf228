import { mkdirSync } from 'node:fs';
import { readdir, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * Of each upload that is under way, by its id: what a crash left in the store is found by them, and nothing that
 * somebody else keeps there is ever taken for it.
 */
export interface UploadNotes {
  begin(id: string): Promise<void>;
  end(id: string): Promise<void>;
  /** Ids of those that were begun before this and never ended. */
  list(before: Date): Promise<readonly string[]>;
}

export function uploadNotes(dataDir: string): UploadNotes {
  const folder = join(dataDir, 'uploads');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  return {
    begin: (id) => writeFile(join(folder, id), '', { mode: 0o600, flag: 'wx' }),
    end: (id) => rm(join(folder, id), { force: true }),
    async list(before) {
      const ids: string[] = [];
      for (const id of await readdir(folder)) {
        const begun = await stat(join(folder, id)).catch(() => undefined); // ended meanwhile
        if (begun !== undefined && begun.mtime < before) ids.push(id);
      }
      return ids;
    },
  };
}
