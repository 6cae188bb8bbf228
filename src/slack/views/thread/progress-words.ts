import type { Cycle } from '../../../domain/cycle/cycle.ts';
import { describeProgress } from '../../../domain/export/export-progress.ts';
import { fileCounts } from '../archiving/files-words.ts';
import { escaped } from '../text.ts';

/** How far what is waited for has come, as it was last seen; undefined where there is no such thing. */
export function progressWords(cycle: Cycle): string | undefined {
  const { archive, progress, fileProgress, enaProgress } = cycle.memory;
  if (archive !== undefined) {
    const begun = archive.way !== undefined && (fileProgress ?? enaProgress) !== undefined;
    return begun ? fileCounts({ cycle }) : undefined;
  }
  return progress && escaped(describeProgress(progress), 300);
}
