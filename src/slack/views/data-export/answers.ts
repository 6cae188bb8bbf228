import type { KnownBlock } from '@slack/types';
import {
  type ExportFile,
  type ExportJob,
  isKept,
  isOpen,
} from '../../../domain/data-export/job.ts';
import type { Storage } from '../../../exports/jobs.ts';
import type { Extended } from '../../../exports/renewals.ts';
import { button, context, paragraph, type Rendered, row, section } from '../blocks.ts';
import { bold, count, cut, fileSize, moment, person } from '../text.ts';
import { bar } from './bar.ts';
import { exportButton, exportButtons } from './buttons.ts';
import { failureLine, statusOf } from './card.ts';
import { FORMAT_NAMES } from './formats.ts';
import { DATA_EXPORT } from './help.ts';

const MOST_LINKS = 20;
const MOST_REASONS = 100;
const LETTERS_OF_A_SECTION = 2800;

/** What somebody reads who pressed a button of another’s export. */
export function notYoursView(owner: string): Rendered {
  return paragraph(
    `This export belongs to ${person(owner)}, who alone can do this. Ask them to share it, or make your own with \`${DATA_EXPORT.command}\`.`,
  );
}

export function goneView(id: number): Rendered {
  return paragraph(
    `You have no export ${id}, or it was deleted. \`${DATA_EXPORT.command} list\` shows those that you have.`,
  );
}

/** Links that are good for an hour, for whoever has them: so they are shown to one person, when asked for. */
export function downloadView(
  job: ExportJob,
  now: Date,
  links: {
    readonly whole: string | undefined;
    readonly each: readonly { readonly name: string; readonly url: string }[];
  },
): Rendered {
  const { whole, each } = links;
  if (!isKept(job, now) || (whole === undefined && each.length === 0)) {
    const why = isOpen(job.status)
      ? 'is not ready yet'
      : 'is not kept any more: “Rebuild” makes it anew';
    return paragraph(`${bold(job.name)} ${why}.`);
  }
  const size = job.output === undefined ? '' : ` (${fileSize(job.output.bytes)})`;
  const lead = `${bold(job.name)}${size}: the link is good for an hour, for whoever has it. Press “Download” again for another.`;
  const shown =
    whole === undefined ? each.slice(0, MOST_LINKS) : [{ name: 'Save the file', url: whole }];
  const more = whole === undefined ? each.length - shown.length : 0;
  const buttons = shown.map(({ name, url }, index) =>
    button({ label: name, id: `open:${index}`, url, style: 'primary' }),
  );
  const rest =
    more > 0 ? ` ${count(more, 'more file')}: the REST interface lists all of them.` : '';
  return paragraph(lead + rest, buttons);
}

export function extendedView(job: ExportJob, extended: Extended | undefined): Rendered {
  if (extended === undefined) return goneView(job.id);
  if (extended.ok)
    return paragraph(
      `${bold(job.name)} is kept for a day longer${moment(extended.job.expiresAt ?? job.createdAt, ', until')}.`,
    );
  return extended.why === 'not longer'
    ? paragraph(`${bold(job.name)} is kept for a week already, which is the longest.`)
    : paragraph(`${bold(job.name)} is not kept any more: “Rebuild” makes it anew.`);
}

/** Why each file failed. */
export function reasonsView(job: ExportJob, files: readonly ExportFile[]): Rendered {
  const failed = files.filter(({ status }) => status === 'failed');
  const lines = failed.slice(0, MOST_REASONS).map(failureLine);
  const more = failed.length - lines.length;
  const head = `${count(failed.length, 'file')} of ${bold(job.name)} could not be exported:`;
  const rest = more > 0 ? [`and ${more} more: the REST interface lists all of them`] : [];
  const text = [head, ...lines, ...rest].join('\n');
  return { text: cut(text, 3000), blocks: sections([head, ...lines, ...rest]) };
}

function sections(lines: readonly string[]): readonly KnownBlock[] {
  const parts: string[] = [];
  for (const line of lines) {
    const last = parts.at(-1);
    if (last === undefined || last.length + line.length + 1 > LETTERS_OF_A_SECTION)
      parts.push(line);
    else parts[parts.length - 1] = `${last}\n${line}`;
  }
  return parts.slice(0, 45).map(section);
}

/** Somebody’s exports, newest first, each with what is likeliest to be done. */
export function exportListView(jobs: readonly ExportJob[], now: Date): Rendered {
  if (jobs.length === 0) return paragraph(NO_EXPORTS);
  return {
    text: cut(jobs.map((job) => exportLine(job, now)).join('\n'), 3000),
    blocks: [...exportRows(jobs, now), asOf(now)],
  };
}

/** An answer to one person is not drawn anew. */
export function asOf(now: Date): KnownBlock {
  return context(`${moment(now, 'As of')}; cards and Home change by themselves`);
}

export const NO_EXPORTS = `You have no exports yet. \`${DATA_EXPORT.command}\` makes one.`;

/** One section for each, with its buttons below it. */
export function exportRows(jobs: readonly ExportJob[], now: Date): readonly KnownBlock[] {
  return jobs.flatMap((job) => {
    const shown = exportButtons({ job, failures: [], now }).filter(
      ({ action_id: id }) => id !== 'data-export:reasons',
    );
    const details = exportButton(job, 'show', { label: 'Details' });
    return [section(exportLine(job, now)), ...row([...shown, details])];
  });
}

function exportLine(job: ExportJob, now: Date): string {
  const card = { job, now, failures: [], figures: { bytes: { done: 0, total: 0 }, rows: 0 } };
  const head = `${bold(job.name)} · ${FORMAT_NAMES[job.format]} · ${count(job.files.total, 'file')} · export ${job.id}`;
  const until =
    isKept(job, now) && job.expiresAt !== undefined ? moment(job.expiresAt, ', kept until') : '';
  const state = isOpen(job.status) ? bar(job.progress) : `${statusOf(card)}${until}`;
  return `${head}\n${state}`;
}

/** `storage`: what is kept, of how much. */
export function storageView({ own, all, quota }: Storage): Rendered {
  const mine = `You keep ${count(own.jobs, 'export')}, ${fileSize(own.bytes)}.`;
  const percent = quota === undefined ? undefined : (100 * all) / quota;
  const everybody =
    quota === undefined
      ? `Everybody’s take ${fileSize(all)}; no limit is set.`
      : `Everybody’s take ${fileSize(all)} of ${fileSize(quota)}.`;
  const blocks = [
    section(`${mine}\n${everybody}`),
    ...(percent === undefined ? [] : [section(bar(Math.min(100, percent)))]),
    context(
      `Exports go by themselves when their time is over; \`${DATA_EXPORT.command} list\` has a button to delete one before.`,
    ),
  ];
  return { text: `${mine} ${everybody}`, blocks };
}
