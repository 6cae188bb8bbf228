import { z } from 'zod';
import type { TableFormat } from '../../domain/data-export/format.ts';
import { fieldWords } from './field-words.ts';

export type Format = TableFormat;

/** What the file of a format is called: `counts.xlsx`. */
export const EXTENSIONS: Readonly<Record<Format, string>> = {
  csv: 'csv',
  tsv: 'tsv',
  json: 'json',
  ndjson: 'ndjson',
  excel: 'xlsx',
  parquet: 'parquet',
  arrow: 'arrow',
  avro: 'avro',
  hdf5: 'h5',
  netcdf: 'nc',
};

const ENCODINGS = [
  'utf-8',
  'utf-8-sig', // with a byte order mark, for Excel
  'utf-16',
  'utf-16le',
  'utf-16be',
  'latin-1',
  'windows-1252',
  'ascii',
] as const;

const oneCharacter = z
  .string()
  .regex(/^[\t\x20-\x7e]$/, 'must be one character: a tab, or one that is printable in ASCII');

const text = {
  quote_char: oneCharacter.default('"'),
  encoding: z.enum(ENCODINGS).default('utf-8'),
  include_header: z.boolean().default(true),
  /** Writes `'=1+2` for `=1+2`, so that no spreadsheet runs it. It changes the cell, so one has to ask for it: decision 17. */
  neutralise_formulas: z.boolean().default(false),
};

const tsv = z.strictObject(text);

const csv = z
  .strictObject({ delimiter: oneCharacter.default(','), ...text })
  .refine((options) => options.delimiter !== options.quote_char, {
    path: ['quote_char'],
    error: 'must not be the delimiter',
  });

const json = z.strictObject({
  /** One object a line (NDJSON) instead of one array. */
  lines: z.boolean().default(false),
});

const ndjson = z.strictObject({});

const excel = z.strictObject({
  sheet_name: z.string().min(1).default('Data'),
  include_index: z.boolean().default(false),
  /** Rows and columns that stay in sight. */
  freeze_panes: z.tuple([z.int().min(0).max(1000), z.int().min(0).max(100)]).default([1, 0]),
});

const parquet = z.strictObject({
  compression: z.enum(['snappy', 'gzip', 'zstd', 'brotli', 'lz4', 'none']).default('snappy'),
  /** A minimum: groups end at a multiple of the engine's own blocks. */
  row_group_size: z.int().min(2048).max(10_000_000).default(100_000),
  use_dictionary: z.boolean().default(true),
});

const arrow = z.strictObject({
  /** Without any, a file can be mapped into memory as it is; packages are compressed anyway. */
  compression: z.enum(['none', 'zstd']).default('none'),
});

const avro = z.strictObject({
  compression: z.enum(['deflate', 'none']).default('deflate'),
});

const hdf5 = z.strictObject({
  /** A data frame of AnnData, a table that `pandas.read_hdf` opens, or numbers as one matrix. */
  layout: z.enum(['anndata', 'pandas', 'matrix']).default('anndata'),
  /** The group that holds the table. */
  key: z
    .string()
    .regex(/^[A-Za-z0-9_][A-Za-z0-9_.-]*$/, 'must be letters, digits, `_`, `.` or `-`')
    .default('data'),
  compression: z.enum(['gzip', 'none']).default('gzip'),
  compression_level: z.int().min(1).max(9).default(4),
});

const netcdf = z.strictObject({
  compression: z.enum(['zlib', 'none']).default('zlib'),
  compression_level: z.int().min(1).max(9).default(4),
});

const target = z.discriminatedUnion('format', [
  z.object({ format: z.literal('csv'), options: csv }),
  z.object({ format: z.literal('tsv'), options: tsv }),
  z.object({ format: z.literal('json'), options: json }),
  z.object({ format: z.literal('ndjson'), options: ndjson }),
  z.object({ format: z.literal('excel'), options: excel }),
  z.object({ format: z.literal('parquet'), options: parquet }),
  z.object({ format: z.literal('arrow'), options: arrow }),
  z.object({ format: z.literal('avro'), options: avro }),
  z.object({ format: z.literal('hdf5'), options: hdf5 }),
  z.object({ format: z.literal('netcdf'), options: netcdf }),
]);

/** A format with all of its options, defaults filled in. */
export type Target = z.output<typeof target>;

export type OptionsOf<F extends Format> = Extract<Target, { format: F }>['options'];

/** Options as they will be used, or what is wrong with each of them. */
export type OptionsReading =
  | ({ readonly ok: true } & Target)
  | { readonly ok: false; readonly faults: readonly OptionFault[] };

export interface OptionFault {
  readonly option: string; // '' where it is about all of them
  readonly says: string;
}

/** Fills in defaults. An option that the format does not have is a fault: it would be ignored silently. */
export function readOptions(format: Format, raw: unknown): OptionsReading {
  const read = target.safeParse({ format, options: raw ?? {} }, { error: fieldWords });
  if (read.success) return { ok: true, ...read.data };
  return { ok: false, faults: read.error.issues.flatMap((issue) => faultsOf(format, issue)) };
}

function faultsOf(format: Format, issue: z.core.$ZodIssue): readonly OptionFault[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((option) => ({ option, says: `is no option of ${format}` }));
  }
  return [{ option: issue.path.slice(1).join('.'), says: issue.message }];
}
