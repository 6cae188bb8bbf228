import type { InputBlock, KnownBlock, ModalView, PlainTextOption } from '@slack/types';
import { z } from 'zod';
import type { DataFile } from '../../../domain/data-export/file.ts';
import { EXPORT_FORMATS, type ExportFormat } from '../../../domain/data-export/format.ts';
import { LONGEST_TTL_HOURS } from '../../../domain/data-export/job.ts';
import { type Misgiving, misgivingWords } from '../../../domain/data-export/misgiving.ts';
import { context } from '../blocks.ts';
import { acting, input, optional } from '../dialogs/input.ts';
import { count, escaped, fileSize, plain } from '../text.ts';
import { columnField, type Known } from './column-menu.ts';
import { formatInputs } from './format-fields.ts';
import { FORMAT_NAMES } from './formats.ts';
import { type Told, tellInputs } from './tell.ts';
import { type Extra, transformInputs } from './transform-fields.ts';

export const EXPORT_CALLBACK = 'export-files';
/** Menus whose choice changes the rest of the dialog, by the start of their action’s id. */
const DIALOG_ACTION = 'export-dialog';
/** Files that a menu opens with. */
const MOST_OPENED_WITH = 100;
export const PROJECT_MENU = `${DIALOG_ACTION}:project`;
const EXTRAS_CHOICE = `${DIALOG_ACTION}:extras`;
export const FILES_MENU = `${DIALOG_ACTION}:files`;

/** What the dialog remembers: where it was asked for, the project whose files it offers, and the files whose columns. */
export const exportDialogMemory = z.object({
  ch: z.string(),
  p: z.int().optional(),
  f: z.array(z.int()).optional(),
});
export type DialogMemory = z.infer<typeof exportDialogMemory>;

/** What can be ticked, and what is ticked before anybody has looked. */
const INCLUDED = [
  { name: 'metadata', label: 'What is known of each file (export_metadata.json)', on: true },
  { name: 'lineage', label: 'Where the data comes from', on: false },
  { name: 'compress', label: 'One ZIP, otherwise each file by itself', on: true },
] as const;

export interface DialogState {
  readonly memory: DialogMemory;
  readonly format: ExportFormat;
  /** All that would be exported, so far. */
  readonly chosen: readonly Pick<DataFile, 'name' | 'bytes'>[];
  readonly misgivings: readonly Misgiving[];
  /** What is to be done to the tables on their way. */
  readonly extras?: readonly Extra[];
  /** Chosen before it was opened. */
  readonly files?: readonly DataFile[];
  /** The same of the project, as people call it. */
  readonly project?: string;
  readonly columns?: Known;
  /** Where else than in Slack they are told of all their exports. */
  readonly targets?: readonly Told[];
}

/** `/data-export`: which files, as what, for how long. Anew with each choice; what was typed stays. */
export function exportDialog(state: DialogState): ModalView {
  const { memory, format, files = [], extras = [], columns: known, targets = [] } = state;
  const [first] = files;
  return {
    type: 'modal',
    callback_id: EXPORT_CALLBACK,
    private_metadata: JSON.stringify(memory satisfies DialogMemory),
    title: { type: 'plain_text', text: 'Export files' },
    submit: { type: 'plain_text', text: 'Export' },
    close: { type: 'plain_text', text: 'Cancel' },
    blocks: [
      input('name', 'Name', {
        type: 'plain_text_input',
        action_id: 'value',
        max_length: 255,
        placeholder: { type: 'plain_text', text: 'For example: Marker genes for the paper' },
        ...(first === undefined ? {} : { initial_value: plain(first.name, 255) }),
      }),
      ...which(state),
      summary(state),
      acting('format', 'Format', {
        type: 'static_select',
        action_id: `${DIALOG_ACTION}:format`,
        options: EXPORT_FORMATS.map(formatOption),
        initial_option: formatOption(format),
      }),
      ...formatInputs(format),
      ...(format === 'zip'
        ? []
        : [columns(known), ...transformInputs(extras, EXTRAS_CHOICE, known)]),
      included(),
      input(
        'ttl_hours',
        'Keep for how many hours?',
        {
          type: 'number_input',
          action_id: 'value',
          is_decimal_allowed: false,
          initial_value: '48',
          min_value: '1',
          max_value: String(LONGEST_TTL_HOURS),
        },
        'From 1 to 168 (a week), counted from its end. It can be extended.',
      ),
      ...tellInputs(targets),
      optional(
        input('description', 'Description', {
          type: 'plain_text_input',
          action_id: 'value',
          multiline: true,
          max_length: 3000,
        }),
      ),
    ],
  };
}

