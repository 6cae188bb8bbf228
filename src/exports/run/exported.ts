import type { ExportFile } from '../../domain/data-export/job.ts';
import type { Database } from '../../storage/database.ts';
import { findFiles } from '../../storage/exports/files.ts';
import type { Exported } from '../package/manifest.ts';

/** Files of a job with what they are made of, in the same order. */
export async function exportedFiles(
  db: Database,
  files: readonly ExportFile[],
): Promise<readonly Exported[]> {
  const found = await findFiles(
    db,
    files.map(({ fileId }) => fileId),
  );
  const byId = new Map(found.map((file) => [file.id, file]));
  return files.flatMap((made) => {
    const file = byId.get(made.fileId);
    return file === undefined ? [] : [{ file, made }];
  });
}
