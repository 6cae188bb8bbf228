/** A form that people fill in, as data: the Slack modal, REST and the tests read the same one. */
export interface Form {
  readonly title: string; // at most 24 characters: a modal's title
  readonly intro?: string;
  readonly submit: string;
  readonly fields: readonly Field[];
  /** What its values name, which is looked up before they are checked. */
  readonly names?: 'files';
  /** What no field can check alone: what goes together, and with the record. */
  readonly verify?: (values: FormValues, about: FormSubject) => FormErrors;
}

/** What was looked up for a form as it was sent; absent where nobody answered in time. */
export interface LookedUp {
  readonly files?: readonly string[]; // UUIDs, of the dataset’s submission
}

/** What is on record of the dataset that a form is about: people may not say otherwise. */
export interface FormSubject extends LookedUp {
  readonly projectUuid: string;
  readonly shortName: string;
  readonly managedAccess: boolean;
}

export interface Field {
  readonly name: string;
  readonly label: string;
  readonly hint?: string;
  readonly input: 'line' | 'lines' | 'email' | 'whole number' | 'choice' | 'ticks';
  readonly options?: readonly string[]; // choice, ticks
  readonly optional?: boolean;
  /** A sentence saying what is wrong and how to mend it; undefined when the value is fine. */
  readonly check?: (value: string, all: FormValues) => string | undefined;
}

/** By field name. Ticks are joined by newlines; a field left empty is absent. */
export type FormValues = Readonly<Record<string, string>>;

/** Sentences by field name; empty when all is well. */
export type FormErrors = Readonly<Record<string, string>>;

export type FormVerdict =
  | { readonly ok: true; readonly values: FormValues }
  | { readonly ok: false; readonly errors: FormErrors };

/**
 * Checks field by field, then the values against each other and against the record; unknown fields are refused,
 * since a typing error must not be lost silently.
 */
export function checkForm(form: Form, raw: FormValues, about: FormSubject): FormVerdict {
  const values = new Map<string, string>();
  const errors = new Map<string, string>();
  for (const field of form.fields) {
    const value = (raw[field.name] ?? '').trim();
    if (value === '') {
      if (!field.optional) errors.set(field.name, `Please fill in “${field.label}”.`);
      continue;
    }
    const wrong = checkOptions(field, value) ?? field.check?.(value, raw);
    if (wrong === undefined) values.set(field.name, value);
    else errors.set(field.name, wrong);
  }
  for (const name of Object.keys(raw)) {
    if (!form.fields.some((field) => field.name === name))
      errors.set(name, `There is no field “${name}”.`);
  }
  const contradictions = form.verify?.(Object.fromEntries(values), about) ?? {};
  for (const [name, wrong] of Object.entries(contradictions)) {
    if (!errors.has(name)) errors.set(name, wrong);
  }
  return errors.size === 0
    ? { ok: true, values: Object.fromEntries(values) }
    : { ok: false, errors: Object.fromEntries(errors) };
}

function checkOptions(field: Field, value: string): string | undefined {
  if (field.options === undefined) return undefined;
  const chosen = field.input === 'ticks' ? value.split('\n') : [value];
  const unknown = chosen.find((choice) => !field.options?.includes(choice));
  return unknown === undefined
    ? undefined
    : `“${unknown}” is not one of: ${field.options.join(', ')}.`;
}
