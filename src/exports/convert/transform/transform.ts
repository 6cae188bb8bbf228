import { z } from 'zod';
import { objectToUnseen } from '../../../domain/unseen.ts';

/** More files are nothing that anybody opens one after the other. */
export const MOST_PARTS = 1000;
export const MOST_MERGED = 500;

const CASTS = ['text', 'integer', 'number', 'boolean', 'date', 'timestamp'] as const;
export const OPERATORS = [
  '=',
  '!=',
  '<',
  '<=',
  '>',
  '>=',
  'in',
  'not in',
  'contains',
  'starts with',
  'ends with',
  'is missing',
  'is present',
] as const;
export type Operator = (typeof OPERATORS)[number];

const column = z.string().max(1000).describe('As the file names it');
const few = { columns: 16_384, conditions: 50, values: 1000, keys: 20 };

const value = z.union([z.string().max(10_000), z.number(), z.boolean()]);
export type Value = z.infer<typeof value>;

const condition = z
  .strictObject({
    column,
    operator: z.enum(OPERATORS),
    value: z.union([value, z.array(value).min(1).max(few.values)]).optional(),
  })
  .superRefine(({ operator, value: given }, context) => {
    const wanted = wantedBy(operator);
    const there = given === undefined ? 'none' : Array.isArray(given) ? 'list' : 'one';
    if (wanted !== there) {
      const message = {
        none: 'takes no value',
        list: 'takes a list of values',
        one: 'takes one value',
      };
      context.addIssue({
        code: 'custom',
        path: ['value'],
        message: `“${operator}” ${message[wanted]}`,
      });
    }
  });
export type Condition = z.output<typeof condition>;

const conditions = z.array(condition).min(1).max(few.conditions);

const cast = z.strictObject({
  column,
  to: z.enum(CASTS),
  otherwise: z
    .enum(['refuse', 'missing'])
    .default('refuse')
    .describe(
      'What becomes of a cell that cannot be cast: the file is refused, or the cell is missing',
    ),
});
export type Cast = z.output<typeof cast>;

const filter = z
  .strictObject({ all: conditions.optional(), any: conditions.optional() })
  .refine(({ all, any }) => (all === undefined) !== (any === undefined), {
    error: 'takes either all or any',
  });
export type Filter = z.output<typeof filter>;

const sortKey = z.strictObject({ column, descending: z.boolean().default(false) });
export type SortKey = z.output<typeof sortKey>;

const split = z
  .strictObject({
    rows: z.int().min(1).optional().describe('At most so many rows in a part'),
    megabytes: z
      .number()
      .min(0.0001)
      .optional()
      .describe('At most so large a part, 1,000,000 bytes each'),
    column: column.optional().describe('One part for each value of this column'),
  })
  .refine((given) => Object.values(given).filter((one) => one !== undefined).length === 1, {
    error: 'takes one of rows, megabytes and column',
  });
export type Split = z.output<typeof split>;

/**
 * What is done to a table between reading and writing, always in this order: cast, merge, filter, sort, rename,
 * split. Every name is one of the file’s own columns, also behind a rename.
 */
export const transform = z.strictObject({
  cast: z
    .array(cast)
    .min(1)
    .max(few.columns)
    .refine((casts) => new Set(casts.map((one) => one.column)).size === casts.length, {
      error: 'names a column twice',
    })
    .optional(),
  merge: z.boolean().default(false).describe('All files become one, in the order asked for'),
  filter: filter.optional().describe('Which rows stay'),
  sort: z.array(sortKey).min(1).max(few.keys).optional(),
  rename: z
    .record(
      column,
      z
        .string()
        .min(1, 'needs a new name, such as padj = FDR')
        .max(1000)
        .superRefine(objectToUnseen),
    )
    .optional()
    .describe('New names by old ones'),
  split: split.optional().describe('Several parts instead of one file'),
});
export type Transform = z.output<typeof transform>;

/** Whether rows are looked at, so that the table is put down first. */
export function touchesRows({ cast, merge, filter, sort, split }: Transform): boolean {
  return merge || [cast, filter, sort, split].some((step) => step !== undefined);
}

function wantedBy(operator: Operator): 'none' | 'one' | 'list' {
  switch (operator) {
    case 'is missing':
    case 'is present':
      return 'none';
    case 'in':
    case 'not in':
      return 'list';
    default:
      return 'one';
  }
}