function which({ memory, files = [], project: chosen }: DialogState): readonly KnownBlock[] {
  const project = optional(
    acting(
      'project',
      'Project',
      {
        type: 'external_select',
        action_id: PROJECT_MENU,
        min_query_length: 0,
        placeholder: { type: 'plain_text', text: 'All projects' },
        ...(chosen === undefined || memory.p === undefined
          ? {}
          : {
              initial_option: {
                text: { type: 'plain_text', text: plain(chosen, 75) },
                value: String(memory.p),
              },
            }),
      },
      'Only its files are offered below.',
    ),
  );
  const whole = optional(
    acting('whole', 'Of this project', {
      type: 'checkboxes',
      action_id: `${DIALOG_ACTION}:whole`,
      options: [
        {
          text: { type: 'plain_text', text: 'The whole dataset, with all of its files' },
          value: 'whole',
        },
      ],
    }),
  );
  const menu = acting(
    'files',
    'Files',
    {
      type: 'multi_external_select',
      action_id: FILES_MENU,
      min_query_length: 0,
      placeholder: { type: 'plain_text', text: 'A part of a file’s name' },
      ...(files.length === 0
        ? {}
        : { initial_options: files.slice(0, MOST_OPENED_WITH).map(fileOption) }),
    },
    memory.p === undefined
      ? 'For a whole dataset choose its project above.'
      : 'Not needed with the whole dataset.',
  );
  return memory.p === undefined ? [project, menu] : [project, whole, optional(menu)];
}

function summary({ chosen, misgivings }: DialogState): KnownBlock {
  const bytes = chosen.reduce((sum, file) => sum + file.bytes, 0);
  const words =
    chosen.length === 0
      ? 'No file chosen yet.'
      : `${count(chosen.length, 'file')}, ${fileSize(bytes)}.`;
  return context(
    [words, ...misgivings.map((one) => `⚠ ${escaped(misgivingWords(one), 400)}`)].join('\n'),
  );
}

function columns(known: Known): InputBlock {
  return optional(
    columnField('columns', 'Columns', known, {
      typed: { type: 'plain_text_input', action_id: 'value', multiline: true },
      hint: 'Names, one a line or with commas between, in the order that you want. Empty: all of them.',
      menuHint: 'In the order in which you choose them. None: all of them.',
    }),
  );
}

function included(): InputBlock {
  const options = INCLUDED.map(({ name, label }) => ({
    text: { type: 'plain_text' as const, text: label },
    value: name,
  }));
  return optional(
    input('include', 'Include', {
      type: 'checkboxes',
      action_id: 'value',
      options,
      initial_options: options.filter((_, index) => INCLUDED[index]?.on === true),
    }),
  );
}

export function columnOption(name: string): PlainTextOption {
  return { text: { type: 'plain_text', text: plain(name, 75) }, value: name };
}

function formatOption(format: ExportFormat): PlainTextOption {
  return { text: { type: 'plain_text', text: FORMAT_NAMES[format] }, value: format };
}

export function fileOption({ id, name, bytes, project }: DataFile): PlainTextOption {
  const of = project === undefined ? '' : ` · project ${project.uuid.slice(0, 8)}`;
  return {
    text: { type: 'plain_text', text: plain(name, 75) },
    value: String(id),
    description: { type: 'plain_text', text: plain(`${fileSize(bytes)} · file ${id}${of}`, 75) },
  };
}
