/** `table` and `data_table`: rows of cells, counted in rows, columns and characters. */
import { z } from 'zod';
import { richText } from './rich-text.ts';
import { identifier } from './text.ts';

const cell = z.discriminatedUnion('type', [
  richText,
  z.strictObject({ type: z.literal('raw_text'), text: z.string().min(1) }),
  z.strictObject({ type: z.literal('raw_number'), value: z.number(), text: z.string().min(1) }),
]);

type Rows = readonly (readonly z.infer<typeof cell>[])[];

function characters(rows: Rows): number {
  return rows
    .flat()
    .reduce(
      (sum, each) => sum + (each.type === 'rich_text' ? visibleLength(each) : each.text.length),
      0,
    );
}

/** The letters of a rich text cell: every `text` inside it, however deep. */
function visibleLength(node: unknown): number {
  if (Array.isArray(node)) return node.reduce<number>((sum, each) => sum + visibleLength(each), 0);
  if (typeof node !== 'object' || node === null) return 0;
  return Object.entries(node).reduce(
    (sum, [key, value]) =>
      sum + (key === 'text' && typeof value === 'string' ? value.length : visibleLength(value)),
    0,
  );
}

function isEven(rows: Rows): boolean {
  return rows.every((row) => row.length === rows[0]?.length);
}

const cells = z.array(cell).min(1).max(20);

export const table = z.strictObject({
  type: z.literal('table'),
  block_id: identifier.optional(),
  rows: z
    .array(cells)
    .min(1)
    .max(100)
    .refine(isEven, 'every row must have the same number of cells')
    .refine((rows) => characters(rows) <= 10_000, 'the cells hold more than 10000 characters'),
  column_settings: z
    .array(
      z
        .strictObject({
          align: z.enum(['left', 'center', 'right']).optional(),
          is_wrapped: z.boolean().optional(),
        })
        .nullable(),
    )
    .max(20)
    .optional(),
});

export const dataTable = z.strictObject({
  type: z.literal('data_table'),
  block_id: identifier.optional(),
  caption: z.string().min(1),
  rows: z
    .array(cells)
    .min(1)
    .max(101) // the heading and 100 rows of data
    .refine(isEven, 'every row must have the same number of cells')
    .refine((rows) => characters(rows) <= 20_000, 'the cells hold more than 20000 characters'),
  page_size: z.number().int().min(1).max(100).optional(),
  row_header_column_index: z.number().int().min(0).max(19).optional(),
});
