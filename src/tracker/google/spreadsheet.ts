import type { sheets_v4 } from '@googleapis/sheets';

/** One change of a batch, as the Sheets API takes it. */
export type Change = sheets_v4.Schema$Request;
export type CellData = sheets_v4.Schema$CellData;

/** A sheet of the spreadsheet. */
export interface Worksheet {
  readonly id: number;
  readonly title: string;
  readonly rows: number;
  readonly columns: number;
  readonly frozenRows: number;
  readonly rules: readonly string[]; // formulas by which rows are coloured
}

/** A spreadsheet that people write into as well. Everything rejects with OutsideError. */
export interface Spreadsheet {
  worksheets(): Promise<readonly Worksheet[]>;
  /**
   * What cells hold, as text, of all these stretches of rows at once. What is empty at the end of a row or of a stretch is
   * absent.
   */
  texts(title: string, stretches: readonly Span[]): Promise<readonly RowTexts[]>;
  /** One row with its notes; numbers stay numbers, a formula is what it comes to. */
  cells(title: string, row: number): Promise<readonly CellData[]>;
  /**
   * All of them in their order, or none. `ambiguous`: nobody knows. `look`: directly before each attempt, when no quota is
   * to be waited for any more; where it rejects nothing is written.
   */
  change(changes: readonly Change[], look?: () => Promise<void>): Promise<void>;
}

/** Rows, columns or cells are not as they were when it was found out what to write: all is looked at anew. */
export class SheetMoved extends Error {
  override readonly name = 'SheetMoved';
}

export type RowTexts = readonly (readonly string[])[];

/** Rows from 0, the end excluded. */
export interface Span {
  readonly from: number;
  readonly to: number;
}
