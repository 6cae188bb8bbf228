import { z } from 'zod';
import { TABLE_FORMATS } from '../../domain/data-export/format.ts';
import { MOST_MERGED, MOST_PARTS, transform } from './transform/transform.ts';

export { MOST_PARTS };

const input = z.strictObject({
  path: z.string(),
  /** What people call it, where there are several. */
  name: z.string().optional(),
  /** Found by the file's name and first bytes where it is not given. */
  format: z.enum(TABLE_FORMATS).optional(),
  gzip: z.boolean().optional(),
});

/** One table, from one format to another. Plain data, so that it can be handed to another process. */
export const conversionSpec = z.strictObject({
  input,
  /** Files of the same columns whose rows follow, in this order. */
  merged: z.array(input).max(MOST_MERGED).default([]),
  output: z.strictObject({ path: z.string(), format: z.enum(TABLE_FORMATS) }),
  /** Of the output's format; `readOptions` has told beforehand whether they are right. */
  options: z.record(z.string(), z.unknown()).default({}),
  /** Only these columns, in this order. */
  columns: z.array(z.string()).min(1).optional(),
  transform: transform.optional(),
});
export type ConversionSpec = z.input<typeof conversionSpec>;

export interface ConversionPorts {
  readonly signal: AbortSignal;
  /** From 0 to 1, never backwards; and how many rows have been written, about, where that can be told. */
  progress(fraction: number, rows?: number): void;
  /** Belongs to this conversion alone; whoever made it removes it. The output is on the same disk or another. */
  readonly workFolder: string;
}

/** Expected failures are values; whatever else is thrown is a fault of ours. */
export type Conversion =
  | { readonly ok: true; readonly report: ConversionReport }
  | { readonly ok: false; readonly error: ConversionError };

export interface ConversionReport {
  readonly rowsIn: number;
  readonly rowsOut: number;
  readonly columns: readonly ReportColumn[];
  readonly bytes: number;
  readonly sha256: string;
  readonly warnings: readonly Warning[];
  /** Where the target could not hold the table in one piece: the sheets of a workbook. */
  readonly parts?: readonly Part[];
  /** What was done to the table on its way, in this order. */
  readonly steps?: readonly Step[];
  /** The files that it was split into, in the order of `partPath`; then `bytes` and `sha256` are of all of them. */
  readonly files?: readonly PartFile[];
  readonly tools: readonly Tool[];
}

export interface ReportColumn {
  readonly name: string; // as the input has it
  readonly type: string;
  readonly note?: string;
}

/** What was not kept exactly as it was, and how often. */
export interface Warning {
  readonly code: string;
  readonly says: string;
  readonly column?: string;
  readonly count: number;
}

export interface Part {
  readonly sheet: string;
  readonly rows: number;
}

export interface Step {
  readonly operation: 'cast' | 'merge' | 'filter' | 'sort' | 'columns' | 'rename' | 'split';
  readonly parameters: unknown; // as they were asked for
  readonly rowsIn: number;
  readonly rowsOut: number;
  /** Cells that could not be cast and are missing now. */
  readonly cellsLost?: number;
}

export interface PartFile {
  readonly bytes: number;
  readonly sha256: string;
  readonly rows: number;
  /** That of its column which it was split by; null for rows without one. */
  readonly value?: string | null;
}

export interface Tool {
  readonly name: string;
  readonly version: string;
}

export interface ConversionError {
  readonly kind: 'unreadable' | 'unsupported' | 'limit' | 'encoding' | 'no space' | 'cancelled';
  readonly says: string;
  readonly where?: Place;
}

export interface Place {
  readonly line?: number;
  readonly column?: string;
  readonly sheet?: string;
  readonly offset?: number;
}
