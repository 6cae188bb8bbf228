import { isUnderWay } from '../../../domain/cycle/clean-up.ts';
import type { Cycle } from '../../../domain/cycle/cycle.ts';
import type { Card } from '../../../operations/message.ts';
import { archiving } from '../../../runbooks/archiving.ts';
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

export function secondPersonWanted({ cycle }: Card): string {
  const { approval, cleanUp } = cycle.memory;
  const what =
    cleanUp?.list !== undefined && approval?.subject === cleanUp.list.hash
      ? `the deletion of list ${code(cleanUp.list.hash.slice(0, 4))}`
      : 'it';
  return `${person(approval?.by ?? '')} has confirmed ${what} for ${bold(cycle.dataset.shortName)}. It takes one more person.`;
}
