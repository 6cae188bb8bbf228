import type { Choice, SubmitAction } from '../../../domain/cycle/cycle.ts';
import { ARCHIVING_DEEDS } from '../archiving/deeds.ts';

/** What a way to submit exports. */
export const EXPORTED: Readonly<Record<SubmitAction, string>> = {
  Export: 'metadata and data',
  Export_Metadata: 'metadata only',
  Archive: 'archiving first',
};

/** What was chosen when it was submitted for archiving. */
export const ARCHIVED = {
  Archive_Export: 'archive and export',
  Archive: 'archive only',
} as const satisfies Partial<Record<Choice, string>>;

/** What somebody did, as a verb with its object: `@ben confirmed the snapshot`. By runbook event. */
const DEEDS: Readonly<Record<string, string>> = {
  submit: 'submitted it for export',
  'ingest asked': 'was asked to export',
  'ingest accepted': 'accepted the export',
  'ingest refused': 'refused the export',
  'export progressed': 'moved the export on',
  'export disturbed': 'showed an unexpected state',
  'export finished': 'finished the export',
  'staging area seen': 'was listed',
  'staging faults seen': 'showed faults',
  'deadline passed': 'called it late',
  'no progress': 'called it standing still',
  'take alert': 'took the alert',
  'snooze alert': 'put the alert off',
  'snooze ended': 'rang again',
  'escalate alert': 'called for more help',
  'alert unanswered': 'called the next on the ladder',
  recover: 'started its recovery',
  'clean up': 'started its recovery',
  'reset reported': 'reported a reset',
  'not valid yet': 'did not call it valid',
  'leftovers listed': 'was listed for deletion',
  'one of two confirmed': 'confirmed, as the first of two',
  'confirm clean-up': 'confirmed the deletion',
  'put off clean-up': 'put the deletion off',
  'clean-up moved on': 'was cleared further',
  'clean-up done': 'was cleared',
  'clean-up void': 'was left alone',
  'request import': 'requested the import',
  'prepare import form': 'prepared the import form',
  'form submitted': 'submitted the import form',
  imported: 'confirmed the import',
  'snapshot made': 'confirmed the snapshot',
  'import notice seen': 'had news of it',
  'catalogue seen': 'was looked at',
  indexed: 'showed it as indexed',
  'seen in the browser': 'confirmed it is in the browser',
  'final check passed': 'passed the final check',
  problem: 'reported a problem',
  'problem solved': 'let it carry on',
  'valid again': 'called it valid again',
  note: 'left a note',
  're-exported': 'exported it again',
  refused: 'was refused',
  'archived before export': 'began to export it after archiving',
  ...ARCHIVING_DEEDS,
};

export function deed(event: string): string {
  return (hasDeed(event) ? DEEDS[event] : undefined) ?? `did “${event}”`;
}

export function hasDeed(event: string): boolean {
  return Object.hasOwn(DEEDS, event);
}
