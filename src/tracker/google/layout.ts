import { COLUMNS, type Column, SHEETS, type SheetName } from '../sheets/columns.ts';
import {
  addColumns,
  addRule,
  addWorksheet,
  beginColumn,
  freezeHeader,
  nameColumn,
  type RULES,
  ruleOf,
} from './changes.ts';
import {
  type Change,
  type RowTexts,
  SheetMoved,
  type Span,
  type Spreadsheet,
  type Worksheet,
} from './spreadsheet.ts';

/** Where in a sheet what stands. */
export interface Layout {
  readonly id: number;
  readonly title: string;
  readonly rows: number; // of the grid, the header included
  /** By title: of ours. */
  readonly ours: ReadonlyMap<string, number>;
  /** By column: what people call theirs; perhaps nothing. */
  readonly theirs: ReadonlyMap<number, string>;
  readonly headers: readonly string[]; // as they stand
}

const HEADER: Span = { from: 0, to: 1 };

/** Rejects where the columns are no longer where they were. */
export async function checkColumns(book: Spreadsheet, layout: Layout): Promise<void> {
  await readRows(book, layout);
}

/** Rows, and in the same moment that the columns are where they were: rejects where they are not. */
export async function readRows(
  book: Spreadsheet,
  { title, headers }: Layout,
  rows?: Span,
): Promise<RowTexts> {
  const [[now = []] = [], found = []] = await book.texts(title, rows ? [HEADER, rows] : [HEADER]);
  if (now.length !== headers.length || now.some((header, at) => header !== headers[at]))
    throw new SheetMoved();
  return found;
}

/** What colours a row, and by which column. */
const COLOURED: Readonly<Record<SheetName, readonly (readonly [keyof typeof RULES, string])[]>> = {
  discover: [
    ['gone', 'Status'],
    ['warning', 'Already Ingested'],
  ],
  track: [['gone', 'Status']],
};

/** The sheet as it has to be; what of it is there stays, wherever somebody moved it. */
export async function prepareSheet(
  book: Spreadsheet,
  sheet: SheetName,
  /** Of these columns nothing stands anywhere. */
  forget: (titles: readonly string[]) => Promise<void>,
): Promise<Layout> {
  const columns = COLUMNS[sheet];
  const found = await find(book, sheet);
  if (found === undefined) {
    await forget(columns.map(({ title }) => title));
    await book.change([addWorksheet(SHEETS[sheet], columns.length)]);
    return prepareSheet(book, sheet, forget);
  }
  const [[headers = []] = []] = await book.texts(found.title, [HEADER]);
  const layout = layoutOf(found, headers, columns);
  const missing = columns.filter(({ title }) => !layout.ours.has(title));
  // Somebody may have text in a column that has no header: new ones come after all that are there.
  const isNew = headers.length === 0 && found.columns === columns.length;
  const begin = isNew ? 0 : found.columns;
  const changes = [
    ...roomFor(found, begin + missing.length),
    ...missing.flatMap(({ title }, at) => beginColumn(found.id, begin + at, title)),
    ...(found.frozenRows === 0 ? [freezeHeader(found.id)] : []),
  ];
  if (changes.length > 0) {
    await forget(missing.map(({ title }) => title));
    await book.change(changes);
    return prepareSheet(book, sheet, forget);
  }
  const rules = COLOURED[sheet].flatMap(([kind, title]) => {
    const column = layout.ours.get(title);
    if (column === undefined || found.rules.includes(ruleOf(kind, column))) return [];
    return [addRule(found.id, kind, column)];
  });
  if (rules.length > 0) await book.change(rules);
  return layout;
}

/** One more column of people’s, for what they wrote in the other sheet. */
export async function addTheirColumn(
  book: Spreadsheet,
  sheet: SheetName,
  title: string,
  forget: (titles: readonly string[]) => Promise<void>,
): Promise<Layout> {
  const found = await find(book, sheet);
  if (found === undefined) throw new Error(`${SHEETS[sheet]} has gone.`);
  const { id, columns } = found;
  await book.change([addColumns(id, 1), nameColumn(id, columns, title)]);
  return prepareSheet(book, sheet, forget);
}

async function find(book: Spreadsheet, sheet: SheetName): Promise<Worksheet | undefined> {
  return (await book.worksheets()).find(({ title }) => title === SHEETS[sheet]);
}

const roomFor = ({ id, columns }: Worksheet, width: number): readonly Change[] =>
  width > columns ? [addColumns(id, width - columns)] : [];

function layoutOf(
  { id, title, rows, columns: all }: Worksheet,
  headers: readonly string[],
  columns: readonly Column[],
): Layout {
  const titles = new Set(columns.map((column) => column.title));
  const ours = new Map<string, number>();
  const theirs = new Map<number, string>();
  for (let at = 0; at < all; at += 1) {
    const header = (headers[at] ?? '').trim();
    if (titles.has(header) && !ours.has(header)) ours.set(header, at);
    else theirs.set(at, header);
  }
  return { id, title, rows, ours, theirs, headers };
}
