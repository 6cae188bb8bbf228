export interface ImportFormField {
  /** The field's name in the address and in the answer, as the form service numbers them. */
  readonly entry: string;
  readonly label: string;
  readonly help?: string;
  readonly kind: 'email' | 'number' | 'text' | 'paragraph' | 'choice';
  readonly required: boolean;
  readonly options?: readonly string[];
}

const yesOrNo = ['Yes', 'No'] as const;

/** The thirteen fields of the request-for-import form (as of 2025-10). */
export const importFormFields: readonly ImportFormField[] = [
  { entry: 'entry.1000001', label: 'Email', kind: 'email', required: true },
  {
    entry: 'entry.1000002',
    label: 'Release #',
    help: 'A whole number.',
    kind: 'number',
    required: true,
  },
  {
    entry: 'entry.1000003',
    label: 'Institution',
    kind: 'choice',
    required: true,
    options: ['EBI', 'UCSC', 'LANTERN', 'LATTICE', 'TEST'],
  },
  { entry: 'entry.1000004', label: 'Project Name', kind: 'text', required: true },
  {
    entry: 'entry.1000005',
    label: 'Is this a new, updated or analysis project?',
    kind: 'choice',
    required: true,
    options: ['new', 'updated', 'analysis'],
  },
  { entry: 'entry.1000006', label: 'Project UUID', kind: 'text', required: true },
  {
    entry: 'entry.1000007',
    label: 'DUOS ID',
    help: 'Only for managed access.',
    kind: 'text',
    required: false,
  },
  {
    entry: 'entry.1000008',
    label: 'Does the project contain managed access data?',
    kind: 'choice',
    required: true,
    options: yesOrNo,
  },
  {
    entry: 'entry.1000009',
    label: 'Additional info',
    help: 'For the importers.',
    kind: 'paragraph',
    required: false,
  },
  {
    entry: 'entry.1000010',
    label: 'Release Note',
    help: 'Optional. This is public.',
    kind: 'paragraph',
    required: false,
  },
  {
    entry: 'entry.1000011',
    label: 'Additional Info (internal)',
    kind: 'paragraph',
    required: false,
  },
  { entry: 'entry.1000012', label: 'Project Contact', kind: 'text', required: false },
  {
    entry: 'entry.1000013',
    label: 'Highlight in the release announcement?',
    kind: 'choice',
    required: false,
    options: yesOrNo,
  },
];

/** What is wrong with an answer, by entry. */
export function problemsOf(values: URLSearchParams): ReadonlyMap<string, string> {
  const problems = new Map<string, string>();
  for (const field of importFormFields) {
    const problem = problemOf(field, (values.get(field.entry) ?? '').trim());
    if (problem) problems.set(field.entry, problem);
  }
  return problems;
}

function problemOf(field: ImportFormField, value: string): string | undefined {
  if (value === '') return field.required ? 'This is a required question' : undefined;
  if (field.kind === 'number' && !/^\d+$/.test(value)) return 'Must be a whole number';
  if (field.kind === 'email' && !/^\S+@\S+$/.test(value)) return 'Must be a valid email address';
  if (field.options && !field.options.includes(value)) return 'Choose one of the options';
  return undefined;
}
