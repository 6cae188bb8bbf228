import { lettersOf } from './letters.ts';
import type { CellData, Change } from './spreadsheet.ts';

const WIDTH = 190; // pixels
const MOST_TEXT = 50_000; // characters of a cell
const MOST_ADDRESS = 2000;
const BLACK = { rgbColor: { red: 0, green: 0, blue: 0 } };
const RED = { red: 1, green: 0, blue: 0 };
const GREY = { red: 0.8, green: 0.8, blue: 0.8 };
/** Of cells of ours: a cell that is ours has these, and no others of them. */
const OURS = 'userEnteredValue,userEnteredFormat.textFormat.link,userEnteredFormat.wrapStrategy';

export const addWorksheet = (title: string, columns: number): Change => ({
  addSheet: {
    properties: { title, gridProperties: { rowCount: 2, columnCount: columns, frozenRowCount: 1 } },
  },
});

export const freezeHeader = (sheetId: number): Change => ({
  updateSheetProperties: {
    properties: { sheetId, gridProperties: { frozenRowCount: 1 } },
    fields: 'gridProperties.frozenRowCount',
  },
});

export const addColumns = (sheetId: number, length: number): Change => ({
  appendDimension: { sheetId, dimension: 'COLUMNS', length },
});

/** A column of ours, as it begins: its header black, bold and centred, as wide as all, its texts cut off. */
export function beginColumn(sheetId: number, column: number, title: string): readonly Change[] {
  const columns = { sheetId, startColumnIndex: column, endColumnIndex: column + 1 };
  const header = { ...columns, startRowIndex: 0, endRowIndex: 1 };
  return [
    nameColumn(sheetId, column, title),
    {
      repeatCell: {
        range: header,
        cell: {
          userEnteredFormat: {
            textFormat: { bold: true, foregroundColorStyle: BLACK },
            horizontalAlignment: 'CENTER',
          },
        },
        fields: 'userEnteredFormat(textFormat,horizontalAlignment)',
      },
    },
    {
      updateDimensionProperties: {
        range: { sheetId, dimension: 'COLUMNS', startIndex: column, endIndex: column + 1 },
        properties: { pixelSize: WIDTH },
        fields: 'pixelSize',
      },
    },
    {
      repeatCell: {
        range: columns,
        cell: { userEnteredFormat: { wrapStrategy: 'CLIP' } },
        fields: 'userEnteredFormat.wrapStrategy',
      },
    },
  ];
}

export const nameColumn = (sheetId: number, column: number, title: string): Change => ({
  updateCells: {
    start: { sheetId, rowIndex: 0, columnIndex: column },
    rows: [{ values: [{ userEnteredValue: { stringValue: title } }] }],
    fields: 'userEnteredValue',
  },
});

/** Rows are coloured by a text that is in them: so they stay, however they are moved, and people’s own colours too. */
export const RULES = {
  warning: { text: 'WARNING', colour: RED },
  gone: { text: 'gone', colour: GREY },
} as const;

export const ruleOf = (kind: keyof typeof RULES, column: number): string => {
  const { text } = RULES[kind];
  return `=LEFT($${lettersOf(column)}2,${text.length})="${text}"`;
};

export const addRule = (sheetId: number, kind: keyof typeof RULES, column: number): Change => ({
  addConditionalFormatRule: {
    index: 0,
    rule: {
      ranges: [{ sheetId, startRowIndex: 1 }],
      booleanRule: {
        condition: {
          type: 'CUSTOM_FORMULA',
          values: [{ userEnteredValue: ruleOf(kind, column) }],
        },
        format: { backgroundColorStyle: { rgbColor: RULES[kind].colour } },
      },
    },
  },
});

/** Texts beside each other in a row that is there. */
export const writeCells = (
  sheetId: number,
  row: number,
  column: number,
  cells: readonly CellData[],
): Change => ({
  updateCells: {
    start: { sheetId, rowIndex: row, columnIndex: column },
    rows: [{ values: [...cells] }],
    fields: OURS,
  },
});

/** Below everything that is in the sheet by then: nothing of anybody is overwritten. */
export const appendRows = (sheetId: number, rows: readonly (readonly CellData[])[]): Change => ({
  appendCells: {
    sheetId,
    rows: rows.map((values) => ({ values: [...values] })),
    fields: `${OURS},userEnteredFormat.numberFormat,note`,
  },
});

/** A text as it is: a `stringValue` is never computed, which is what RAW means. */
export function textCell(text: string, isLink: boolean): CellData {
  if (text === '') return { userEnteredFormat: { wrapStrategy: 'CLIP' } };
  const isAddress = isLink && text.startsWith('https://') && text.length <= MOST_ADDRESS;
  return {
    userEnteredValue: { stringValue: text },
    userEnteredFormat: {
      wrapStrategy: 'CLIP',
      ...(isAddress && { textFormat: { link: { uri: text } } }),
    },
  };
}

/** What a cell can hold, and gives back as it was. */
export const cellText = (text: string): string =>
  text
    .replace(/\r\n?/g, '\n')
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are meant
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, ' ')
    .slice(0, MOST_TEXT);
