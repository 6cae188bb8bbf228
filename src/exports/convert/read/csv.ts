import { literal } from '../engine/sql.ts';
import { beyond, failure, unreadable } from '../failure.ts';
import type { Column, Table } from '../table.ts';
import { firstBytes, plainText } from './plain-text.ts';
import type { Reader } from './reader.ts';

const LONGEST_LINE = 8 * 1024 * 1024;
const DELIMITERS = [',', ';', '\t', '|'];

/** Comma-separated, or separated by what makes the most columns of the header. */
export const readCsv: Reader = async (input, reading) => {
  return delimited(await plainText(input, reading), DELIMITERS);
};

export const readTsv: Reader = async (input, reading) => {
  return delimited(await plainText(input, reading), ['\t']);
};

async function delimited(path: string, delimiters: readonly string[]): Promise<Table> {
  const head = (await firstBytes(path, LONGEST_LINE)).toString('utf8');
  const [best] = delimiters
    .map((delimiter) => ({ delimiter, names: firstRecord(head, delimiter) }))
    .sort((one, other) => other.names.length - one.names.length);
  if (best === undefined) throw new Error('no delimiter to choose from');
  return csvTable(path, best.delimiter, best.names.map(untyped), { header: true });
}

function untyped(name: string, index: number): Column {
  return { name, expression: `c${index}`, kind: 'untyped', type: 'text' };
}

/** Nothing is left to the engine's guesses: they turn 00501 into 501, and ragged rows into one column. */
export function csvTable(
  path: string,
  delimiter: string,
  columns: readonly Column[],
  { header }: { readonly header: boolean },
): Table {
  const fields = columns.map((_, index) => `'c${index}': 'VARCHAR'`).join(', ');
  const relation = `read_csv(${literal(path)}, auto_detect = false, compression = 'none', delim = ${literal(delimiter)},
    quote = '"', escape = '"', header = ${header}, columns = {${fields}}, nullstr = '',
    allow_quoted_nulls = false, strict_mode = true, null_padding = false,
    max_line_size = ${LONGEST_LINE}, buffer_size = ${2 * LONGEST_LINE})`;
  return { relation, columns, explain };
}

/** The engine's own names would be changed where one is there twice; the header keeps them as they are. */
function firstRecord(text: string, delimiter: string): readonly string[] {
  const cells: string[] = [];
  let cell = '';
  let quoted = false;
  for (let at = 0; at < text.length; at++) {
    const sign = text.charAt(at);
    if (quoted) {
      if (sign !== '"') cell += sign;
      else if (text.charAt(at + 1) === '"') cell += text.charAt(at++);
      else quoted = false;
    } else if (sign === '"' && cell === '') quoted = true;
    else if (sign === delimiter) {
      cells.push(cell);
      cell = '';
    } else if (sign === '\n' || sign === '\r') return [...cells, cell];
    else cell += sign;
  }
  if (quoted || text.length >= LONGEST_LINE)
    throw unreadable('The header does not end.', { line: 1 });
  return [...cells, cell];
}

function explain(cause: Error): Error | undefined {
  const says = cause.message;
  const line = Number(/CSV Error on Line: (\d+)/.exec(says)?.[1] ?? Number.NaN);
  const where = Number.isNaN(line) ? undefined : { line };
  const counts = /Expected Number of Columns: (\d+) Found: (\d+)/.exec(says);
  if (counts !== null) {
    const [, expected, found] = counts;
    return unreadable(`Line ${line} has ${found} cells; the header has ${expected}.`, where, cause);
  }
  if (/unterminated quote/i.test(says)) {
    return unreadable(
      `A quote${where === undefined ? '' : ` on line ${line}`} is not closed, or something follows it.`,
      where,
      cause,
    );
  }
  if (/invalid unicode/i.test(says)) {
    const what = where === undefined ? 'It' : `Line ${line}`;
    return failure('encoding', `${what} is not UTF-8.`, where, cause);
  }
  if (/maximum line size/i.test(says)) {
    return beyond(`A line is longer than ${LONGEST_LINE / 1024 / 1024} MB.`, where);
  }
  if (/state machine reached an invalid state/.test(says)) {
    return unreadable(
      'Its lines end in different ways (\\n, \\r\\n): give them one.',
      where,
      cause,
    );
  }
  if (/CSV Error/.test(says)) return unreadable('The rows cannot be told apart.', where, cause);
  return undefined;
}
