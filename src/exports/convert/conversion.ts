import { z } from 'zod';
import { FORMATS } from './options.ts';

/** One table, from one format to another. Plain data, so that it can be handed to another process. */
export const conversionSpec = z.strictObject({
  input: z.strictObject({
    path: z.string(),
    /** Found by the file's name and first bytes where it is not given. */
    format: z.enum(FORMATS).optional(),
    gzip: z.boolean().optional(),
  }),
  output: z.strictObject({ path: z.string(), format: z.enum(FORMATS) }),
  /** Of the output's format; `readOptions` has told beforehand whether they are right. */
  options: z.record(z.string(), z.unknown()).default({}),
  /** Only these columns, in this order. */
  columns: z.array(z.string()).min(1).optional(),
});
export type ConversionSpec = z.input<typeof conversionSpec>;

export interface ConversionPorts {
  readonly signal: AbortSignal;
  /** From 0 to 1. */
  progress(fraction: number): void;
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
