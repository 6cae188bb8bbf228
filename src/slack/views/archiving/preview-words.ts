import type { Preview } from '../../../operations/message.ts';
import { bold } from '../text.ts';
import { ENVIRONMENTS } from './environment.ts';

/** What archiving a submission will do, before anything does. */
export function archivingPreviewWords(preview: Preview): readonly string[] {
  const { environment, choices } = preview;
  return [
    ...(environment === undefined ? [] : [`Environment: *${ENVIRONMENTS[environment]}*.`]),
    choices.includes('Join')
      ? 'It is submitted in ingest already; I follow it from here, and submit nothing.'
      : 'Ingest is asked to archive it; when it shows *Archiving*, I ask for step 1 of 3, and watch each step.',
    ...(choices.includes('Archive_Export')
      ? [
          'With *Archive and export*, the export follows by itself once everything is archived, and its card takes over.',
        ]
      : []),
    ...(choices.length === 1 && choices.includes('Archive')
      ? [
          `An export of ${bold(preview.dataset.shortName)} is under way, so it can’t be exported with it.`,
        ]
      : []),
  ];
}
