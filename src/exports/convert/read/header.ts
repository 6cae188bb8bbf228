/** What may stand between the cells of a text that is called CSV, the likeliest first; and of one that is called TSV. */
export const COMMA_OR_OTHER = [',', ';', '\t', '|'] as const;
export const TAB = ['\t'] as const;

/**
 * The names of the columns, with what stands between them: of these signs the one that makes the most. `whole`: nothing
 * follows the text, so that its end is the end of a line, too. Undefined where the first line does not end.
 */
export function headerIn(
  text: string,
  delimiters: readonly string[],
  whole: boolean,
): { readonly delimiter: string; readonly names: readonly string[] } | undefined {
  const found = delimiters.flatMap((delimiter) => {
    const names = firstRecord(text, delimiter, whole);
    return names === undefined ? [] : [{ delimiter, names }];
  });
  if (found.length < delimiters.length) return undefined;
  return found.sort((one, other) => other.names.length - one.names.length)[0];
}

/** The engine's own names would be changed where one is there twice; the header keeps them as they are. */
function firstRecord(
  text: string,
  delimiter: string,
  whole: boolean,
): readonly string[] | undefined {
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
  return quoted || !whole ? undefined : [...cells, cell];
}
