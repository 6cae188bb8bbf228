import { createReadStream } from 'node:fs';
import { parse } from 'csv-parse';
import ExcelJS from 'exceljs';
import { z } from 'zod';
import { columnsGiven } from '../tables.ts';

/** Row by row, types given: with-exceljs.ts INPUT OUTPUT COLUMNS [shared]. */
const [input = '', output = '', given = '', how] = process.argv.slice(2);
const columns = columnsGiven.parse(JSON.parse(given));
const book = new ExcelJS.stream.xlsx.WorkbookWriter({
  filename: output,
  useSharedStrings: how === 'shared',
});
const sheet = book.addWorksheet('Data');
sheet.addRow(columns.map(({ name }) => name)).commit();
const cells = z.array(z.string());
for await (const raw of createReadStream(input).pipe(parse({ from: 2 }))) {
  const row = cells.parse(raw);
  const values = columns.map(({ type }, index) => {
    const cell = row[index] ?? 'NA';
    return cell === 'NA' ? null : type === 'VARCHAR' ? cell : Number(cell);
  });
  sheet.addRow(values).commit();
}
sheet.commit();
await book.commit();
