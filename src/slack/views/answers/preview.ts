import type { Choice } from '../../../domain/cycle/cycle.ts';
import type { Preview } from '../../../operations/message.ts';
import { archiving } from '../../../runbooks/archiving.ts';
import { runbookNamed } from '../../../runbooks/registry.ts';
import { buttonValue } from '../../interaction/button-value.ts';
import { archivingPreviewWords } from '../archiving/preview-words.ts';
import { button, context, type Rendered, row, section } from '../blocks.ts';
import { stateLabel } from '../card/state-label.ts';
import { bold, code, count, cut, escaped, link } from '../text.ts';

const CHOICES: Readonly<Record<Choice, string>> = {
  Export: 'Export metadata and data',
  Export_Metadata: 'Export metadata only',
  Archive_Export: 'Archive and export',
  Archive: 'Archive only',
  Join: 'Follow it from here',
};

/** The known bug of metadata-only exports (SOP “TDR issues”). */
const METADATA_ONLY =
  '⚠ *Metadata only* leaves the data where they are. Known bug: the import then refuses files that are described but not there (`found_data_file False`). Choose it only if no data file is described that was not exported before.';

const WHAT_HAPPENS =
  'Ingest copies its metadata and data to the staging area, usually in 1 to 4 h; I watch it and then ask you for the import request.';

/** What will happen, before anything does: one button for each way to export, and one to leave it. */
export function previewView(preview: Preview): Rendered {
  const { dataset, replaces, files } = preview;
  const archives = preview.runbook === archiving.name;
  const verb = archives ? 'Archive' : 'Export';
  const text = [
    `*${verb} ${escaped(dataset.shortName, 80)}?* This is ${runbookNamed(preview.runbook).counted} ${preview.number}, ${whatItIs(preview)}.`,
    ...(dataset.title === '' ? [] : [escaped(dataset.title, 300)]),
    ...(replaces === undefined
      ? []
      : [
          `It ends ${runbookNamed(preview.runbook).counted} ${replaces.number}, which is at ${bold(stateLabel(replaces.state))}, and starts again from the ${archives ? 'submit' : 'export'}.`,
        ]),
    ...(replaces?.leftovers === undefined
      ? []
      : [
          `⚠ ${count(replaces.leftovers, 'object')} of the failed export still lie in its staging area, where they can hang the next one; the clean-up that waits for confirmation would be put off.`,
        ]),
    ...(archives ? archivingPreviewWords(preview) : [WHAT_HAPPENS]),
    ...(preview.choices.includes('Export_Metadata') ? [METADATA_ONLY] : []),
    ...(dataset.managedAccess ? ['Its data are under managed access.'] : []),
  ].join('\n');
  const choices = preview.choices.map((choice, index) =>
    button({
      label: CHOICES[choice],
      id: `preview:${choice}`,
      value: buttonValue({ p: preview.id, a: choice }),
      ...(index === 0 ? { style: 'primary' } : {}),
    }),
  );
  const leave = button({
    label: 'Not now',
    id: 'preview:not now',
    value: buttonValue({ p: preview.id, a: 'not now' }),
  });
  return {
    text: cut(text, 3000),
    blocks: [
      section(text),
      ...row([...choices, leave]),
      context(
        files === undefined ? undefined : count(files, 'file'),
        `managed access: ${dataset.managedAccess ? 'yes' : 'no'}`,
        code(dataset.projectUuid),
        link(dataset.ingestUrl, 'ingest'),
      ),
    ],
  };
}

function whatItIs({ number, dataset, runbook }: Preview): string {
  if (number > 1) return runbook === archiving.name ? 'archived again' : 'a re-export';
  return dataset.alreadyReleased ? 'an update of a released project' : 'a new project';
}
