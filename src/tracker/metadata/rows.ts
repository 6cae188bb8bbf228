/**
 * The lines of a text. A quotation mark that somebody forgot to close costs its line, never the rest of the file: so
 * they are cut before quotation marks are looked at, other than parsers of CSV do it.
 */
export const linesOf = (text: string): readonly string[] =>
  text.split(text.includes('\r') ? /\r\n|\n|\r/ : '\n').filter((line) => /\S/.test(line)); // a pattern takes longer

/** The cells between the tabs of a line, out of the quotation marks that Excel puts around them. */
export const cellsOf = (line: string): readonly string[] => line.split('\t').map(bare);

function bare(cell: string): string {
  const text = cell.trim();
  const quoted = text.length > 1 && text.startsWith('"') && text.endsWith('"');
  return quoted ? text.slice(1, -1).replaceAll('""', '"').trim() : text;
}

/** `Comment [EACurator]` and `Comment[eacurator]` are one name. */
export const plainName = (name: string): string => name.replace(/\s+/g, '').toLowerCase();

export const distinct = (values: readonly string[]): readonly string[] => [
  ...new Set(values.filter((value) => value !== '')),
];
