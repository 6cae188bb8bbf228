import { type Book, isEmpty, Refused, type Sheet, shownIn } from './book.ts';

const RANGE = /^'(.+)'!(\d+):(\d+)$/;

export const propertiesOf = ({ id, title, columns, frozenRows, cells, rules }: Sheet) => ({
  properties: {
    sheetId: id,
    title,
    gridProperties: { rowCount: cells.length, columnCount: columns, frozenRowCount: frozenRows },
  },
  conditionalFormats: rules.map(({ formula }) => ({
    booleanRule: { condition: { values: [{ userEnteredValue: formula }] } },
  })),
});

export const rowsIn = (book: Book, range: string) => cut(book, range).map((values) => ({ values }));

export function valuesIn(book: Book, range: string) {
  const rows = cut(book, range).map((cells) =>
    cells.slice(0, cells.findLastIndex((cell) => !isEmpty(cell)) + 1).map(shownIn),
  );
  const last = rows.findLastIndex((row) => row.length > 0);
  return last < 0 ? {} : { values: rows.slice(0, last + 1) };
}

/** The rows of a range. */
function cut(book: Book, range: string) {
  const [, quoted = '', first, last] = RANGE.exec(range) ?? [];
  const title = quoted.replaceAll("''", "'");
  const sheet = book.sheets.find((one) => one.title === title);
  if (sheet === undefined) throw new Refused(`Unable to parse range: ${range}`);
  const [from, to] = [Number(first), Number(last)];
  if (from > sheet.cells.length)
    throw new Refused(`Range (${range}) exceeds grid limits. Max rows: ${sheet.cells.length}`);
  return sheet.cells.slice(from - 1, to);
}
