import type { ObjectStore } from '../objects/object-store.ts';
import type { Log } from '../operations/ports.ts';
import type { Database } from '../storage/database.ts';
import { keptFolders, registeredKeys } from '../storage/exports/live-objects.ts';
import { type FileArea, UPLOADS } from './files.ts';
import { OUTPUTS } from './run/folders.ts';

/**
 * Removes what was stored and is not in the record, since a crash came between the two: nobody can ask for it. What is
 * newer than this may be about to be registered. Answers how many those were.
 */
export async function sweepOrphans(
  { db, area, log }: { readonly db: Database; readonly area: FileArea; readonly log: Log },
  olderThan: Date,
): Promise<number> {
  let swept = 0;
  for (const [prefix, orphansAmong] of [
    [UPLOADS, unregistered],
    [OUTPUTS, unkept],
  ] as const) {
    for await (const page of area.store.list(prefix).pages()) {
      const old = page.filter(({ modifiedAt }) => modifiedAt < olderThan).map(({ key }) => key);
      if (old.length === 0) continue;
      const orphans = await orphansAmong(old);
      swept += await remove(area.store, orphans);
    }
  }
  return swept;

  async function unregistered(keys: readonly string[]): Promise<readonly string[]> {
    const registered = await registeredKeys(db, area.name, keys);
    return keys.filter((key) => !registered.has(key));
  }

  async function unkept(keys: readonly string[]): Promise<readonly string[]> {
    const kept = await keptFolders(db, [...new Set(keys.map(jobKeyIn))]);
    return keys.filter((key) => {
      const folder = kept.get(jobKeyIn(key));
      return folder === undefined || !key.startsWith(folder);
    });
  }

  async function remove(store: ObjectStore, keys: readonly string[]): Promise<number> {
    if (keys.length === 0) return 0;
    log.info('orphans removed', { keys: keys.slice(0, 20), count: keys.length });
    return (await store.remove(keys.map((key) => ({ key })))).removed;
  }
}

/** `exports/7/export_…/12-1/export_….zip`. */
function jobKeyIn(key: string): string {
  return key.split('/')[2] ?? '';
}
