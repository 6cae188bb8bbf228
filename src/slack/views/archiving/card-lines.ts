import type { Card } from '../../../operations/message.ts';
import { bold, escaped } from '../text.ts';
import { ENVIRONMENTS } from './environment.ts';
import { fileCounts } from './files-words.ts';
import { dspLink } from './notice-words.ts';
import { faultLines, whatBlocks } from './standing-words.ts';

/** While DSP is looked at: what it said before files went, or before it was completed, holds no more. */
const LOOKED_AT: readonly string[] = ['metadata in DSP', 'files archived', 'completing'];

/** What the card of an archiving says beside its stages; nothing for other runbooks. */
export function archivingLines(card: Card): readonly string[] {
  const { state, memory } = card.cycle;
  const { archive, disturbed } = memory;
  if (archive === undefined) return [];
  const { standing } = archive;
  const files = archive.way !== undefined || memory.fileProgress !== undefined;
  return [
    `Environment: *${ENVIRONMENTS[archive.environment]}*`,
    ...(archive.locked === undefined ? [] : [escaped(archive.locked, 300)]),
    ...(archive.dsp === undefined ? [] : [`DSP submission: ${dspLink(card)}`]),
    ...(files ? [`Files: ${fileCounts(card)}`] : []),
    ...(standing === undefined || !LOOKED_AT.includes(state)
      ? []
      : [[`DSP: ${whatBlocks(standing)}`, faultLines(standing.faults)].filter(Boolean).join('\n')]),
    ...(state === 'submitted for archiving' && memory.progress !== undefined
      ? [`Ingest shows ${bold(memory.progress.envelope)}`]
      : []),
    ...(disturbed === undefined
      ? []
      : [`Ingest shows ${bold(disturbed)}, which archiving does not lead to. I keep watching.`]),
    ...(state === 'archived alone'
      ? ['Nothing to do now: I say so when ingest allows its export, with a button for it.']
      : []),
    ...(archive.accessions === undefined
      ? []
      : [`Accessions: ${escaped(String(archive.accessions.total))}`]),
  ];
}
