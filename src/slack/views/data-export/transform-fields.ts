import type { InputBlock, PlainTextOption } from '@slack/types';
import type { FormValues } from '../../../domain/runbook/form.ts';
import type { Operator, Transform } from '../../../exports/convert/transform/transform.ts';
import { acting, input, optional } from '../dialogs/input.ts';
import { COLUMN_STEPS, type ColumnStep, columnBlock } from './column-fields.ts';
import { columnField, type Known } from './column-menu.ts';

/** What can be done to tables on their way; its fields are only shown once it is ticked. */
const EXTRAS = [
  { name: 'filter', label: 'Only some rows' },
  { name: 'sort', label: COLUMN_STEPS.sort.label },
  { name: 'cast', label: COLUMN_STEPS.cast.label },
  { name: 'rename', label: COLUMN_STEPS.rename.label },
  { name: 'split', label: 'In several parts' },
  { name: 'merge', label: 'All files as one (they need the same columns)' },
] as const;
export type Extra = (typeof EXTRAS)[number]['name'];

const STEPS: readonly ColumnStep[] = ['sort', 'cast', 'rename'];

const CONDITIONS = [1, 2, 3] as const;

const OPERATOR_WORDS: Readonly<Record<Operator, string>> = {
  '=': 'is',
  '!=': 'is not',
  '<': 'is less than',
  '<=': 'is at most',
  '>': 'is more than',
  '>=': 'is at least',
  in: 'is one of (with commas between)',
  'not in': 'is none of (with commas between)',
  contains: 'contains',
  'starts with': 'starts with',
  'ends with': 'ends with',
  'is missing': 'is missing',
  'is present': 'is there',
};

const SPLITS = [
  { name: 'rows', label: 'So many rows in each' },
  { name: 'megabytes', label: 'So many megabytes in each' },
  { name: 'column', label: 'One for each value of a column' },
] as const;

export function extrasIn(values: FormValues): readonly Extra[] {
  const ticked = (values['extras'] ?? '').split('\n');
  return EXTRAS.map(({ name }) => name).filter((name) => ticked.includes(name));
}

export function transformInputs(
  extras: readonly Extra[],
  action: string,
  known: Known,
): readonly InputBlock[] {
  return [
    optional(
      acting('extras', 'Rows, columns and files', {
        type: 'checkboxes',
        action_id: action,
        options: EXTRAS.map(({ name, label }) => option(name, label)),
      }),
    ),
    ...(extras.includes('filter') ? filterInputs(known) : []),
    ...STEPS.filter((step) => extras.includes(step)).flatMap((step) =>
      COLUMN_STEPS[step].fields(known),
    ),
    ...(extras.includes('split') ? splitInputs() : []),
  ];
}

function filterInputs(known: Known): readonly InputBlock[] {
  const some = [option('all', 'All of these hold'), option('any', 'Any of these holds')] as const;
  return [
    input('filter_of', 'Keep rows where', {
      type: 'static_select',
      action_id: 'value',
      options: [...some],
      initial_option: some[0],
    }),
    ...CONDITIONS.flatMap((n) => [
      optional(
        columnField(
          `filter_${n}_column`,
          `Column ${n}`,
          known,
          {
            typed: { type: 'plain_text_input', action_id: 'value', max_length: 1000 },
            hint: 'As the file names it. Empty: no further condition.',
            menuHint: 'None: no further condition.',
          },
          false,
        ),
      ),
      optional(
        input(`filter_${n}_operator`, `Operator ${n}`, {
          type: 'static_select',
          action_id: 'value',
          options: Object.entries(OPERATOR_WORDS).map(([name, label]) => option(name, label)),
        }),
      ),
      optional(line(`filter_${n}_value`, `Value ${n}`)),
    ]),
  ];
}

function splitInputs(): readonly InputBlock[] {
  const options = SPLITS.map(({ name, label }) => option(name, label));
  const [first] = options;
  return [
    input('split_by', 'Parts', {
      type: 'static_select',
      action_id: 'value',
      options,
      ...(first && { initial_option: first }),
    }),
    line('split_value', 'How many, or which column', 'At most 1,000 parts, all in one ZIP.'),
  ];
}

