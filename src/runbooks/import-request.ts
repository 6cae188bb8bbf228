import { z } from 'zod';
import { INSTITUTIONS } from '../domain/export/manifest-row.ts';
import type { Field, Form, FormErrors, FormSubject, FormValues } from '../domain/runbook/form.ts';

const email: Field['check'] = (value) =>
  z.email().safeParse(value).success
    ? undefined
    : 'This is not an e-mail address, e.g. ana@example.org.';

const yes = 'Yes';
const no = 'No';

/**
 * The import team's request form of 2025-10-24 (spec 1, step 3): thirteen fields. Public fields say so, since
 * nothing about managed access may leak into a release note.
 */
export const importRequest: Form = {
  title: 'Request import',
  intro: 'The import team receives exactly this, with the row for their manifest.',
  submit: 'Request import',
  fields: [
    { name: 'email', label: 'Your e-mail', input: 'email', check: email },
    {
      name: 'release',
      label: 'Release number',
      hint: 'The DCP release this should be part of, e.g. 58.',
      input: 'whole number',
      check: (value) =>
        /^\d{1,3}$/.test(value) && Number(value) > 0
          ? undefined
          : 'A release is a whole number from 1 to 999, e.g. 58.',
    },
    {
      name: 'institution',
      label: 'Institution',
      input: 'choice',
      options: INSTITUTIONS,
    },
    {
      name: 'projectName',
      label: 'Project name',
      input: 'line',
      check: (value) => (value.length > 200 ? 'At most 200 characters.' : undefined),
    },
    {
      name: 'kind',
      label: 'New, updated or analysis?',
      input: 'choice',
      options: ['new', 'updated', 'analysis'],
    },
    {
      name: 'projectUuid',
      label: 'Project UUID',
      input: 'line',
      check: (value) =>
        z.guid().safeParse(value).success
          ? undefined
          : 'A UUID looks like f5057fee-4c3e-4459-82dd-21250b729601.',
    },
    {
      name: 'managedAccess',
      label: 'Does it contain managed access data?',
      input: 'choice',
      options: [yes, no],
    },
    {
      name: 'duosId',
      label: 'DUOS ID',
      hint: 'Needed for managed access, and only then, e.g. DUOS-000123.',
      input: 'line',
      optional: true,
      check: (value, all) =>
        all['managedAccess'] === no || /^DUOS-\d{6}$/.test(value)
          ? undefined
          : 'A DUOS ID looks like DUOS-000123.',
    },
    {
      name: 'forImporters',
      label: 'Additional information for the importers',
      input: 'lines',
      optional: true,
    },
    {
      name: 'releaseNote',
      label: 'Release note (public)',
      hint: 'Everybody can read this. Nothing about managed access belongs here.',
      input: 'lines',
      optional: true,
    },
    {
      name: 'internalNote',
      label: 'Additional information (internal)',
      input: 'lines',
      optional: true,
    },
    { name: 'contact', label: 'Project contact', input: 'line' },
    {
      name: 'highlight',
      label: 'Highlight it in the announcement?',
      input: 'choice',
      options: [yes, no],
    },
  ],
  verify: (values, about) => ({ ...verifyDataset(values, about), ...verifyAccess(values, about) }),
};

/** The request is for the dataset of its cycle, and for no other. */
function verifyDataset({ projectUuid: given }: FormValues, about: FormSubject): FormErrors {
  if (given === undefined) return {};
  const { projectUuid, shortName } = about;
  if (given.toLowerCase() === projectUuid.toLowerCase()) return {};
  return { projectUuid: `This is another project: ${shortName} has the UUID ${projectUuid}.` };
}

/** Managed access must never go out as open; open data may be declared managed. */
function verifyAccess({ managedAccess, duosId }: FormValues, about: FormSubject): FormErrors {
  if (managedAccess === no && about.managedAccess) {
    return {
      managedAccess: `Ingest says that ${about.shortName} is under managed access: please choose Yes. If that is wrong, have it corrected in ingest first.`,
    };
  }
  if (managedAccess === no && duosId !== undefined)
    return { duosId: 'Leave this empty when access is not managed.' };
  if (managedAccess === yes && duosId === undefined)
    return { duosId: 'Managed access needs a DUOS ID, e.g. DUOS-000123.' };
  return {};
}

/** The same fields where the import team has a web form of its own: filled in here, sent there. */
export const importWebForm: Form = {
  ...importRequest,
  intro: 'I fill in the import team’s form for you; you send it.',
  submit: 'Fill in the form',
};
