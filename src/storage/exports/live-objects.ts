import type { Database } from '../database.ts';

/** Those of these keys of an area that are registered as files. */
export async function registeredKeys(
  db: Database,
  area: string,
  keys: readonly string[],
): Promise<ReadonlySet<string>> {
  const rows = await db
    .selectFrom('file')
    .select('key')
    .where('area', '=', area)
    .where('key', 'in', [...keys])
    .execute();
  return new Set(rows.map(({ key }) => key));
}

/** What is kept of these exports, as far as they are known: all, `''`, while one is under way; its output; none. */
export async function keptFolders(
  db: Database,
  jobKeys: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const rows = await db
    .selectFrom('export_job')
    .select(['job_key', 'status', 'output_path', 'removed_at'])
    .where('job_key', 'in', [...jobKeys])
    .execute();
  const kept = new Map<string, string>();
  for (const { job_key: key, status, output_path: path, removed_at: removed } of rows) {
    if (status === 'pending' || status === 'processing') kept.set(key, '');
    else if (path === null || removed !== null) kept.set(key, 'none');
    else kept.set(key, path.slice(0, path.lastIndexOf('/') + 1));
  }
  return kept;
}
