import { z } from 'zod';
import {
  type Book,
  type Cell,
  checkLimits,
  isEmpty,
  MOST_TEXT,
  Refused,
  type Sheet,
} from './book.ts';

const value = z.strictObject({
  stringValue: z.string().optional(),
  numberValue: z.number().optional(),
  boolValue: z.boolean().optional(),
  formulaValue: z.string().optional(),
});
const cell = z.strictObject({
  userEnteredValue: value.optional(),
  effectiveValue: value.optional(),
  note: z.string().optional(),
  userEnteredFormat: z.record(z.string(), z.unknown()).optional(),
});
const row = z.strictObject({ values: z.array(cell) });
const sheetId = z.int();
const range = z.strictObject({
  sheetId,
  startRowIndex: z.int().optional(),
  endRowIndex: z.int().optional(),
  startColumnIndex: z.int().optional(),
  endColumnIndex: z.int().optional(),
});

/** The requests that it knows; each other one, and each field that Google does not know, is refused. */
const request = z.union([
  z.strictObject({
    addSheet: z.strictObject({
      properties: z.strictObject({
        title: z.string(),
        gridProperties: z.strictObject({
          rowCount: z.int(),
          columnCount: z.int(),
          frozenRowCount: z.int().optional(),
        }),
      }),
    }),
  }),
  z.strictObject({
    updateSheetProperties: z.strictObject({
      properties: z.strictObject({
        sheetId,
        gridProperties: z.strictObject({ frozenRowCount: z.int() }),
      }),
      fields: z.literal('gridProperties.frozenRowCount'),
    }),
  }),
  z.strictObject({
    appendDimension: z.strictObject({
      sheetId,
      dimension: z.literal('COLUMNS'),
      length: z.int().min(1),
    }),
  }),
  z.strictObject({
    updateDimensionProperties: z.strictObject({
      range: z.strictObject({
        sheetId,
        dimension: z.literal('COLUMNS'),
        startIndex: z.int(),
        endIndex: z.int(),
      }),
      properties: z.strictObject({ pixelSize: z.int() }),
      fields: z.literal('pixelSize'),
    }),
  }),
  z.strictObject({ repeatCell: z.strictObject({ range, cell, fields: z.string() }) }),
  z.strictObject({
    updateCells: z.strictObject({
      start: z.strictObject({ sheetId, rowIndex: z.int(), columnIndex: z.int() }),
      rows: z.array(row),
      fields: z.string(),
    }),
  }),
  z.strictObject({
    appendCells: z.strictObject({ sheetId, rows: z.array(row), fields: z.string() }),
  }),
  z.strictObject({
    addConditionalFormatRule: z.strictObject({
      index: z.int(),
      rule: z.strictObject({
        ranges: z.array(range),
        booleanRule: z.strictObject({
          condition: z.strictObject({
            type: z.literal('CUSTOM_FORMULA'),
            values: z.tuple([z.strictObject({ userEnteredValue: z.string() })]),
          }),
          format: z.strictObject({
            backgroundColorStyle: z.strictObject({ rgbColor: z.unknown() }),
          }),
        }),
      }),
    }),
  }),
]);
const body = z.strictObject({ requests: z.array(request).min(1) });

/** The book as it is after all of them; the given one stays as it was, also where one of them is refused. */
export function applied(before: Book, text: string): Book {
  const parsed = body.safeParse(JSON.parse(text));
  if (!parsed.success) throw new Refused(`Invalid JSON payload received. ${parsed.error.message}`);
  const book = { sheets: before.sheets.map(copied) };
  for (const one of parsed.data.requests) apply(book, one);
  checkLimits(book);
  return book;
}

/** Its rows are shared until one is written: a copy of a hundred thousand takes seconds, and there are a hundred requests. */
const copied = (sheet: Sheet): Sheet => ({
  ...sheet,
  cells: [...sheet.cells],
  widths: { ...sheet.widths },
  rules: [...sheet.rules],
});

