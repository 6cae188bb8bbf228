import { SAME, type Transition } from '../domain/runbook/runbook.ts';
import { processNote } from './reason.ts';

/** “Please note issues with completing this process so we can improve it.” */
export const noteOnTheProcess: Transition = {
  who: 'anyone with a role',
  from: 'any open state',
  on: 'note',
  to: SAME,
  button: 'Note on the process',
  form: processNote,
  remember: ({ notes = 0 }) => ({ notes: notes + 1 }),
};
