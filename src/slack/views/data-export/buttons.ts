import type { Button } from '@slack/types';
import {
  canRebuild,
  canRetry,
  type ExportJob,
  isEmptied,
  isKept,
  isOpen,
  LONGEST_TTL_HOURS,
} from '../../../domain/data-export/job.ts';
import type { ExportCard } from '../../../operations/message.ts';
import { buttonValue } from '../../interaction/button-value.ts';
import { button } from '../blocks.ts';

/** What somebody can do with their export; the action’s id ends in it. */
export type ExportVerb =
  | 'cancel'
  | 'download'
  | 'extend'
  | 'retry'
  | 'rebuild'
  | 'edit'
  | 'share'
  | 'revoke'
  | 'revoke-all'
  | 'visits'
  | 'delete'
  | 'reasons'
  | 'show';

type Look = Omit<Parameters<typeof button>[0], 'id' | 'value'>;

/** A button for one export, or one share of it: it holds its number and whose it is, and the store decides. */
export function exportButton(
  job: ExportJob,
  verb: ExportVerb,
  look: Look,
  shareId?: string,
): Button {
  const which = { j: job.id, o: job.party.name };
  const value = buttonValue(shareId === undefined ? which : { ...which, s: shareId });
  return button({ ...look, id: `data-export:${verb}`, value });
}

/** What somebody asked for does not fit: they change it, and nothing else helps. */
export const EDIT = 'Edit and export again';

/** What can be done with it now, the likeliest first. */
export function exportButtons({
  job,
  failures,
  now,
  figures,
}: Omit<ExportCard, 'figures'> & Partial<ExportCard>): readonly Button[] {
  if (job.deletedAt !== undefined) return [];
  if (isOpen(job.status)) return [cancelButton(job)];
  const kept = isKept(job, now);
  const longer = kept && job.ttlHours < LONGEST_TTL_HOURS;
  return [
    ...(kept ? [exportButton(job, 'download', { label: 'Download', style: 'primary' })] : []),
    ...(canRetry(job, now) ? [exportButton(job, 'retry', { label: 'Retry failed files' })] : []),
    ...(job.files.unfit > 0 || (figures && isEmptied(job, figures.rows))
      ? [exportButton(job, 'edit', { label: EDIT })]
      : []),
    ...(canRebuild(job, now) ? [exportButton(job, 'rebuild', { label: 'Rebuild' })] : []),
    ...(kept ? [shareButton(job)] : []),
    ...(longer ? [exportButton(job, 'extend', { label: 'Extend' })] : []),
    ...(job.files.failed > failures.length
      ? [exportButton(job, 'reasons', { label: 'All reasons' })]
      : []),
    exportButton(job, 'delete', { label: 'Delete' }),
  ];
}

export const shareButton = (job: ExportJob, label = 'Share'): Button =>
  exportButton(job, 'share', { label });

function cancelButton(job: ExportJob): Button {
  const text =
    job.attempt === 1
      ? 'What was made so far is thrown away.'
      : 'What was made before stays as it was.';
  return exportButton(job, 'cancel', {
    label: 'Cancel',
    confirm: { title: 'Cancel this export?', text, deny: 'Keep it going' },
  });
}
