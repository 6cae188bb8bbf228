import type { EnaRequest } from '../../../domain/archiving/archive.ts';
import type { EnaProgress, FailedFile } from '../../../domain/archiving/ena-progress.ts';
import type { Cycle } from '../../../domain/cycle/cycle.ts';
import type { RunbookEvent } from '../../../domain/runbook/event.ts';
import type { DataFile } from '../../ports.ts';

/** What a look at the files that were sent straight to ENA brings. */
export function enaNews(
  { memory, since }: Cycle,
  files: readonly DataFile[],
  now: Date,
  patience: number,
): RunbookEvent | undefined {
  const ena = memory.archive?.ena;
  if (ena?.askedAt === undefined) return undefined; // not asked yet
  const heard = Math.max(Date.parse(ena.askedAt), since.getTime(), movedAt(memory));
  const over = now.getTime() - heard >= patience;
  const enaProgress = progressOf(files, ena, over);
  if (enaProgress.waiting > 0) return { name: 'files progressed', enaProgress };
  const all = enaProgress.archived === enaProgress.files && enaProgress.files > 0;
  if (!over && enaProgress.files === 0) return undefined; // ENA knows of none yet
  return { name: all ? 'all files in ENA' : 'files failed at ENA', enaProgress };
}

/** All files of the submission, each counted once, whichever of them the last request was about. */
function progressOf(files: readonly DataFile[], ena: EnaRequest, over: boolean): EnaProgress {
  const fates = files.map((file) => fateOf(file, ena, over));
  const unknown = (ena.files ?? []).filter((uuid) => !files.some((file) => file.uuid === uuid));
  const failed: readonly FailedFile[] = [
    ...fates.filter((fate) => typeof fate === 'object'),
    ...unknown.map((uuid) => ({ uuid, name: uuid, because: 'it is no file of this submission' })),
  ];
  const count = (kind: string): number => fates.filter((fate) => fate === kind).length;
  const [unsent, skipped] = [count('unsent'), count('skipped')];
  return {
    files: files.length + unknown.length,
    archived: count('archived') + skipped,
    ...(skipped === 0 ? {} : { skipped }),
    waiting: count('waiting'),
    ...(unsent === 0 ? {} : { unsent }),
    failed,
  };
}

/** By the newest request that was about it: what ENA says may be older, and then it is no answer. */
function fateOf(
  file: DataFile,
  ena: EnaRequest,
  over: boolean,
): 'archived' | 'skipped' | 'waiting' | 'unsent' | FailedFile {
  const { uuid, name, result } = file;
  const request = [ena, ...(ena.earlier ?? [])].find(
    ({ files }) => files === undefined || files.includes(uuid),
  );
  const because = result?.error === undefined ? {} : { because: result.error };
  const there = result?.archivedAt !== undefined && result.error === undefined;
  if (request === undefined) return there ? 'archived' : 'unsent';
  if (answers(file, request)) {
    return result?.error === undefined ? 'archived' : { uuid, name, ...because };
  }
  if (request === ena && !over) return 'waiting';
  return there ? 'skipped' : { uuid, name, ...because };
}

function answers({ uuid, result }: DataFile, { askedAt, errorsBefore = [] }: EnaRequest): boolean {
  if (result?.archivedAt !== undefined && askedAt !== undefined) {
    return Date.parse(result.archivedAt) >= Date.parse(askedAt);
  }
  // An error may come without a time: then only another one than before is new.
  const { error } = result ?? {};
  return (
    error !== undefined && !errorsBefore.some((one) => one.uuid === uuid && one.because === error)
  );
}

function movedAt({ enaProgress, progressAt }: Cycle['memory']): number {
  return enaProgress === undefined || progressAt === undefined ? 0 : Date.parse(progressAt);
}
