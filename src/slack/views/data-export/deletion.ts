import type { ModalView } from '@slack/types';
import { z } from 'zod';
import type { ExportJob } from '../../../domain/data-export/job.ts';
import { section } from '../blocks.ts';
import { bold, count } from '../text.ts';

export const DELETE_CALLBACK = 'delete-export';
export const DELETE_TITLE = 'Delete this export?';

export const deleteMemory = z.object({ j: z.int() });

/** Asked of whoever may delete it, and of nobody else: a button that asks by itself asks everybody. */
export function deleteDialog(job: ExportJob, kept: boolean): ModalView {
  const files = count(job.files.total - job.files.failed, 'file');
  const goes = kept
    ? `its package (${files}) goes at once, and every link to it`
    : 'it leaves your list';
  return {
    type: 'modal',
    callback_id: DELETE_CALLBACK,
    private_metadata: JSON.stringify({ j: job.id } satisfies z.infer<typeof deleteMemory>),
    title: { type: 'plain_text', text: DELETE_TITLE },
    submit: { type: 'plain_text', text: 'Delete' },
    close: { type: 'plain_text', text: 'Keep it' },
    blocks: [section(`${bold(job.name)}: ${goes}. The files that it was made of stay.`)],
  };
}
