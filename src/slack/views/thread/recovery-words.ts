import { isUnderWay } from '../../../domain/cycle/clean-up.ts';
import type { Cycle } from '../../../domain/cycle/cycle.ts';
import { buttonOf } from '../../../domain/runbook/runbook.ts';
import type { Card } from '../../../operations/message.ts';
import { archiving } from '../../../runbooks/archiving.ts';
import { runbookNamed } from '../../../runbooks/registry.ts';
import { bold, code, escaped, person } from '../text.ts';

/** How a dataset is reset to valid: the bot asks and explains, it never commits states itself. */
export function recoveryStarted({ cycle }: Card): string {
  const { dataset, memory } = cycle;
  const submission = code(dataset.submissionUuid);
  const by = memory.cleanUp?.askedBy ?? memory.problem?.reportedBy ?? cycle.submitter;
  const why = memory.problem?.reason;
  if (memory.problem?.validAgain === true) {
    return `${person(by)} goes on with the recovery of ${bold(dataset.shortName)}: I list its staging area, and two different people confirm what is deleted.`;
  }
  return [
    `${person(by)} started the recovery of ${bold(dataset.shortName)}${why === undefined || why === '' ? '' : `: ${escaped(why, 300)}`}`,
    `1. Reset submission ${submission} to valid: ${code('PUT …/commitGraphValidEvent')}, *then restart the state tracker*; without the restart it looks right and goes wrong later. Editing a field in ingest works, too. Then press “I reset it to valid”; I look, I don’t change states.`,
    '2. As soon as it is valid, I list its staging area. Two different people confirm what is deleted.',
    '3. Export again.',
  ].join('\n');
}

/** What is to be done once ingest calls a held dataset valid again. */
export function onceValid({ runbook, memory }: Cycle): string {
  if (runbook === archiving.name) return 'It can be archived again.';
  return isUnderWay(memory.cleanUp)
    ? 'Next: two people confirm what is deleted (the list is in the thread), then “Export again”.'
    : 'It can be exported again.';
}

/** What a held dataset waits for, and the way round it. */
export function wayOut({ runbook, memory }: Cycle): string {
  if (runbook !== archiving.name) {
    return 'Correct it in ingest, or carry on without a re-export; ingest operations also clear its staging area.';
  }
  const where = memory.archive?.dsp === undefined ? 'in ingest' : 'in ingest or in DSP';
  return `Correct it ${where}, then carry on where it was, or archive it again.`;
}

/** Who has given the first of two words, for what, and what it undoes; nothing where no word is given. */
export function secondPersonWanted({ cycle }: Card): string | undefined {
  const { approval, cleanUp } = cycle.memory;
  if (approval === undefined) return undefined;
  const said = `${person(approval.by)} has confirmed`;
  const name = bold(cycle.dataset.shortName);
  if (cleanUp?.list !== undefined && approval.subject === cleanUp.list.hash) {
    return `${said} the deletion of list ${code(cleanUp.list.hash.slice(0, 4))} for ${name}. It takes one more person.`;
  }
  const label = buttonOf(runbookNamed(cycle.runbook), approval.event) ?? approval.event;
  const lost = LOST[approval.event];
  return `${said} “${escaped(label)}” for ${name}. It takes one more person.${lost === undefined ? '' : ` ${lost}`}`;
}

/** What cannot be taken back, said before the second person confirms it. By runbook event. */
const LOST: Readonly<Record<string, string>> = {
  'complete archiving':
    'It is asked for once: what the archives have then can’t be withdrawn here.',
  'remove DSP submission':
    'The submission and what was uploaded to it are deleted in DSP; its metadata and files have to be archived again.',
  'ask archiver again':
    'If the first request was taken after all, a second one hides the DSP submission that it made.',
};
