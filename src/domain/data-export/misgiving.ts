import type { DataFile } from './file.ts';
import type { ExportFormat } from './format.ts';

/** What is better thought over before an export is asked for. None of these forbids it. */
export type Misgiving =
  | { readonly kind: 'many files'; readonly files: number }
  | { readonly kind: 'mixed types'; readonly types: readonly string[] }
  | { readonly kind: 'large for excel'; readonly bytes: number }
  | { readonly kind: 'tiny for hdf5'; readonly bytes: number };

const MANY_FILES = 1000;
const LARGE_FOR_EXCEL = 100e6;
const TINY_FOR_HDF5 = 100e3;

/** By the ending of a file’s name: what belongs together in one export. */
const TYPES: Readonly<Record<string, readonly string[]>> = {
  tables: [
    'csv',
    'tsv',
    'txt',
    'tab',
    'json',
    'ndjson',
    'jsonl',
    'xlsx',
    'xls',
    'parquet',
    'arrow',
    'feather',
    'avro',
  ],
  matrices: ['h5', 'hdf5', 'h5ad', 'loom', 'mtx', 'nc', 'nc4', 'cdf'],
  reads: ['fastq', 'fq', 'bam', 'cram', 'sam'],
  variants: ['vcf', 'bcf'],
  images: ['png', 'jpg', 'jpeg', 'tif', 'tiff', 'svg'],
  documents: ['pdf', 'doc', 'docx', 'md', 'html'],
};

export function misgivingsOf(
  files: readonly Pick<DataFile, 'name' | 'bytes'>[],
  format: ExportFormat,
): readonly Misgiving[] {
  const found: Misgiving[] = [];
  if (files.length > MANY_FILES) found.push({ kind: 'many files', files: files.length });
  const types = [...new Set(files.map(({ name }) => typeOf(name)))].sort();
  if (types.length > 1) found.push({ kind: 'mixed types', types });
  const largest = Math.max(0, ...files.map(({ bytes }) => bytes));
  if (format === 'excel' && largest > LARGE_FOR_EXCEL)
    found.push({ kind: 'large for excel', bytes: largest });
  if (format === 'hdf5' && files.length > 0 && largest < TINY_FOR_HDF5)
    found.push({ kind: 'tiny for hdf5', bytes: largest });
  return found;
}

function typeOf(name: string): string {
  const ending = /\.([A-Za-z0-9]+)(?:\.gz)?$/.exec(name)?.[1]?.toLowerCase() ?? '';
  const known = Object.entries(TYPES).find(([, endings]) => endings.includes(ending));
  return known?.[0] ?? (ending === '' ? 'others' : `.${ending}`);
}
