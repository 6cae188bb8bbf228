import { beyond, unreadable } from '../../failure.ts';
import {
  attributesOf,
  columnOf,
  digitsOf,
  isLong,
  isPlain,
  isTrue,
  MOST_COLUMNS,
} from './cell-bytes.ts';
import type { CsvRows } from './csv-row.ts';
import { fromSerial, type Shown } from './dates.ts';
import type { SharedStrings } from './shared-strings.ts';
import { TextBytes } from './text-bytes.ts';
import type { Workbook } from './workbook.ts';
import { eachAttribute } from './xml-bytes.ts';

const MOST_ROWS = 1_048_576;

export type CellKind =
  | 'number'
  | 'long number'
  | 'text'
  | 'boolean'
  | 'date'
  | 'timestamp'
  | 'error';

export interface Context {
  readonly shared: SharedStrings;
  readonly styles: readonly Shown[];
  readonly from1904: boolean;
}

/** What a sheet has beside the values of its cells, and how often. */
export interface Remarks {
  formulas: number;
  unsavedFormulas: number;
  mergedCells: number;
  hiddenRows: number;
  hiddenColumns: number;
  blankRows: number;
  unclearTimes: number;
}

export interface RowTaker {
  readonly rows: CsvRows;
  /** Whether numbers are put down in as few digits as they need; otherwise they may be long. */
  readonly exact: boolean;
  /** What a cell of the row under way is. */
  cell(column: number, kind: CellKind): void;
  /** The row under way is complete. False when the rest of the sheet is not wanted. */
  row(): void;
  /** To be awaited after each piece: whoever collects can put down what it has. */
  flush(): Promise<void>;
}

/** Reads every row that has cells, whatever order its cells are in. */
export async function readSheet(
  workbook: Workbook,
  part: string,
  context: Context,
  taker: RowTaker,
): Promise<Remarks> {
  const { rows } = taker;
  const remarks: Remarks = {
    formulas: 0,
    unsavedFormulas: 0,
    mergedCells: 0,
    hiddenRows: 0,
    hiddenColumns: 0,
    blankRows: 0,
    unclearTimes: 0,
  };
  const text = new TextBytes();
  let rowNumber = 0;
  let lastRow = 0;
  let column = -1;
  let type = '';
  let style = 0;
  let taking = false;
  let phonetic = false;
  let formula = false;
  let inCell = false;

  function beginRow(bytes: Buffer, start: number, end: number): void {
    const { r, hidden } = attributesOf(bytes, start, end);
    rowNumber = r === undefined ? rowNumber + 1 : Number(r);
    if (!(rowNumber >= 1 && rowNumber <= MOST_ROWS)) throw beyond(`No sheet has a row ${r}.`);
    if (isTrue(hidden)) remarks.hiddenRows++;
    column = -1;
    rows.clear();
  }

  function attribute(bytes: Buffer, name: number, nameEnd: number, start: number, end: number) {
    if (nameEnd - name !== 1) return;
    const letter = bytes[name];
    if (letter === 0x72) column = columnOf(bytes, start, end);
    else if (letter === 0x73) style = digitsOf(bytes, start, end);
    else if (letter === 0x74) type = bytes.toString('latin1', start, end);
  }

  function put(kind: CellKind, value?: string): void {
    if (value === undefined) rows.put(column, text.bytes, 0, text.length);
    else rows.putPlain(column, value);
    taker.cell(column, kind);
  }

  function putShared(): void {
    const index = digitsOf(text.bytes, 0, text.length);
    const { shared } = context;
    if (!shared.has(index)) throw unreadable(`${part} has a text that is not there.`);
    rows.put(column, shared.bytes, shared.startOf(index), shared.endOf(index));
    taker.cell(column, 'text');
  }

  function endCell(): void {
    inCell = false;
    if (formula) remarks[type === 'n' && text.length === 0 ? 'unsavedFormulas' : 'formulas']++;
    if (type === 'inlineStr' || type === 'str') {
      text.resolveEscapes();
      put('text');
    } else if (text.length === 0) return;
    else if (type === 's') putShared();
    else if (type === 'b') put('boolean', isTrue(text.toString()) ? 'true' : 'false');
    else if (type === 'e') put('error');
    else if (type === 'd') putIsoTime(text.toString().replace(/Z$/, ''));
    else putNumber();
  }

  function putIsoTime(iso: string): void {
    const is = /^\d{4}-\d\d-\d\d(T[\d:.]+)?$/.test(iso) && !Number.isNaN(Date.parse(iso));
    if (is) put('timestamp', iso);
    else put('text');
  }

  function putNumber(): void {
    const shown = context.styles[style];
    if (shown === 'duration') remarks.unclearTimes++;
    if (shown !== 'date' && isPlain(text)) {
      put('number');
      return;
    }
    if (shown !== 'date' && !taker.exact && isLong(text)) {
      put('long number');
      return;
    }
    const number = Number(text.bytes.toString('latin1', 0, text.length));
    const dated = shown === 'date';
    const date = dated ? fromSerial(number, context.from1904) : undefined;
    if (dated && date === undefined) remarks.unclearTimes++;
    if (date !== undefined) put(date.timed ? 'timestamp' : 'date', date.text);
    else if (Number.isNaN(number)) put('error');
    else put('number', String(number));
  }

  await workbook.readBytes(
    part,
    {
      opened(name, bytes, start, end) {
        if (name === 'c') {
          column++;
          type = 'n';
          style = 0;
          formula = false;
          inCell = true;
          text.clear();
          eachAttribute(bytes, start, end, attribute);
          if (column >= MOST_COLUMNS) throw beyond('No sheet has so many columns.');
        } else if (name === 'v' || name === 't') taking = inCell && !phonetic;
        else if (name === 'row') beginRow(bytes, start, end);
        else if (name === 'f') formula = true;
        else if (name === 'rPh') phonetic = true;
        else if (name === 'mergeCell') remarks.mergedCells++;
        else if (name === 'col') {
          const { hidden, min, max } = attributesOf(bytes, start, end);
          if (isTrue(hidden)) remarks.hiddenColumns += Number(max) - Number(min) + 1;
        }
      },
      text(bytes, start, end, raw) {
        if (taking) text.append(bytes, start, end, raw);
      },
      closed(name) {
        if (name === 'v' || name === 't') taking = false;
        else if (name === 'c') endCell();
        else if (name === 'rPh') phonetic = false;
        else if (name === 'row' && rows.width > 0) {
          remarks.blankRows += Math.max(0, rowNumber - lastRow - 1);
          lastRow = rowNumber;
          taker.row();
        }
      },
    },
    () => taker.flush(),
  );
  return remarks;
}
