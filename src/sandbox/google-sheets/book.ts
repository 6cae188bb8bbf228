/** What is wrong with a request, as Google says it. */
export class Refused extends Error {
  override readonly name = 'Refused';
  readonly status = 400;
}

export interface Value {
  stringValue?: string | undefined;
  numberValue?: number | undefined;
  boolValue?: boolean | undefined;
  formulaValue?: string | undefined;
}

export interface Cell {
  userEnteredValue?: Value | undefined;
  effectiveValue?: Value | undefined; // of a formula
  note?: string | undefined;
  userEnteredFormat?: Record<string, unknown> | undefined;
}

export interface Rule {
  readonly formula: string;
  readonly colour: unknown;
}

export interface Sheet {
  id: number;
  title: string;
  columns: number;
  frozenRows: number;
  cells: Cell[][]; // as many rows as the grid has
  widths: Record<number, number>;
  rules: Rule[];
}

export interface Book {
  sheets: Sheet[];
}

const MOST_CELLS = 10_000_000;
export const MOST_TEXT = 50_000;

/** As a new spreadsheet begins: one empty sheet. */
export const newBook = (): Book => ({
  sheets: [
    {
      ...{ id: 0, title: 'Sheet1', columns: 26, frozenRows: 0 },
      cells: Array.from({ length: 1000 }, () => []),
      widths: {},
      rules: [],
    },
  ],
});

export function checkLimits(book: Book): void {
  const cells = book.sheets.reduce((sum, sheet) => sum + sheet.cells.length * sheet.columns, 0);
  if (cells > MOST_CELLS)
    throw new Refused(`This action would increase the number of cells above ${MOST_CELLS} cells.`);
}

/** What a cell shows: UNFORMATTED_VALUE. */
export function shownIn(cell: Cell | undefined): string | number | boolean {
  const value = cell?.effectiveValue ?? cell?.userEnteredValue;
  return value?.stringValue ?? value?.numberValue ?? value?.boolValue ?? '';
}

export const isEmpty = (cell: Cell | undefined): boolean => cell?.userEnteredValue === undefined;

/** How people call a column, from 0: A, Z, AA. */
export const lettersOf = (column: number): string =>
  (column >= 26 ? lettersOf(Math.floor(column / 26) - 1) : '') +
  String.fromCharCode(65 + (column % 26));

const columnOf = (letters: string): number =>
  [...letters].reduce((sum, one) => sum * 26 + one.charCodeAt(0) - 64, 0) - 1;

/** Of a row by the rules of its sheet, the first of which counts; they compare the beginning of a cell. */
export function colourOf({ rules }: Sheet, row: readonly Cell[]): unknown {
  return rules.find(({ formula }) => {
    const [, letters = '', length, text] =
      /^=LEFT\(\$([A-Z]+)2,(\d+)\)="(.*)"$/.exec(formula) ?? [];
    return String(shownIn(row[columnOf(letters)])).slice(0, Number(length)) === text;
  })?.colour;
}
