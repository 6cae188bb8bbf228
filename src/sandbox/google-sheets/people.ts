import { type Book, type Cell, colourOf, isEmpty, type Sheet, shownIn } from './book.ts';

/** What people do in the spreadsheet, and see there. */
export function createPeople(book: () => Book) {
  function sheetOf(title: string): Sheet {
    const sheet = book().sheets.find((one) => one.title === title);
    if (sheet === undefined) throw new RangeError(`There is no sheet ${title}.`);
    return sheet;
  }
  const columnCalled = (sheet: Sheet, header: string): number =>
    (sheet.cells[0] ?? []).findIndex((cell) => shownIn(cell) === header);
  const rowOf = (sheet: Sheet, accession: string): number =>
    sheet.cells.findIndex(
      (cells, at) => at > 0 && shownIn(cells[columnCalled(sheet, 'Accession')]) === accession,
    );
  function cellAt(sheet: Sheet, row: number, column: number): Cell {
    const cells = sheet.cells[row];
    if (cells === undefined || column < 0)
      throw new RangeError(`There is no cell ${row}, ${column}.`);
    while (cells.length <= column) cells.push({});
    const cell = cells[column] ?? {};
    cells[column] = cell;
    return cell;
  }
  const find = (title: string, accession: string, header: string): Cell => {
    const sheet = sheetOf(title);
    return cellAt(sheet, rowOf(sheet, accession), columnCalled(sheet, header));
  };

  return {
    sheetOf,
    cell: find,
    /** Accessions from top to bottom, empty rows left out. */
    accessions(title: string): readonly string[] {
      const sheet = sheetOf(title);
      const column = columnCalled(sheet, 'Accession');
      return sheet.cells
        .slice(1)
        .map((cells) => String(shownIn(cells[column])))
        .filter(Boolean);
    },
    text: (title: string, accession: string, header: string): string =>
      String(shownIn(find(title, accession, header))),
    type(title: string, accession: string, header: string, text: string): void {
      put(find(title, accession, header), text);
    },
    /** Into a cell by its place, from 0, or beside the last: the grid grows by it. @throws {RangeError} farther away. */
    typeAt(title: string, row: number, column: number, text: string): void {
      const sheet = sheetOf(title);
      if (column > sheet.columns) throw new RangeError(`There is no column ${column}.`);
      if (row === sheet.cells.length) sheet.cells.push([]);
      put(cellAt(sheet, row, column), text);
      sheet.columns = Math.max(sheet.columns, column + 1);
    },
    note(title: string, accession: string, header: string, note: string): void {
      find(title, accession, header).note = note;
    },
    /** A column of their own, before this one. */
    addColumn(title: string, header: string, before = 0): void {
      const sheet = sheetOf(title);
      sheet.columns += 1;
      for (const [at, cells] of sheet.cells.entries()) {
        while (cells.length < before) cells.push({});
        cells.splice(before, 0, at === 0 ? { userEnteredValue: { stringValue: header } } : {});
      }
    },
    moveColumn(title: string, header: string, to: number): void {
      const sheet = sheetOf(title);
      const from = columnCalled(sheet, header);
      for (const cells of sheet.cells) {
        while (cells.length <= Math.max(from, to)) cells.push({});
        cells.splice(to, 0, ...cells.splice(from, 1));
      }
    },
    rename(title: string, header: string, other: string): void {
      const sheet = sheetOf(title);
      cellAt(sheet, 0, columnCalled(sheet, header)).userEnteredValue = { stringValue: other };
    },
    /** Rows in another order, the header staying where it is. */
    sort(title: string, order: (a: string, b: string) => number): void {
      const sheet = sheetOf(title);
      const column = columnCalled(sheet, 'Accession');
      const key = (cells: readonly Cell[]): string => String(shownIn(cells[column]));
      const [header = [], ...rows] = sheet.cells;
      const full = rows.filter((cells) => cells.some((cell) => !isEmpty(cell)));
      const rest = rows.filter((cells) => !full.includes(cells));
      sheet.cells = [header, ...full.sort((a, b) => order(key(a), key(b))), ...rest];
    },
    insertRow(title: string, at: number, texts: readonly string[]): void {
      const row = texts.map((text) =>
        text === '' ? {} : { userEnteredValue: { stringValue: text } },
      );
      sheetOf(title).cells.splice(at, 0, row);
    },
    removeRow(title: string, accession: string): void {
      const sheet = sheetOf(title);
      sheet.cells.splice(rowOf(sheet, accession), 1);
    },
    /** By the rules of the sheet, as they stand. */
    colour(title: string, accession: string): unknown {
      const sheet = sheetOf(title);
      return colourOf(sheet, sheet.cells[rowOf(sheet, accession)] ?? []);
    },
    /** Every text and note that is anywhere, for what must never be lost. */
    everything(): ReadonlySet<string> {
      const cells = book().sheets.flatMap((sheet) => sheet.cells.flat());
      return new Set(
        cells.flatMap((cell) => [String(shownIn(cell)), cell.note ?? '']).filter(Boolean),
      );
    },
  };
}

/** As a text: what somebody types here is never computed. */
function put(cell: Cell, text: string): void {
  delete cell.effectiveValue;
  if (text === '') delete cell.userEnteredValue;
  else cell.userEnteredValue = { stringValue: text };
}

export type People = ReturnType<typeof createPeople>;
