import type { InputBlock, PlainTextOption } from '@slack/types';
import type { ExportFormat } from '../../../domain/data-export/format.ts';
import type { FormValues } from '../../../domain/runbook/form.ts';
import { plain } from '../text.ts';

type Json = string | number | boolean | readonly number[];

/** What can be chosen of a format: one of several values, a number, a line of text, or yes and no. */
type OptionField = { readonly name: string; readonly label: string; readonly hint?: string } & (
  | { readonly choices: readonly (readonly [text: string, value: Json])[] } // the first unless told
  | { readonly number: number; readonly least: number; readonly most: number }
  | { readonly line: string }
);
interface Flag {
  readonly name: string;
  readonly label: string;
  readonly on: boolean;
  readonly yes?: Json;
  readonly no?: Json;
}
interface FormatFields {
  readonly fields: readonly OptionField[];
  readonly flags: readonly Flag[];
}

const quote: OptionField = {
  name: 'quote_char',
  label: 'Quotes',
  choices: [
    ['Double "', '"'],
    ["Single '", "'"],
  ],
};
const encoding: OptionField = {
  name: 'encoding',
  label: 'Encoding',
  choices: [
    ['UTF-8', 'utf-8'],
    ['UTF-8 with a mark, for Excel', 'utf-8-sig'],
    ['UTF-16', 'utf-16'],
    ['Latin-1', 'latin-1'],
    ['Windows-1252', 'windows-1252'],
    ['ASCII', 'ascii'],
  ],
};
const textFlags: readonly Flag[] = [
  { name: 'include_header', label: 'A first row with the names of the columns', on: true },
  { name: 'neutralise_formulas', label: 'Make formulas harmless (changes those cells)', on: false },
];

function compressions(...names: readonly string[]): OptionField {
  return { name: 'compression', label: 'Compression', choices: names.map((one) => [one, one]) };
}

/** The names are those of the REST interface; the first values its defaults. */
const FORMAT_FIELDS: Readonly<Record<ExportFormat, FormatFields>> = {
  csv: {
    fields: [
      {
        name: 'delimiter',
        label: 'Between columns',
        choices: [
          ['Comma ,', ','],
          ['Semicolon ;', ';'],
          ['Tab', '\t'],
          ['Bar |', '|'],
        ],
      },
      quote,
      encoding,
    ],
    flags: textFlags,
  },
  tsv: { fields: [quote, encoding], flags: textFlags },
  json: { fields: [], flags: [] }, // one object a line is the format NDJSON
  ndjson: { fields: [], flags: [] },
  excel: {
    fields: [{ name: 'sheet_name', label: 'Name of the sheet', line: 'Data' }],
    flags: [
      {
        name: 'freeze_panes',
        label: 'Keep the header in sight',
        on: true,
        yes: [1, 0],
        no: [0, 0],
      },
      { name: 'include_index', label: 'Number the rows', on: false },
    ],
  },
  parquet: {
    fields: [
      compressions('snappy', 'zstd', 'gzip', 'brotli', 'lz4', 'none'),
      {
        name: 'row_group_size',
        label: 'Rows of a group',
        number: 100_000,
        least: 2048,
        most: 10_000_000,
      },
    ],
    flags: [{ name: 'use_dictionary', label: 'Dictionaries for repeated values', on: true }],
  },
  arrow: { fields: [compressions('none', 'zstd')], flags: [] },
  avro: { fields: [compressions('deflate', 'none')], flags: [] },
  hdf5: {
    fields: [
      {
        name: 'layout',
        label: 'Laid out for',
        choices: [
          ['AnnData, as a data frame', 'anndata'],
          ['pandas, as a table', 'pandas'],
          ['AnnData, as one matrix of numbers', 'matrix'],
        ],
      },
      { name: 'key', label: 'Group that holds the table', line: 'data' },
      compressions('gzip', 'none'),
      { name: 'compression_level', label: 'Level of gzip', number: 4, least: 1, most: 9 },
    ],
    flags: [],
  },
  netcdf: {
    fields: [
      compressions('zlib', 'none'),
      { name: 'compression_level', label: 'Level of zlib', number: 4, least: 1, most: 9 },
    ],
    flags: [],
  },
  zip: { fields: [], flags: [] },
};

