import { createWriteStream } from 'node:fs';
import { finished } from 'node:stream/promises';
import { setImmediate as breathe } from 'node:timers/promises';
import ExcelJs from 'exceljs';
import {
  COLUMNS,
  type Column,
  SHEET_NAMES,
  SHEETS,
  type SheetEntry,
  type SheetName,
  saidIn,
} from './columns.ts';

const WIDTH = 26; // characters: 190 pixels
const MOST_TEXT = 32_767; // characters of a cell
const MOST_ADDRESS = 2079; // characters of a link
const ROWS_AT_ONCE = 200;

const HEADER: Partial<ExcelJs.Style> = {
  font: { bold: true, color: { argb: 'FF000000' } },
  alignment: { horizontal: 'center' },
};
const LINK: Partial<ExcelJs.Font> = { color: { argb: 'FF0563C1' }, underline: true };
const WARNING: ExcelJs.Fill = {
  type: 'pattern',
  pattern: 'solid',
  fgColor: { argb: 'FFFF0000' },
};

/** Both sheets, as a workbook for Excel. A text is stored as text: nothing in it is ever a formula. */
export async function writeWorkbook(
  path: string,
  entries: (sheet: SheetName) => AsyncIterable<SheetEntry>,
): Promise<void> {
  const file = createWriteStream(path, { flags: 'wx', mode: 0o600 });
  const workbook = new ExcelJs.stream.xlsx.WorkbookWriter({
    stream: file,
    useStyles: true,
    useSharedStrings: false,
  });
  // Its fault, such as a full disk, may come at any time, and the writer would wait for ever.
  await Promise.all([finished(file), fill()]);

  async function fill(): Promise<void> {
    for (const name of SHEET_NAMES) {
      const sheet = workbook.addWorksheet(SHEETS[name], {
        views: [{ state: 'frozen', xSplit: 0, ySplit: 1 }],
      });
      const columns = COLUMNS[name];
      sheet.columns = columns.map(({ title }) => ({ header: title, width: WIDTH }));
      const header = sheet.getRow(1);
      Object.assign(header, HEADER);
      header.commit();
      let rows = 0;
      for await (const entry of entries(name)) {
        writeRow(sheet, columns, entry);
        rows += 1;
        if (rows % ROWS_AT_ONCE === 0) await breathe();
      }
      sheet.commit();
    }
    await workbook.commit();
  }
}

function writeRow(
  sheet: Pick<ExcelJs.Worksheet, 'addRow'>,
  columns: readonly Column[],
  entry: SheetEntry,
): void {
  const texts = columns.map((column) => plain(saidIn(column, entry)));
  const row = sheet.addRow(
    texts.map((text, at) =>
      columns[at]?.link && isAddress(text) ? { text, hyperlink: text } : text || null,
    ),
  );
  for (const [at, text] of texts.entries())
    if (columns[at]?.link && isAddress(text)) row.getCell(at + 1).font = LINK;
  if (texts.some((text) => text.startsWith('WARNING'))) row.fill = WARNING;
  row.commit();
}

const isAddress = (text: string): boolean =>
  text.startsWith('https://') && text.length <= MOST_ADDRESS;

/** What XML cannot hold makes a workbook that Excel does not open. */
const plain = (text: string): string =>
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are meant
  text.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, ' ').slice(0, MOST_TEXT);
