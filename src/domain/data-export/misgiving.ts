import { fileSize } from '../file-size.ts';
import type { DataFile } from './file.ts';
import { kindOf, seemsTable } from './file-kind.ts';
import type { ExportFormat } from './format.ts';

/** What is better thought over before an export is asked for. None of these forbids it. */
export type Misgiving =
  | { readonly kind: 'many files'; readonly files: number }
  | { readonly kind: 'mixed types'; readonly types: readonly string[] }
  | { readonly kind: 'no tables'; readonly files: number; readonly example: string }
  | { readonly kind: 'large for excel'; readonly bytes: number }
  | { readonly kind: 'tiny for hdf5'; readonly bytes: number };

const MANY_FILES = 1000;
const LARGE_FOR_EXCEL = 100e6;
const TINY_FOR_HDF5 = 100e3;

export function misgivingsOf(
  files: readonly Pick<DataFile, 'name' | 'bytes'>[],
  format: ExportFormat,
): readonly Misgiving[] {
  const found: Misgiving[] = [];
  if (files.length > MANY_FILES) found.push({ kind: 'many files', files: files.length });
  const types = [...new Set(files.map(({ name }) => kindOf(name)))].sort();
  if (types.length > 1) found.push({ kind: 'mixed types', types });
  const others = format === 'zip' ? [] : files.filter(({ name }) => !seemsTable(name));
  const [other] = others;
  if (other !== undefined)
    found.push({ kind: 'no tables', files: others.length, example: other.name });
  const largest = Math.max(0, ...files.map(({ bytes }) => bytes));
  if (format === 'excel' && largest > LARGE_FOR_EXCEL)
    found.push({ kind: 'large for excel', bytes: largest });
  if (format === 'hdf5' && files.length > 0 && largest < TINY_FOR_HDF5)
    found.push({ kind: 'tiny for hdf5', bytes: largest });
  return found;
}

/** As a sentence or two, on one line. */
export function misgivingWords(misgiving: Misgiving): string {
  switch (misgiving.kind) {
    case 'many files':
      return `${misgiving.files.toLocaleString('en-GB')} files in one export take long and are hard to look through. Smaller exports are easier to handle.`;
    case 'mixed types':
      return `These are different kinds of data: ${misgiving.types.join(', ').slice(0, 200)}.`;
    case 'no tables': {
      const { files, example } = misgiving;
      const which = files === 1 ? 'is no table' : `and ${files - 1} more are no tables`;
      return `“${example.slice(0, 80)}” ${which}, as far as the name tells, and would fail. ZIP takes files as they are.`;
    }
    case 'large for excel':
      return `The largest file has ${fileSize(misgiving.bytes)}: Excel opens such tables slowly or not at all. Parquet or CSV suits them better.`;
    case 'tiny for hdf5':
      return 'HDF5 is for large tables; these files would grow. CSV suits them better.';
  }
}
