import type { FileKind } from '../dataset/metadata-file.ts';
import { readAnalysisMethods } from './analysis-methods.ts';
import { readIdf } from './idf.ts';
import { linesOf } from './rows.ts';
import type { Facts, Note } from './schema.ts';
import { readSdrf, SDRF_LINES } from './sdrf.ts';
import { decode, endOfLines, LINE_FEED } from './text.ts';

/** Of longer files the beginning is read. */
export const MOST_BYTES = 4 * 1024 ** 2;

/** Whether more of the file would say nothing more. */
export function isEnough(kind: FileKind, bytes: Uint8Array): boolean {
  if (bytes.length >= MOST_BYTES) return true;
  return kind === 'sdrf' && endOfLines(bytes, SDRF_LINES) !== undefined;
}

/** From the beginning of a file: all of it, or so much that it is enough. No content makes it fail. */
export function factsOf(
  kind: FileKind,
  bytes: Uint8Array,
): { readonly facts: Facts; readonly notes: readonly Note[] } {
  const enough = kind === 'sdrf' ? endOfLines(bytes, SDRF_LINES) : undefined;
  const isLong = enough === undefined && bytes.length >= MOST_BYTES;
  const end = isLong ? bytes.lastIndexOf(LINE_FEED) + 1 : enough; // no character is cut in two
  const { text, isUtf8 } = decode(bytes.subarray(0, end));
  const lines = linesOf(text);
  return {
    facts: READERS[kind](lines.length > 1 ? lines : []),
    notes: [
      ...(lines.length > 1 ? [] : ['empty' as const]),
      ...(isUtf8 ? [] : ['not UTF-8' as const]),
      ...(isLong ? ['long' as const] : []),
    ],
  };
}

const READERS: Readonly<Record<FileKind, (lines: readonly string[]) => Facts>> = {
  idf: readIdf,
  sdrf: readSdrf,
  analysis: readAnalysisMethods,
};