const FLAGS = 'flags';
const blockOf = (format: ExportFormat, name: string): string => `${format}.${name}`;

/** The block in which an option of a format is chosen, for what is wrong with it. */
export function optionBlock(format: ExportFormat, option: string): string {
  const isFlag = FORMAT_FIELDS[format].flags.some(({ name }) => name === option);
  return blockOf(format, isFlag ? FLAGS : option);
}

/** The inputs of a format; another format’s have other names, so that Slack mixes nothing up. */
export function formatInputs(format: ExportFormat): readonly InputBlock[] {
  const { fields, flags } = FORMAT_FIELDS[format];
  const inputs = fields.map(
    (field): InputBlock => ({
      type: 'input',
      block_id: blockOf(format, field.name),
      label: { type: 'plain_text', text: plain(field.label, 150) },
      element: elementOf(field),
    }),
  );
  if (flags.length === 0) return inputs;
  const options = flags.map(({ name, label }) => option(label, name));
  const on = options.filter((_, index) => flags[index]?.on === true);
  return [
    ...inputs,
    {
      type: 'input',
      block_id: blockOf(format, FLAGS),
      optional: true,
      label: { type: 'plain_text', text: 'Details' },
      element: {
        type: 'checkboxes',
        action_id: 'value',
        options,
        ...(on.length === 0 ? {} : { initial_options: on }),
      },
    },
  ];
}

/** What was chosen, as the request takes it; what the format does not have is not looked at. */
export function readOptions(format: ExportFormat, values: FormValues): Record<string, unknown> {
  const { fields, flags } = FORMAT_FIELDS[format];
  const read: Record<string, unknown> = {};
  for (const field of fields) {
    const value = values[blockOf(format, field.name)];
    if (value === undefined) continue;
    read[field.name] = 'choices' in field ? choiceOf(field.choices, value) : typed(field, value);
  }
  const ticked = (values[blockOf(format, FLAGS)] ?? '').split('\n');
  for (const { name, yes = true, no = false } of flags)
    read[name] = ticked.includes(name) ? yes : no;
  return read;
}

/** How the dialog has what was asked for: `readOptions` makes the same of it. */
export function optionValues(
  format: ExportFormat,
  options: Readonly<Record<string, unknown>>,
): FormValues {
  const { fields, flags } = FORMAT_FIELDS[format];
  const same = (value: Json, given: unknown) => JSON.stringify(value) === JSON.stringify(given);
  const chosen = fields.flatMap((field): [string, string][] => {
    const given = options[field.name];
    if (given === undefined) return [];
    const text =
      'choices' in field
        ? field.choices.find(([, value]) => same(value, given))?.[0]
        : String(given);
    return text === undefined ? [] : [[blockOf(format, field.name), text]];
  });
  const ticked = flags.filter(({ name, on, yes = true }) =>
    options[name] === undefined ? on : same(yes, options[name]),
  );
  const names = ticked.map(({ name }) => name).join('\n');
  return Object.fromEntries([...chosen, [blockOf(format, FLAGS), names]]);
}

function typed(field: Exclude<OptionField, { choices: unknown }>, value: string): Json {
  return 'number' in field ? Number(value) : value;
}

function choiceOf(choices: readonly (readonly [string, Json])[], text: string): Json | undefined {
  return choices.find(([label]) => label === text)?.[1];
}

function elementOf(field: OptionField): InputBlock['element'] {
  if ('choices' in field) {
    const options = field.choices.map(([text]) => option(text, text));
    const [first] = options;
    return {
      type: 'static_select',
      action_id: 'value',
      options,
      ...(first === undefined ? {} : { initial_option: first }),
    };
  }
  if ('number' in field) {
    return {
      type: 'number_input',
      action_id: 'value',
      is_decimal_allowed: false,
      initial_value: String(field.number),
      min_value: String(field.least),
      max_value: String(field.most),
    };
  }
  return { type: 'plain_text_input', action_id: 'value', initial_value: field.line };
}

function option(text: string, value: string): PlainTextOption {
  return { text: { type: 'plain_text', text: plain(text, 75) }, value };
}
