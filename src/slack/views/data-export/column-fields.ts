import type { InputBlock, PlainTextOption } from '@slack/types';
import type { FormValues } from '../../../domain/runbook/form.ts';
import type { Cast } from '../../../exports/convert/transform/transform.ts';
import { input } from '../dialogs/input.ts';
import { columnField, type Known } from './column-menu.ts';

const KINDS: Readonly<Record<Cast['to'], string>> = {
  text: 'Text',
  integer: 'Whole numbers',
  number: 'Numbers',
  boolean: 'Yes and no',
  date: 'Dates',
  timestamp: 'Dates with times',
};

const OTHERWISE: Readonly<Record<Cast['otherwise'], string>> = {
  refuse: 'Stop, and say which cell it is',
  missing: 'Leave it out, and count it',
};

const ORDERS = { up: 'Smallest first', down: 'Largest first' } as const;

/** What is done to columns: each has fields of its own, shown once it is ticked. */
export const COLUMN_STEPS = {
  sort: {
    label: 'In another order',
    fields: (known: Known): readonly InputBlock[] => [
      columns(
        'sort_columns',
        'Sort by',
        'One column a line; the next counts where it is equal.',
        known,
        'The next counts where it is equal.',
      ),
      choice('sort_order', 'Order', ORDERS),
    ],
    read: (values: FormValues) =>
      linesOf(values['sort_columns']).map((column) => ({
        column,
        descending: values['sort_order'] === 'down',
      })),
  },
  cast: {
    label: 'Columns as another type',
    fields: (known: Known): readonly InputBlock[] => [
      columns(
        'cast_columns',
        'Columns to read as another type',
        'One a line, as the file has it.',
        known,
      ),
      choice('cast_to', 'As', KINDS),
      choice('cast_otherwise', 'A cell that is none', OTHERWISE),
    ],
    read: (values: FormValues) =>
      linesOf(values['cast_columns']).map((column) => ({
        column,
        to: values['cast_to'],
        otherwise: values['cast_otherwise'],
      })),
  },
  rename: {
    label: 'Columns under other names',
    fields: (): readonly InputBlock[] => [
      input('rename_columns', 'New names', LINES, 'One a line: padj = FDR'),
    ],
    /** A line without a new name has an empty one, which is refused in words. */
    read: (values: FormValues) =>
      Object.fromEntries(
        linesOf(values['rename_columns']).map((line) => {
          const [old = '', ...more] = line.split('=');
          return [old.trim(), more.join('=').trim()];
        }),
      ),
  },
} as const;
export type ColumnStep = keyof typeof COLUMN_STEPS;

/** Where what is wrong with a step is shown. */
export function columnBlock(step: string): string | undefined {
  return step in COLUMN_STEPS ? `${step}_columns` : undefined;
}

function linesOf(text = ''): readonly string[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
}

const LINES = {
  type: 'plain_text_input',
  action_id: 'value',
  multiline: true,
  max_length: 3000,
} as const;

function columns(
  name: string,
  label: string,
  hint: string,
  known: Known,
  menuHint?: string,
): InputBlock {
  const field = { typed: LINES, hint, ...(menuHint === undefined ? {} : { menuHint }) };
  return columnField(name, label, known, field);
}

/** The first is chosen unless another is. */
function choice(
  name: string,
  label: string,
  choices: Readonly<Record<string, string>>,
): InputBlock {
  const options = Object.entries(choices).map(
    ([value, text]): PlainTextOption => ({ text: { type: 'plain_text', text }, value }),
  );
  const [first] = options;
  return input(name, label, {
    type: 'static_select',
    action_id: 'value',
    options,
    ...(first && { initial_option: first }),
  });
}
