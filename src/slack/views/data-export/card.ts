import type { KnownBlock } from '@slack/types';
import { type ExportFile, isEmptied, isKept, isOpen } from '../../../domain/data-export/job.ts';
import type { ExportCard } from '../../../operations/message.ts';
import { context, type Rendered, row, section } from '../blocks.ts';
import { bold, code, count, cut, duration, escaped, fileSize, moment, person } from '../text.ts';
import { bar } from './bar.ts';
import { EDIT, exportButtons } from './buttons.ts';
import { FORMAT_NAMES } from './formats.ts';

/** The one live card of an export, edited in place: how far it is, what it made, what can be done. */
export function exportCardView(card: ExportCard): Rendered {
  const { job } = card;
  const title = `${titleOf(card)}\n${statusOf(card)}`;
  const described = job.description === undefined ? [] : [section(escaped(job.description, 500))];
  const blocks: readonly KnownBlock[] = [
    section(title),
    ...described,
    ...progressOf(card),
    ...failuresBlocks(card),
    ...row(exportButtons(card)),
    footer(card),
  ];
  return { text: cut(title, 3000), blocks };
}

/** `Marker genes · CSV · for @fay`. */
function titleOf({ job }: ExportCard): string {
  return [bold(job.name), FORMAT_NAMES[job.format], `for ${person(job.party.name)}`].join(' · ');
}

/** Where it stands, in a few words. */
export function statusOf({ job, now }: ExportCard): string {
  if (job.deletedAt !== undefined) return 'Deleted, with its files';
  switch (job.status) {
    case 'pending':
      return job.attempt === 1 ? '○ Waits for its turn' : '○ Waits to try the failed files again';
    case 'processing':
      return isPacking(job) ? '● Packing' : '● Exporting';
    case 'cancelled':
      return '✗ Cancelled';
    case 'failed':
      return '✗ No file could be exported';
    case 'completed': {
      if (!isKept(job, now))
        return 'Its time is over: the files are gone. “Rebuild” makes them anew';
      const { failed, total } = job.files;
      return failed === 0
        ? '✓ Ready to download'
        : `✓ Ready, without ${failed} of ${count(total, 'file')}`;
    }
  }
}

function progressOf(card: ExportCard): readonly KnownBlock[] {
  const { job } = card;
  if (job.deletedAt !== undefined) return [];
  return isOpen(job.status)
    ? [section(`${bar(job.progress)}\n${figuresLine(card)}`)]
    : [section(resultLine(card)), ...emptied(card)];
}

/** Nobody downloads a header alone to find out. */
function emptied({ job, figures }: ExportCard): readonly KnownBlock[] {
  return isEmptied(job, figures.rows)
    ? [section(`⚠ No row fits the filter, so there are headers alone. “${EDIT}” changes it.`)]
    : [];
}

/** All files are done; what remains is the package. */
function isPacking({ files }: ExportCard['job']): boolean {
  return files.processed === files.total;
}

function figuresLine({ job, figures }: ExportCard): string {
  const { processed, total } = job.files;
  const { bytes, rows, pace } = figures;
  return [
    `${processed} of ${count(total, 'file')}`,
    `${fileSize(bytes.done)} of ${fileSize(bytes.total)}`,
    ...(rows === 0 ? [] : [count(rows, 'row')]),
    ...(pace === undefined || isPacking(job)
      ? []
      : [`${fileSize(pace.rate)} a second`, `about ${duration(pace.left)} left`]),
  ].join(' · ');
}

function resultLine({ job, figures }: ExportCard): string {
  const { total, failed } = job.files;
  const done = job.status === 'completed' ? total - failed : 0;
  const took =
    job.startedAt === undefined || job.completedAt === undefined
      ? []
      : tookWords(job.completedAt.getTime() - job.startedAt.getTime());
  return [
    `${done} of ${count(total, 'file')}`,
    ...(figures.rows === 0 ? [] : [count(figures.rows, 'row')]),
    ...(job.output === undefined ? [] : [fileSize(job.output.bytes)]),
    ...took,
  ].join(' · ');
}

const tookWords = (milliseconds: number): readonly string[] =>
  milliseconds < 1000 ? [] : [`took ${duration(milliseconds)}`];

function failuresBlocks({ job, failures }: ExportCard): readonly KnownBlock[] {
  if (failures.length === 0 || job.deletedAt !== undefined) return [];
  const more = job.files.failed - failures.length;
  const lines = failures.map(failureLine);
  const rest = more > 0 ? [`and ${more} more: “All reasons” lists them`] : [];
  return [section(['*Not exported*', ...lines, ...rest].join('\n'))];
}

export function failureLine({ source, message }: ExportFile): string {
  return `✗ ${code(source, 80)}: ${escaped(message ?? 'no reason was given', 200)}`;
}

function footer({ job, now }: ExportCard): KnownBlock {
  const kept = isKept(job, now) && job.expiresAt !== undefined;
  const chosen = job.columns === undefined ? undefined : count(job.columns.length, 'column');
  return context(
    `Export ${job.id}`,
    job.rebuiltFrom === undefined ? undefined : `export ${job.rebuiltFrom} made anew`,
    job.attempt === 1 ? undefined : `try ${job.attempt}`,
    chosen,
    ...transformWords(job),
    kept && job.expiresAt !== undefined ? moment(job.expiresAt, 'kept until') : undefined,
    kept && job.output !== undefined ? `SHA-256 ${code(job.output.sha256)}` : undefined,
  );
}

const STEP_WORDS = {
  cast: 'types changed',
  merge: 'merged into one',
  filter: 'only some rows',
  sort: 'sorted',
  rename: 'columns renamed',
  split: 'in parts',
};

function transformWords({ transform = {} }: ExportCard['job']): readonly string[] {
  const asked = Object.entries(STEP_WORDS).filter(([step]) => transform[step] !== undefined);
  return asked.filter(([step]) => transform[step] !== false).map(([, words]) => words);
}
