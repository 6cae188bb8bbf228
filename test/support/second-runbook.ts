import { submitToIngest, tell } from '../../src/domain/runbook/effect.ts';
import { defineRunbook, step } from '../../src/domain/runbook/runbook.ts';

/** A procedure beside the first one, with words of its own for everything. */
export const filing = defineRunbook({
  name: 'filing',
  title: 'Filing datasets',
  command: '/file',
  newCycle: 'New filing',
  counted: 'cycle',
  done: 'filed',
  starts: 'unfiled',
  states: {
    sent: { label: 'Sent to the file', step: 1, holder: 'import-team', watched: 'export' },
    filed: { label: 'Filed', step: 2, holder: 'nobody', ends: true },
    'filed anew': { label: 'Filed anew', step: 2, holder: 'nobody', ends: true },
  },
  steps: [
    step(
      1,
      'Somebody of the browser team sends it',
      { doing: 'Send', done: 'Sent' },
      {
        who: ['browser-team'],
        from: 'unfiled',
        on: 'send',
        to: 'sent',
        opens: 'Send',
        do: [submitToIngest, tell('submitted')],
      },
    ),
    step(
      2,
      'It is filed',
      undefined,
      { who: ['import-team'], from: 'sent', on: 'file', to: 'filed', button: 'Filed' },
      {
        who: ['browser-team'],
        from: 'sent',
        on: 'sent again',
        to: 'filed anew',
        opens: 'Send again',
      },
    ),
  ],
});
