import type { Field, Form } from '../domain/runbook/form.ts';

const said: Field['check'] = (value) =>
  value.length < 5
    ? 'A few more words, please: the next person reads only this.'
    : value.length > 2000
      ? 'At most 2,000 characters.'
      : undefined;

/** Step 7: why the dataset is held. */
export const whatIsWrong: Form = {
  title: 'There is a problem',
  intro: 'The dataset is held as “needs correction” until ingest says valid again.',
  submit: 'Hold and tell them',
  fields: [{ name: 'reason', label: 'What is wrong?', input: 'lines', check: said }],
};

/** Step 7, where an export has failed. */
export const whyRecover: Form = {
  ...whatIsWrong,
  title: 'Start recovery',
  intro:
    'The dataset is held as “needs correction”, and what the export left behind is listed. Nothing is deleted before two people have confirmed that list.',
  submit: 'Hold and list',
};

/** Step 7, the other way out: it was small, or a mistake. */
export const whyCarryOn: Form = {
  title: 'Carry on',
  intro: 'The dataset goes back to where it was, without a re-export.',
  submit: 'Carry on',
  fields: [{ name: 'reason', label: 'Why is no re-export needed?', input: 'lines', check: said }],
};

/** The same while it is archived. */
export const whyCarryOnArchiving: Form = {
  ...whyCarryOn,
  intro: 'Archiving goes back to where it was; nothing is asked of ingest or the archiver.',
  fields: [{ name: 'reason', label: 'Why can it carry on?', input: 'lines', check: said }],
};

/** Step 2 of archiving: somebody knows what ENA does not say. */
export const whyFilesAreThere: Form = {
  title: 'They are there by now',
  intro: 'What is missing counts as archived from now on, by your word: nobody looks at it again.',
  submit: 'They are there',
  fields: [{ name: 'reason', label: 'How do you know?', input: 'lines', check: said }],
};

/** “Please note issues with completing this process so we can improve it.” */
export const processNote: Form = {
  title: 'Note on the process',
  intro: 'Kept with this step, so that the procedure gets better.',
  submit: 'Keep note',
  fields: [{ name: 'note', label: 'What was difficult?', input: 'lines', check: said }],
};
