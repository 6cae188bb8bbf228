import type { Statistics, Storage } from '../../../exports/jobs.ts';
import { paragraph, type Rendered } from '../blocks.ts';
import { count, fileSize } from '../text.ts';
import { NO_EXPORTS } from './answers.ts';
import { percentWords } from './bar.ts';
import { FORMAT_NAMES } from './formats.ts';

/** `stats`: somebody’s exports in numbers. */
export function statisticsView(
  statistics: Statistics,
  storage: Storage,
  picture: 'sent' | 'failed' | 'none',
): Rendered {
  const { total, byStatus, byFormat, filesExported, downloads } = statistics;
  if (total === 0) return paragraph(NO_EXPORTS);
  const statuses = Object.entries(byStatus).map(([name, n]) => `${n} ${name}`);
  const formats = Object.entries(FORMAT_NAMES).flatMap(([format, name]) => {
    const n = Object.entries(byFormat).find(([one]) => one === format)?.[1] ?? 0;
    return n === 0 ? [] : [`${n} as ${name.split(',')[0]}`];
  });
  const where = {
    sent: 'The picture is in your messages with me.',
    failed: 'The picture could not be made; please try again later.',
    none: '',
  }[picture];
  return paragraph(
    [
      `*You asked for ${count(total, 'export')}* (${formats.join(', ')}): ${statuses.join(', ')}.`,
      `${count(filesExported, 'file')} exported. ${count(downloads, 'download')}.`,
      `${storageWords(storage)}.`,
      where,
    ].join('\n'),
  );
}

/** `You keep 12.3 MB; all exports take 1.2 GB of 50.0 GB, 2 %`. */
export function storageWords({ own, all, quota }: Storage): string {
  const limit =
    quota === undefined ? '' : ` of ${fileSize(quota)}, ${percentWords((100 * all) / quota)}`;
  return `You keep ${fileSize(own.bytes)}; all exports take ${fileSize(all)}${limit}`;
}