function apply(book: Book, one: z.infer<typeof request>): void {
  if ('addSheet' in one) {
    const { title, gridProperties } = one.addSheet.properties;
    if (book.sheets.some((sheet) => sheet.title === title))
      throw new Refused(`A sheet with the name "${title}" already exists.`);
    book.sheets.push({
      id: Math.max(...book.sheets.map(({ id }) => id)) + 7,
      title,
      columns: gridProperties.columnCount,
      frozenRows: gridProperties.frozenRowCount ?? 0,
      cells: Array.from({ length: gridProperties.rowCount }, () => []),
      widths: {},
      rules: [],
    });
  } else if ('updateSheetProperties' in one) {
    const { sheetId, gridProperties } = one.updateSheetProperties.properties;
    sheetIn(book, sheetId).frozenRows = gridProperties.frozenRowCount;
  } else if ('appendDimension' in one) {
    sheetIn(book, one.appendDimension.sheetId).columns += one.appendDimension.length;
  } else if ('updateDimensionProperties' in one) {
    const { range, properties } = one.updateDimensionProperties;
    const { widths } = sheetIn(book, range.sheetId);
    for (let at = range.startIndex; at < range.endIndex; at += 1) widths[at] = properties.pixelSize;
  } else if ('repeatCell' in one) {
    const { range, cell: from, fields } = one.repeatCell;
    const sheet = sheetIn(book, range.sheetId);
    const { startRowIndex = 0, endRowIndex = sheet.cells.length } = range;
    const { startColumnIndex = 0, endColumnIndex = sheet.columns } = range;
    for (let at = startRowIndex; at < endRowIndex; at += 1)
      for (let column = startColumnIndex; column < endColumnIndex; column += 1)
        put(sheet, at, column, from, fields);
  } else if ('updateCells' in one) {
    const { start, rows, fields } = one.updateCells;
    const sheet = sheetIn(book, start.sheetId);
    for (const [at, { values }] of rows.entries())
      for (const [next, from] of values.entries())
        put(sheet, start.rowIndex + at, start.columnIndex + next, from, fields);
  } else if ('appendCells' in one) {
    const { sheetId, rows, fields } = one.appendCells;
    const sheet = sheetIn(book, sheetId);
    const last = sheet.cells.findLastIndex((cells) => cells.some((cell) => !isEmpty(cell)));
    for (const [at, { values }] of rows.entries()) {
      while (sheet.cells.length <= last + 1 + at) sheet.cells.push([]);
      for (const [column, from] of values.entries())
        put(sheet, last + 1 + at, column, from, fields);
    }
  } else {
    const { index, rule } = one.addConditionalFormatRule;
    const { condition, format } = rule.booleanRule;
    sheetIn(book, rule.ranges[0]?.sheetId ?? -1).rules.splice(index, 0, {
      formula: condition.values[0].userEnteredValue,
      colour: format.backgroundColorStyle.rgbColor,
    });
  }
}

function sheetIn(book: Book, id: number): Sheet {
  const sheet = book.sheets.find((one) => one.id === id);
  if (sheet === undefined) throw new Refused(`No grid with id: ${id}`);
  return sheet;
}

function put(sheet: Sheet, at: number, column: number, from: Cell, fields: string): void {
  const there = sheet.cells[at];
  if (there === undefined || column >= sheet.columns)
    throw new Refused(`Range exceeds grid limits: row ${at}, column ${column}`);
  if ((from.userEnteredValue?.stringValue?.length ?? 0) > MOST_TEXT)
    throw new Refused(`Your input contains more than the maximum of ${MOST_TEXT} characters.`);
  const cells = [...there];
  while (cells.length <= column) cells.push({});
  const to: Record<string, unknown> = { ...cells[column] };
  for (const path of pathsOf(fields)) set(to, from, path.split('.'));
  if (fields.includes('userEnteredValue')) delete to['effectiveValue'];
  cells[column] = to;
  sheet.cells[at] = cells;
}

/** `a,b(c,d)` is a, b.c and b.d. */
function pathsOf(fields: string): readonly string[] {
  return [...fields.matchAll(/([\w.]+)(?:\(([^)]*)\))?/g)].flatMap(([, path = '', inner]) =>
    inner === undefined ? [path] : inner.split(',').map((one) => `${path}.${one}`),
  );
}

const record = z.record(z.string(), z.unknown()).catch({});

/** What the mask names is as it is there, or absent as it is there. */
function set(to: Record<string, unknown>, from: unknown, [name = '', ...rest]: string[]): void {
  const there = record.parse(from)[name];
  if (rest.length === 0) {
    if (there === undefined) delete to[name];
    else to[name] = structuredClone(there);
    return;
  }
  const inner = { ...record.parse(to[name]) };
  set(inner, there, rest);
  to[name] = inner;
}
