import { VALIDATING } from '../../domain/export/envelope-state.ts';
import type { Runbook } from '../../domain/runbook/runbook.ts';
import type { Message, NotReady } from '../../operations/message.ts';
import { runbookNamed } from '../../runbooks/registry.ts';
import type { Fault } from '../error-status.ts';

/** Why a project can’t be exported, or archived, yet, and what to do about it. */
export function notReadyFault(message: Extract<Message, { kind: 'not ready' }>): Fault {
  const { dataset, why } = message;
  const runbook = runbookNamed(message.runbook);
  return {
    code: 'not ready',
    status: 409,
    title: `${dataset.shortName} can’t be ${runbook.done} yet`,
    detail: `${remedyFor(why, runbook)} It is at ${dataset.ingestUrl}`,
    why,
  };
}

function remedyFor(why: NotReady, { counted, done }: Runbook): string {
  switch (why.code) {
    case 'project not valid':
      return `The project itself is ${why.state}: ${VALIDATING.includes(why.state) ? 'wait for Valid' : 'correct it in ingest and wait for Valid'}.`;
    case 'switched off':
      return 'This procedure is switched off here.';
    case 'no submission':
      return 'It has no submission in ingest: upload its spreadsheet there and wait for Graph valid.';
    case 'missing files':
      return `${why.files.length} files are missing in ingest: upload them and wait for Graph valid.`;
    case 'not graph valid':
      return `Its submission is ${why.state}: ${VALIDATING.includes(why.state) ? 'wait for Graph valid' : 'get it to Graph valid in ingest'}.`;
    case 'already exported':
      return `It has been exported and has not changed since (${why.state}). For it to be ${done} again, edit something in ingest.`;
    case 'on its way':
      return `It is already on its way in ingest (${why.state}).`;
    case 'open submission':
      return `${why.count} other submissions of it are still being worked on in ingest.`;
    case 'submit not offered':
      return `Ingest shows it as ${why.state} but does not offer to submit it.`;
    case 'already under way':
      return `It is already under way: ${counted} ${why.number} is at “${why.state}”.`;
  }
}
