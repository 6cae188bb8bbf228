import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Place } from '../conversion.ts';
import { literal } from '../engine/sql.ts';
import { beyond, type ConversionFailure, failure, unreadable } from '../failure.ts';
import { type Column, isWide, type Table } from '../table.ts';
import { COMMA_OR_OTHER, headerIn, TAB } from './header.ts';
import { firstBytes, type PlainText, plainText } from './plain-text.ts';
import type { Input, Reader, Reading } from './reader.ts';
import { firstRecords, survey, withOneEnding } from './records.ts';

const LONGEST_LINE = 8 * 1024 * 1024;
/** The engine holds the cells of a piece in memory, all of a wide table's columns at once. */
const SHORTEST_PIECE = 1024 * 1024;
/** What R does unless it is told otherwise. */
const ROW_NAMES =
  'If its first column has no name, as with the row names of R, write it with `col.names = NA`, or without them (`row.names = FALSE`).';
const COMMENT =
  'The first line begins with # and was taken for the header: if it is a comment, take it out, and others like it.';

/** Comma-separated, or separated by what makes the most columns of the header. */
export const readCsv: Reader = (input, reading) => delimited(input, COMMA_OR_OTHER, reading);

export const readTsv: Reader = (input, reading) => delimited(input, TAB, reading);

async function delimited(
  input: Input,
  delimiters: readonly string[],
  reading: Reading,
): Promise<Table> {
  const text = await plainText(input, reading);
  const head = (await firstBytes(text.path, LONGEST_LINE)).toString('utf8');
  refuseOthers(head);
  const best = headerIn(head, delimiters, head.length < LONGEST_LINE);
  if (best === undefined) throw unreadable('The header does not end.', { line: 1 });
  if (best.names.length === 1 && /\.txt(\.gz)?$/i.test(input.path)) throw undivided();
  if (best.delimiter !== delimiters[0]) {
    const sign = best.delimiter === '\t' ? 'a tab' : `“${best.delimiter}”`;
    const says = `Its cells were told apart by ${sign}, which makes the most columns of its first line.`;
    reading.warnings.add({ code: 'delimiter', says, count: 1 });
  }
  const columns = best.names.map(untyped);
  const { path, longest } = await surveyed(text, best.delimiter, columns, reading);
  const { size } = await stat(path);
  const first = firstRecords(head, best.delimiter);
  // The engine lets a last line go, without a word, when it is longer than what it reads at once.
  if (longest > LONGEST_LINE) throw tooLong();
  const table = csvTable(path, best.delimiter, columns, { header: true, longest });
  const commented = head.startsWith('#');
  const { quotes, returns, blank, usual } = text.lines;
  const cells = columns.map(({ expression }) => expression);
  const { relation } = table;
  return {
    ...table,
    ...(!quotes &&
      !returns &&
      !blank && { plain: { path, delimiter: best.delimiter, relation, cells } }),
    rowsAbout: Math.round((first.records * size) / first.bytes),
    rowBytes: (usual * first.lines) / first.records,
    explain: (cause) => explain(cause, commented),
  };
}

