import { csvLine } from '../../domain/csv-line.ts';
import { COLUMNS, type SheetEntry, type SheetName, saidIn } from './columns.ts';

/** A sheet as comma-separated values: no text of it is a formula for whoever opens it. */
export async function* csvOf(
  sheet: SheetName,
  entries: AsyncIterable<SheetEntry>,
): AsyncGenerator<string> {
  const columns = COLUMNS[sheet];
  yield `${csvLine(columns.map(({ title }) => title))}\n`;
  for await (const entry of entries)
    yield `${csvLine(columns.map((column) => saidIn(column, entry)))}\n`;
}

/**
 * A sheet as an object a line, for programs: each text as it is. The first is no dataset and has no accession: it says
 * which columns there are, and that they are text, also where no other line does.
 */
export async function* objectsOf(
  sheet: SheetName,
  entries: AsyncIterable<SheetEntry>,
): AsyncGenerator<string> {
  yield `${JSON.stringify(Object.fromEntries(COLUMNS[sheet].map(({ title }) => [title, ''])))}\n`;
  for await (const entry of entries) {
    const cells = COLUMNS[sheet].map((column) => [column.title, saidIn(column, entry)]);
    yield `${JSON.stringify(Object.fromEntries(cells))}\n`;
  }
}
