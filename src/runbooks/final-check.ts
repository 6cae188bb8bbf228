import type { Form } from '../domain/runbook/form.ts';

/** What a wrangler looks at in the browser before the data are announced (spec 1, step 6). */
export const CHECKS = [
  'Facets are right',
  'Contributors are right',
  'Matrices are there',
  'Publication is right',
  'Formats and counts are right',
  'Atlas icon is right',
] as const;

export const finalCheck: Form = {
  title: 'Final check',
  intro: 'Look at the project in the browser and tick what is right.',
  submit: 'All is well, release',
  fields: [
    {
      name: 'checks',
      label: 'Checked in the browser',
      input: 'ticks',
      options: CHECKS,
      check: (value) => {
        const ticked = value.split('\n');
        const missing = CHECKS.filter((check) => !ticked.includes(check));
        return missing.length === 0
          ? undefined
          : `Not ticked: ${missing.join(', ')}. If something is wrong, close this and press “There is a problem”.`;
      },
    },
    { name: 'remark', label: 'Remark', input: 'lines', optional: true },
  ],
};