/** What was filled in, as the REST interface takes it; null where nothing was ticked. */
export function readTransform(values: FormValues): Readonly<Record<string, unknown>> | null {
  const extras = extrasIn(values);
  if (extras.length === 0) return null;
  const conditions = filledIn(values).map((n) => conditionIn(values, n));
  return {
    ...(extras.includes('merge') ? { merge: true } : {}),
    ...(extras.includes('filter')
      ? { filter: { [values['filter_of'] ?? 'all']: conditions } }
      : {}),
    ...Object.fromEntries(
      STEPS.filter((step) => extras.includes(step)).map((step) => [
        step,
        COLUMN_STEPS[step].read(values),
      ]),
    ),
    ...(extras.includes('split') ? { split: splitIn(values) } : {}),
  };
}

/** How the dialog has what was asked for: `readTransform` makes the same of it. */
export function transformValues(asked: Transform): FormValues {
  const { cast = [], filter, sort = [], rename = {}, split } = asked;
  const steps = EXTRAS.map(({ name }) => name).filter((name) => Boolean(asked[name]));
  const conditions = filter?.all ?? filter?.any ?? [];
  const columns = (some: readonly { readonly column: string }[]) =>
    some.map(({ column }) => column).join('\n');
  const [[by, value] = []] = Object.entries(split ?? {});
  const given: Readonly<Record<string, string | undefined>> = {
    extras: steps.join('\n'),
    filter_of: filter?.any === undefined ? 'all' : 'any',
    ...Object.fromEntries(
      CONDITIONS.flatMap((n) => {
        const { column, operator, value } = conditions[n - 1] ?? {};
        return [
          [`filter_${n}_column`, column],
          [`filter_${n}_operator`, operator],
          [`filter_${n}_value`, value === undefined ? undefined : [value].flat().join(', ')],
        ];
      }),
    ),
    sort_columns: columns(sort),
    sort_order: sort[0]?.descending === true ? 'down' : 'up',
    cast_columns: columns(cast),
    cast_to: cast[0]?.to,
    cast_otherwise: cast[0]?.otherwise,
    rename_columns: Object.entries(rename)
      .map(([old, name]) => `${old} = ${name}`)
      .join('\n'),
    split_by: by,
    split_value: value === undefined ? undefined : String(value),
  };
  return Object.fromEntries(
    Object.entries(given).flatMap(([name, one]) => (one === undefined ? [] : [[name, one]])),
  );
}

/** The field that a fault of `transform` belongs to. */
export function transformBlock(values: FormValues, path: readonly string[]): string {
  const [step, of, index, field = 'column'] = path;
  if (step === 'split') return 'split_value';
  if (step !== 'filter') return columnBlock(step ?? '') ?? 'extras';
  const n = filledIn(values)[Number(index)];
  return n === undefined || of === undefined ? 'filter_1_column' : `filter_${n}_${field}`;
}

/** The conditions of which anything was filled in. */
function filledIn(values: FormValues): readonly number[] {
  return CONDITIONS.filter((n) =>
    ['column', 'operator', 'value'].some((field) => values[`filter_${n}_${field}`] !== undefined),
  );
}

function conditionIn(values: FormValues, n: number): Readonly<Record<string, unknown>> {
  const operator = values[`filter_${n}_operator`] ?? '=';
  const text = values[`filter_${n}_value`];
  const several = operator === 'in' || operator === 'not in';
  const value = several ? text?.split(',').map((one) => one.trim()) : text;
  const column = values[`filter_${n}_column`];
  return { column, operator, ...(value === undefined ? {} : { value }) };
}

function splitIn(values: FormValues): Readonly<Record<string, unknown>> {
  const by = values['split_by'] ?? 'rows';
  const text = (values['split_value'] ?? '').trim();
  return { [by]: by === 'column' ? text : Number(text) };
}

function line(name: string, label: string, hint?: string): InputBlock {
  return input(
    name,
    label,
    { type: 'plain_text_input', action_id: 'value', max_length: 1000 },
    hint,
  );
}

function option(value: string, text: string): PlainTextOption {
  return { text: { type: 'plain_text', text }, value };
}
