import type { EnaProgress, FailedFile } from '../../../domain/archiving/ena-progress.ts';
import type { Cycle } from '../../../domain/cycle/cycle.ts';
import { hours } from '../../../domain/duration.ts';
import type { RunbookEvent } from '../../../domain/runbook/event.ts';
import type { DataFile } from '../../ports.ts';

/** ENA says nothing of a file that failed: after so long without any news of any file, what is missing has. */
export const ENA_SILENCE = hours(1);

/** What a look at the files that were sent straight to ENA brings. */
export function enaNews(
  { memory, since }: Cycle,
  files: readonly DataFile[],
  now: Date,
  patience: number,
): RunbookEvent | undefined {
  const ena = memory.archive?.ena;
  if (ena?.askedAt === undefined) return undefined; // not asked yet
  const { progress, silent } = progressOf(files, ena.files);
  const heard = Math.max(Date.parse(ena.askedAt), since.getTime(), movedAt(memory));
  const over = now.getTime() - heard >= patience;
  const enaProgress: EnaProgress = over
    ? { ...progress, waiting: 0, failed: [...progress.failed, ...silent] }
    : progress;
  if (enaProgress.waiting > 0) return { name: 'files progressed', enaProgress };
  const all = enaProgress.failed.length === 0 && enaProgress.files > 0;
  if (!all && !over && enaProgress.files === 0) return undefined; // ENA knows of none yet
  return { name: all ? 'all files in ENA' : 'files failed at ENA', enaProgress };
}

function progressOf(
  files: readonly DataFile[],
  asked: readonly string[] | undefined,
): { readonly progress: EnaProgress; readonly silent: readonly FailedFile[] } {
  const wanted = asked === undefined ? files : files.filter(({ uuid }) => asked.includes(uuid));
  const unknown = (asked ?? []).filter((uuid) => !files.some((file) => file.uuid === uuid));
  const silent = wanted.filter(({ result }) => !result?.error && !result?.archivedAt);
  const failed: readonly FailedFile[] = [
    ...wanted.flatMap(({ uuid, name, result }) =>
      result?.error === undefined ? [] : [{ uuid, name, because: result.error }],
    ),
    ...unknown.map((uuid) => ({ uuid, name: uuid, because: 'it is no file of this submission' })),
  ];
  return {
    progress: {
      files: wanted.length + unknown.length,
      archived: wanted.length - silent.length - (failed.length - unknown.length),
      waiting: silent.length,
      failed,
    },
    silent: silent.map(({ uuid, name }) => ({ uuid, name })),
  };
}

function movedAt({ enaProgress, progressAt }: Cycle['memory']): number {
  return enaProgress === undefined || progressAt === undefined ? 0 : Date.parse(progressAt);
}
