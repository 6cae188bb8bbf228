import { z } from 'zod';
import { EXPORT_FORMATS, type ExportFormat } from '../domain/data-export/format.ts';
import { NOTIFIED_OF, TARGET_KINDS } from '../domain/data-export/notification.ts';
import { objectToUnseen } from '../domain/unseen.ts';
import { readOptions } from './convert/options.ts';
import { MOST_MERGED, transform } from './convert/transform/transform.ts';

/** More are asked for as several exports. */
const MOST_FILES = 5000;

const MOST_COLUMNS = 1000;

const number = z.int().min(1);
const NOTHING_DONE_IN_ZIP = 'is nothing for zip: its files are left as they are';
const PARTS_ARE_PACKED = 'needs compress: parts come in one ZIP';
const NO_COLUMNS_IN_ZIP = 'cannot be chosen with zip: its files are left as they are';
const NO_OPTIONS_OF_ZIP = 'is no option of zip: its files are left as they are';

/** Whoever names one twice has something else in mind than what they would be given. */
function distinct(numbers: z.ZodArray<typeof number>) {
  return numbers.refine((given) => new Set(given).size === given.length, {
    error: ({ input }) => `names ${twiceIn(input)} twice`,
  });
}

function twiceIn(given: unknown): unknown {
  const all: readonly unknown[] = Array.isArray(given) ? given : [];
  return all.find((one, at) => all.indexOf(one) < at);
}

/** Where somebody wants to be told; an address of a webhook is itself a secret, and is not shown again. */
export const targets = z
  .array(
    z.strictObject({
      kind: z.enum(TARGET_KINDS),
      to: z.string().trim().min(3).max(2000).describe('An e-mail address, or the URL of a webhook'),
      about: z
        .array(z.enum(NOTIFIED_OF))
        .max(3)
        .default([...NOTIFIED_OF])
        .describe('Empty: nothing is told there'),
    }),
  )
  .max(10);

/** On what terms an export is shared, whichever door it is asked for at. */
export const shareTerms = z.strictObject({
  hours: z.int().min(1).max(168).default(24).describe('Never longer than the export is kept'),
  single_use: z.boolean().default(false).describe('Good for one download'),
  note: z.string().trim().min(1).max(1000).nullish().describe('Shown on the page'),
});

/** What `POST /api/data-export/jobs` takes; the names, defaults and limits are those of the specification. */
export const exportRequest = z
  .strictObject({
    name: z.string().trim().min(1).max(255).superRefine(objectToUnseen),
    description: z.string().max(4000).nullish(),
    project_id: number.nullish().describe('As GET /api/files gives it'),
    file_ids: distinct(z.array(number).max(MOST_FILES)).default([]),
    dataset_ids: distinct(z.array(number).max(100))
      .nullish()
      .describe('Whole datasets: all files of these projects, by their project_id'),
    export_format: z.enum(EXPORT_FORMATS).default('csv'),
    export_options: z
      .record(z.string(), z.unknown())
      .nullish()
      .describe('Of the format; docs/exports.md lists them'),
    columns: z
      .array(z.string().min(1).max(500))
      .min(1)
      .max(MOST_COLUMNS)
      .nullish()
      .describe('Only these columns of each table, in this order; without it all of them'),
    transform: transform
      .nullish()
      .describe('What is done to the tables on their way; docs/exports.md says how'),
    include_metadata: z.boolean().default(true),
    include_lineage: z.boolean().default(false),
    compress: z.boolean().default(true).describe('One ZIP; otherwise each file by itself'),
    notify: targets
      .nullish()
      .describe(
        'Told in place of the owner’s own targets, of which see /api/data-export/notifications',
      ),
    ttl_hours: z.int().min(1).max(168).default(48).describe('Counted from the end of the export'),
  })
  // Also where a field is wrong: whoever asks learns of everything at once.
  .superRefine(
    (given, context) => {
      for (const { path, message } of faultsBetween(given)) {
        context.addIssue({ code: 'custom', path: [...path], message });
      }
    },
    { when: () => true },
  );
export type ExportRequest = z.output<typeof exportRequest>;

const chosen = z.looseObject({
  export_format: z.enum(EXPORT_FORMATS).default('csv'),
  export_options: z.record(z.string(), z.unknown()).nullish(),
  columns: z.unknown().optional(),
  compress: z.unknown().optional(),
  transform: z
    .looseObject({ merge: z.unknown().optional(), split: z.unknown().optional() })
    .nullish()
    .catch(undefined),
});
const named = z.looseObject({
  file_ids: z.array(z.unknown()).default([]),
  dataset_ids: z.array(z.unknown()).nullish(),
});

function faultsBetween(given: unknown) {
  const { data: target } = chosen.safeParse(given);
  const { data: files } = named.safeParse(given);
  const none = files?.file_ids.length === 0 && (files.dataset_ids ?? []).length === 0;
  return [
    ...(none
      ? [{ path: ['file_ids'], message: 'name at least one file, or a dataset in dataset_ids' }]
      : []),
    ...(target?.export_format === 'zip' && (target.columns ?? undefined) !== undefined
      ? [{ path: ['columns'], message: NO_COLUMNS_IN_ZIP }]
      : []),
    ...(target === undefined ? [] : transformFaults(target, files)),
    ...(target === undefined
      ? []
      : optionFaults(target.export_format, target.export_options ?? {}).map((fault) => ({
          path: ['export_options', ...(fault.option === '' ? [] : fault.option.split('.'))],
          message: fault.says,
        }))),
  ];
}

function transformFaults(
  { export_format: format, compress, transform: given }: z.output<typeof chosen>,
  files: z.output<typeof named> | undefined,
) {
  if (given === undefined || given === null) return [];
  if (format === 'zip') return [{ path: ['transform'], message: NOTHING_DONE_IN_ZIP }];
  const single = files?.file_ids.length === 1 && (files.dataset_ids ?? []).length === 0;
  return [
    ...(given.merge === true && single
      ? [{ path: ['transform', 'merge'], message: 'takes at least two files' }]
      : []),
    ...(given.merge === true && (files?.file_ids.length ?? 0) > MOST_MERGED
      ? [{ path: ['transform', 'merge'], message: `takes at most ${MOST_MERGED} files` }]
      : []),
    ...(given.split !== undefined && compress === false
      ? [{ path: ['transform', 'split'], message: PARTS_ARE_PACKED }]
      : []),
  ];
}

function optionFaults(format: ExportFormat, given: Readonly<Record<string, unknown>>) {
  if (format === 'zip') {
    return Object.keys(given).map((option) => ({ option, says: NO_OPTIONS_OF_ZIP }));
  }
  const read = readOptions(format, given);
  return read.ok ? [] : read.faults;
}