/** What other text begins with, whatever its name says. */
const OTHERS: readonly { readonly begins: RegExp; readonly holds: string }[] = [
  { begins: /^##fileformat=VCF/, holds: 'variants (VCF)' },
  { begins: /^##gff-version/, holds: 'annotations of a genome (GFF)' },
  { begins: /^@(HD\tVN:|SQ\tSN:)/, holds: 'aligned reads (SAM)' },
  { begins: /^>[^\n]*\n[A-Za-z*-]+\r?(\n|$)/, holds: 'sequences (FASTA)' },
  { begins: /^@[^\n]*\n[A-Za-z.*-]+\r?\n\+/, holds: 'sequencing reads (FASTQ)' },
];

/** What a failed download left under the name of a table would become a table of one column. */
function refuseOthers(head: string): void {
  if (/^\s*<(!doctype|html|\?xml)\b/i.test(head))
    throw unreadable('It is a page (HTML or XML), not a table.', { line: 1 });
  const other = OTHERS.find(({ begins }) => begins.test(head));
  if (other !== undefined) {
    const says = `It is no table: it holds ${other.holds}. ZIP takes files as they are.`;
    throw unreadable(says, { line: 1 });
  }
  if (/^\s*(\[\s*)?\{\s*"/.test(head))
    throw unreadable('It is JSON, not a table of text: its name should end in .json.', { line: 1 });
}

/** A name may end in .txt for every sort of text; one in .csv promises a table, also one of one column. */
function undivided(): ConversionFailure {
  const says =
    'Neither comma, semicolon, tab nor bar separates its first line into columns. If it is a table of one column, call it .csv; ZIP takes files as they are.';
  return unreadable(says, { line: 1 });
}

/** Who has long lines is read in small pieces; who ends them in different ways, from a copy that does not. */
async function surveyed(
  { path, lines }: PlainText,
  delimiter: string,
  columns: readonly Column[],
  { signal, warnings, workFolder }: Reading,
): Promise<{ readonly path: string; readonly longest: number }> {
  const plain = !lines.returns && !(lines.blank && columns.length > 1);
  if (plain && !isWide({ columns })) {
    const longest = lines.quotes ? Math.max(LONGEST_LINE, lines.longest) : lines.longest;
    return { path, longest };
  }
  const { longest, endings, blank } = await survey(path, delimiter, signal);
  if (blank > 0 && columns.length > 1) {
    warnings.add({ code: 'blank lines', says: 'Blank lines were left out.', count: blank });
  }
  const [most = 0, ...others] = Object.values(endings).sort((one, other) => other - one);
  const count = others.reduce((sum, some) => sum + some, 0);
  if (count === 0 || most === 0) return { path, longest };
  const says =
    'Lines end in different ways (\\n, \\r\\n, \\r); each was taken for the end of a row.';
  warnings.add({ code: 'line endings', says, count });
  const copy = join(workFolder, 'text.lines');
  await withOneEnding(path, delimiter, copy, signal);
  return { path: copy, longest };
}

function untyped(name: string, index: number): Column {
  return { name, expression: `c${index}`, kind: 'untyped', type: 'text' };
}

/** Nothing is left to the engine's guesses: they turn 00501 into 501, and ragged rows into one column. */
export function csvTable(
  path: string,
  delimiter: string,
  columns: readonly Column[],
  { header, longest = LONGEST_LINE }: { readonly header: boolean; readonly longest?: number },
): Table {
  const line = Math.min(LONGEST_LINE, Math.max(SHORTEST_PIECE, longest + 2));
  const fields = columns.map((_, index) => `'c${index}': 'VARCHAR'`).join(', ');
  const relation = `read_csv(${literal(path)}, auto_detect = false, compression = 'none', delim = ${literal(delimiter)},
    quote = '"', escape = '"', header = ${header}, columns = {${fields}}, nullstr = '',
    allow_quoted_nulls = false, strict_mode = true, null_padding = false,
    max_line_size = ${line}, buffer_size = ${2 * line})`;
  return { relation, columns, explain: (cause) => explain(cause) };
}

function tooLong(where?: Place): ConversionFailure {
  return beyond(`A line is longer than ${LONGEST_LINE / 1024 / 1024} MB.`, where);
}

function explain(cause: Error, commented = false): Error | undefined {
  const says = cause.message;
  const line = Number(/CSV Error on Line: (\d+)/.exec(says)?.[1] ?? Number.NaN);
  const where = Number.isNaN(line) ? undefined : { line };
  const counts = /Expected Number of Columns: (\d+) Found: (\d+)/.exec(says);
  if (counts !== null) {
    const [expected = 0, found = 0] = counts.slice(1).map(Number);
    const says = `Line ${line} has ${found} ${found === 1 ? 'cell' : 'cells'}; the header has ${expected}.`;
    const hint = commented ? COMMENT : line === 2 && found === expected + 1 ? ROW_NAMES : '';
    return unreadable(`${says} ${hint}`.trim(), where, cause);
  }
  if (/unterminated quote/i.test(says)) {
    return unreadable(
      `A quote${where === undefined ? '' : ` on line ${line}`} is not closed, something follows it, or its cell is longer than 8 MB.`,
      where,
      cause,
    );
  }
  if (/invalid unicode/i.test(says)) {
    const what = where === undefined ? 'It' : `Line ${line}`;
    return failure('encoding', `${what} is not UTF-8.`, where, cause);
  }
  if (/maximum line size/i.test(says)) {
    return tooLong(where);
  }
  if (/CSV Error/.test(says)) return unreadable('The rows cannot be told apart.', where, cause);
  return undefined;
}
