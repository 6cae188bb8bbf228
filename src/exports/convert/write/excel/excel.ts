import { beyond } from '../../failure.ts';
import { title } from '../../table.ts';
import type { Writer } from '../writer.ts';
import { LONGEST_TEXT, shapeOf, tooLong } from './cells.ts';
import { piecesOf } from './pieces.ts';
import { RowBytes } from './row-bytes.ts';
import { sheetFrame } from './sheet-frame.ts';
import { sheetName } from './sheet-name.ts';
import { Sheets } from './sheets.ts';
import { widthsOf } from './widths.ts';

const MOST_COLUMNS = 16_384;
const MOST_ROWS = 1_048_575; // the header is one more
const FIRST_ROW = 2;

export const writeExcel: Writer<'excel'> = async (table, options, writing) => {
  const { engine, tally, warnings, signal, path } = writing;
  const names = table.columns.map(({ name }) => name);
  const columns = table.columns.map((column, index) => {
    return { label: title(column, index), shape: shapeOf(column) };
  });
  if (options.include_index) {
    names.unshift('');
    columns.unshift({ label: 'index', shape: 'number' });
  }
  if (columns.length > MOST_COLUMNS) {
    throw beyond(`A sheet of Excel has ${MOST_COLUMNS} columns; this table has ${columns.length}.`);
  }
  const long = names.findIndex((name) => name.length > LONGEST_TEXT);
  if (long >= 0) throw tooLong(`column ${long + 1}`);
  const name = sheetName(options.sheet_name, warnings);
  const pieces = piecesOf(table, options.include_index, tally, engine);
  await tally.create(engine);
  const first = (await pieces.next()).value ?? undefined;
  const widths = widthsOf(names, columns, first);
  using sheets = new Sheets(path, sheetFrame(names, widths, options.freeze_panes), signal);
  const bytes = new RowBytes(columns);
  const counts: [number, ...number[]] = [0];
  for (let piece = first; piece !== undefined; piece = (await pieces.next()).value ?? undefined) {
    for (let row = 0; row < piece.rows; row++) {
      if (counts[0] === MOST_ROWS) {
        await sheets.write(bytes.take());
        sheets.next();
        counts.unshift(0);
      }
      bytes.beginRow(counts[0] + FIRST_ROW);
      piece.put(row, bytes);
      bytes.endRow();
      counts[0]++;
      if (bytes.full) await sheets.write(bytes.take());
    }
  }
  await sheets.write(bytes.take());
  const parts = counts.reverse().map((rows, index) => {
    return { sheet: index === 0 ? name : `${name} (${index + 1})`, rows };
  });
  await sheets.finish(parts.map(({ sheet }) => sheet));
  const rows = parts.reduce((sum, part) => sum + part.rows, 0);
  if (parts.length === 1) return { rows };
  const says = 'A sheet of Excel has 1,048,576 rows: the table goes on in further sheets.';
  warnings.add({ code: 'split', says, count: parts.length });
  return { rows, parts };
};
