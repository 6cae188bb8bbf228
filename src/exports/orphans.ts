import type { Log } from '../operations/ports.ts';
import type { Database } from '../storage/database.ts';
import { keptFolders, registeredKeys } from '../storage/exports/live-objects.ts';
import { type FileArea, uploadKey } from './files.ts';
import { OUTPUTS } from './run/folders.ts';
import type { UploadNotes } from './upload-notes.ts';

/**
 * Removes what was stored and did not come into the record, since a crash came between the two: nobody can ask for it.
 * What is newer than this may still be on its way. Answers how many those were.
 */
export async function sweepOrphans(
  needs: {
    readonly db: Database;
    readonly area: FileArea;
    readonly uploads: UploadNotes;
    readonly log: Log;
  },
  olderThan: Date,
): Promise<number> {
  const { db, area, uploads, log } = needs;
  return (await sweepUploads()) + (await sweepOutputs());

  async function sweepUploads(): Promise<number> {
    const ids = await uploads.list(olderThan);
    if (ids.length === 0) return 0;
    const registered = await registeredKeys(db, area.name, ids.map(uploadKey));
    const swept = await remove(ids.map(uploadKey).filter((key) => !registered.has(key)));
    for (const id of ids) await uploads.end(id);
    return swept;
  }

  /** Of exports that we know: others may keep theirs in the same store. */
  async function sweepOutputs(): Promise<number> {
    let swept = 0;
    for await (const page of area.store.list(OUTPUTS).pages()) {
      const old = page.filter(({ modifiedAt }) => modifiedAt < olderThan).map(({ key }) => key);
      const kept = await keptFolders(db, [...new Set(old.map(jobKeyIn))]);
      swept += await remove(
        old.filter((key) => {
          const folder = kept.get(jobKeyIn(key));
          return folder === 'none' || (folder !== undefined && !key.startsWith(folder));
        }),
      );
    }
    return swept;
  }

  async function remove(keys: readonly string[]): Promise<number> {
    if (keys.length === 0) return 0;
    log.info('orphans removed', { keys: keys.slice(0, 20), count: keys.length });
    const { removed, failed } = await area.store.remove(keys.map((key) => ({ key })));
    const [fault] = failed;
    if (fault !== undefined) throw new Error(`${fault.key} could not be removed: ${fault.why}`);
    return removed;
  }
}

/** `exports/7/export_…/12-1/export_….zip`. */
function jobKeyIn(key: string): string {
  return key.split('/')[2] ?? '';
}
