/** A parser of its own, after RFC 4180, that tells an empty cell (null) from an empty text (`""`). */
export function cellsOf(text: string, delimiter = ','): (string | null)[][] {
  const rows: (string | null)[][] = [];
  let row: (string | null)[] = [];
  for (let at = 0; at < text.length; ) {
    let cell: string | null = null;
    if (text[at] === '"') {
      cell = '';
      at++;
      while (text[at] !== '"' || text[at + 1] === '"') {
        if (at >= text.length) throw new Error('a quote is not closed');
        if (text[at] === '"') at++;
        cell += text[at++];
      }
      at++;
    } else {
      const start = at;
      while (at < text.length && text[at] !== delimiter && text[at] !== '\n') at++;
      if (at > start) cell = text.slice(start, at);
    }
    row.push(cell);
    if (text[at] !== delimiter) {
      rows.push(row);
      row = [];
    } else if (at === text.length - 1) throw new Error('a row has no end');
    at++;
  }
  return rows;
}
