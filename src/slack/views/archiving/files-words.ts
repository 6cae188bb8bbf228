import { ENA_SILENCE, type EnaProgress } from '../../../domain/archiving/ena-progress.ts';
import type { FileProgress } from '../../../domain/archiving/file-progress.ts';
import type { Card } from '../../../operations/message.ts';
import { code, count, duration, escaped } from '../text.ts';

const FILES_NAMED = 5;

/** How far the files are, whichever way they go. */
export function fileCounts({ cycle }: Pick<Card, 'cycle'>): string {
  const { archive, fileProgress, enaProgress } = cycle.memory;
  if (archive?.way === 'ENA') {
    if (enaProgress === undefined) return 'ENA has not told of any yet';
    const { files, archived, skipped = 0, waiting, unsent = 0, failed } = enaProgress;
    return listed([
      `${archived} of ${count(files, 'file')} at ENA`,
      skipped > 0 && `${skipped} of them as before, since ENA skips what it has`,
      waiting > 0 && `${waiting} waiting`,
      unsent > 0 && `${unsent} not sent`,
      failed.length > 0 && `${failed.length} failed`,
    ]);
  }
  if (fileProgress === undefined) return 'no upload plan yet';
  const { jobs, uploaded, running, waiting, planned, failed, cancelled, refused, percent } =
    fileProgress;
  return listed([
    `${uploaded} of ${count(jobs, 'job')} uploaded`,
    running > 0 && `${running} running`,
    waiting > 0 && `${waiting} waiting`,
    planned > 0 && `${planned} planned`,
    failed > 0 && `${failed} failed`,
    cancelled > 0 && `${cancelled} cancelled`,
    refused > 0 && `${refused} refused`,
    running + waiting > 0 && `${percent} %`,
  ]);
}

/** Which files are not archived, and why where that is known. */
export function failedFileLines({ cycle }: Pick<Card, 'cycle'>): string {
  const { archive, enaProgress, fileProgress } = cycle.memory;
  const lines = archive?.way === 'ENA' ? enaLines(enaProgress) : jobLines(fileProgress);
  return lines.map((line) => `${line}\n`).join('');
}

function enaLines(progress: EnaProgress | undefined): readonly string[] {
  const failed = progress?.failed ?? [];
  const lines = failed
    .slice(0, FILES_NAMED)
    .map(
      ({ name, because }) =>
        `• ${code(name)}: ${escaped(because ?? `nothing was heard of it for ${duration(ENA_SILENCE)}`, 200)}`,
    );
  return [...lines, ...more(failed.length - lines.length)];
}

function jobLines(progress: FileProgress | undefined): readonly string[] {
  if (progress?.fault === undefined) return [];
  const { fault, failed, refused, cancelled } = progress;
  const because =
    fault.because === undefined ? '' : `: ${escaped(ofIt(fault.because, fault.name), 300)}`;
  return [`• ${code(fault.name)}${because}`, ...more(failed + refused + cancelled - 1)];
}

/** A reason beside the name of what it is about. */
export const ofIt = (reason: string, name = ''): string =>
  name === '' ? reason : reason.replaceAll(name, 'it');

const more = (rest: number): readonly string[] => (rest > 0 ? [`• and ${rest} more`] : []);

function listed(parts: readonly (string | false)[]): string {
  return parts.filter((part) => part !== false).join(', ');
}
