import { z } from 'zod';
import type { Form } from '../../domain/runbook/form.ts';
import { ALL_FILES, ONE_AFTER_THE_OTHER, uuidsIn } from './memory.ts';

const THESE_FILES = 'Only these';

/** Step 2, through the file archiver: the upload plan’s jobs. */
export const archiveFiles: Form = {
  title: 'Archive files',
  intro:
    'Every job of the upload plan is fetched, converted where that is asked, and uploaded to DSP. What is there already is skipped.',
  submit: 'Archive files',
  fields: [
    {
      name: 'mode',
      label: 'How are the jobs run?',
      input: 'choice',
      options: ['In parallel', ONE_AFTER_THE_OTHER],
    },
  ],
};

/** Step 2, “Uploading files directly to ENA”. */
export const sendToEna: Form = {
  title: 'Send files to ENA',
  intro: 'The archiver sends data files straight to ENA; DSP sees nothing of them.',
  submit: 'Send files',
  names: 'files',
  fields: [
    {
      name: 'which',
      label: 'Which files?',
      input: 'choice',
      options: [ALL_FILES, THESE_FILES],
    },
    {
      name: 'files',
      label: 'Their UUIDs, for “Only these”',
      hint: 'One a line. “/archiving jobs <project> files” shows them.',
      input: 'lines',
      optional: true,
      check: (value) => {
        const wrong = uuidsIn(value).find((one) => !z.guid().safeParse(one).success);
        return wrong === undefined
          ? undefined
          : `“${wrong.slice(0, 60)}” is no UUID; one looks like f5057fee-4c3e-4459-82dd-21250b729601.`;
      },
    },
  ],
  verify: ({ which, files }, about) => {
    if (which === THESE_FILES && files === undefined) {
      return { files: 'Name at least one file by its UUID.' };
    }
    const strange = uuidsIn(files ?? '').find((uuid) => about.files?.includes(uuid) === false);
    if (which === THESE_FILES && strange !== undefined) {
      return { files: `No file of this submission has the UUID ${strange}.` };
    }
    return which === ALL_FILES && files !== undefined
      ? { files: 'Leave this empty to send all files.' }
      : {};
  },
};
