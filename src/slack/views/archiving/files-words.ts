import type { Card } from '../../../operations/message.ts';
import { code, count, escaped } from '../text.ts';

const FILES_NAMED = 5;

/** How far the files are, whichever way they go. */
export function fileCounts({ cycle }: Pick<Card, 'cycle'>): string {
  const { archive, fileProgress, enaProgress } = cycle.memory;
  if (archive?.way === 'ENA') {
    if (enaProgress === undefined) return 'ENA has not told of any yet';
    const { files, archived, waiting, unsent = 0, failed } = enaProgress;
    return listed([
      `${archived} of ${count(files, 'file')} at ENA`,
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

/** Of files that went straight to ENA: which failed, and why where ENA says so. */
export function failedFileLines({ cycle }: Pick<Card, 'cycle'>): string {
  const failed =
    cycle.memory.archive?.way === 'ENA' ? (cycle.memory.enaProgress?.failed ?? []) : [];
  if (failed.length === 0) return '';
  const lines = failed
    .slice(0, FILES_NAMED)
    .map(
      ({ name, because }) =>
        `• ${code(name)}: ${escaped(because ?? 'nothing was heard of it for too long', 200)}`,
    );
  const rest = failed.length - lines.length;
  return `${[...lines, ...(rest > 0 ? [`• and ${rest} more`] : [])].join('\n')}\n`;
}

function listed(parts: readonly (string | false)[]): string {
  return parts.filter((part) => part !== false).join(', ');
}
