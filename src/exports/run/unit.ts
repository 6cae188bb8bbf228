import { type ExportJob, isMerged } from '../../domain/data-export/job.ts';
import type { Database } from '../../storage/database.ts';
import { completeFile, completeMerged, failFile } from '../../storage/exports/job-files.ts';
import type { Exported } from '../package/manifest.ts';

/** Files that one output is made of; it becomes that of the first. */
export type Unit = readonly [Exported, ...Exported[]];

export function unitsOf(job: ExportJob, files: readonly Exported[]): readonly Unit[] {
  if (!isMerged(job)) return files.map((one) => [one]);
  const [first, ...others] = files;
  return first === undefined ? [] : [[first, ...others]];
}

export async function completeUnit(
  trx: Database,
  [first, ...others]: Unit,
  done: Parameters<typeof completeFile>[2],
): Promise<void> {
  await completeFile(trx, first.made.id, done);
  const ids = others.map(({ made }) => made.id);
  if (ids.length > 0) await completeMerged(trx, ids);
}

export async function failUnit(
  trx: Database,
  unit: Unit,
  says: string,
  unfit = false,
): Promise<void> {
  for (const { made } of unit) await failFile(trx, made.id, says, unfit);
}
