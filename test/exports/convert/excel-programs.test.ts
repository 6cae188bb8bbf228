import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import ExcelJS from 'exceljs';
import { describe, expect, it } from 'vitest';
import { cellsOf } from './csv-text.ts';
import { Desk } from './desk.ts';
import { inPython, python } from './python.ts';

async function readAs(desk: Desk, path: string) {
  const { path: csv, report } = await desk.to('csv', path);
  const types = report.columns.map(({ type }) => type);
  const told = report.warnings.map(({ code, column, count }) => [code, column, count]);
  return { cells: cellsOf(readFileSync(csv, 'utf8')), types, told, report };
}

/** A workbook that a few lines of Python write to `path`. */
function madeInPython(desk: Desk, lines: string): string {
  const path = join(desk.folder, 'made.xlsx');
  inPython(path, `${lines}\nprint("null")`);
  return path;
}

describe.skipIf(python === undefined)('a workbook of openpyxl', () => {
  it('has dates, times, durations, booleans and errors, each by its format', async () => {
    using desk = new Desk();
    const path = madeInPython(
      desk,
      `import openpyxl, datetime
sheet = (book := openpyxl.Workbook()).active
sheet.append(["day", "time", "german", "lasted", "flag", "p", "money"])
sheet.append([datetime.date(2024, 2, 29), datetime.datetime(2024, 1, 5, 10, 0, 0, 250000), datetime.date(1900, 3, 1), datetime.timedelta(hours=30), True, "#N/A", 1.5])
sheet.append([datetime.date(9999, 12, 31), datetime.datetime(1999, 12, 31, 23, 59, 59), datetime.date(2024, 1, 5), datetime.timedelta(0), False, 0.05, -2])
for row in (2, 3):
  sheet.cell(row, 3).number_format = 'dd"."mm"."yyyy;@'
  sheet.cell(row, 4).number_format = '[h]:mm:ss'
  sheet.cell(row, 7).number_format = '[Red]#,##0.00 "days";[$-409]General'
book.save(path)`,
    );
    const { cells, types, report } = await readAs(desk, path);
    expect(types).toEqual(['date', 'timestamp', 'date', 'number', 'boolean', 'text', 'number']);
    expect(cells.slice(1)).toEqual([
      ['2024-02-29', '2024-01-05T10:00:00.25', '1900-03-01', '1.25', 'true', '#N/A', '1.5'],
      ['9999-12-31', '1999-12-31T23:59:59', '2024-01-05', '0', 'false', '0.05', '-2'],
    ]);
    expect(report.columns[5]?.note).toBe('Cells of different types (error, number), as text.');
    expect(report.warnings).toMatchObject([{ code: 'time of day', count: 2 }]); // of durations
  });

  it('has times of day and dates that Excel itself gets wrong, as its number of days, and says so', async () => {
    using desk = new Desk();
    const path = madeInPython(
      desk,
      `import openpyxl, datetime
sheet = (book := openpyxl.Workbook()).active
sheet.append(["at", "early"])
sheet.append([datetime.time(13, 0), datetime.date(1900, 1, 15)])
book.save(path)`,
    );
    const { cells, report } = await readAs(desk, path);
    expect(cells[1]).toEqual(['0.5416666666666666', '15']);
    expect(report.warnings).toMatchObject([{ code: 'time of day', count: 2 }]);
  });

  it('counts its days from 1904, if it says so', async () => {
    using desk = new Desk();
    const path = madeInPython(
      desk,
      `import openpyxl, datetime
from openpyxl.utils.datetime import CALENDAR_MAC_1904
book = openpyxl.Workbook()
book.epoch = CALENDAR_MAC_1904
book.active.append(["day"])
book.active.append([datetime.date(2024, 2, 29)])
book.save(path)`,
    );
    expect((await readAs(desk, path)).cells).toEqual([['day'], ['2024-02-29']]);
  });

  it('has formulas without a value: they are told, for their cells are empty', async () => {
    using desk = new Desk();
    const path = madeInPython(
      desk,
      `import openpyxl
book = openpyxl.Workbook()
for row in (["a", "sum"], [1, "=A2+1"], [2, "=A3+1"]): book.active.append(row)
book.save(path)`,
    );
    const { cells, told } = await readAs(desk, path);
    expect(cells.slice(1)).toEqual([
      ['1', null],
      ['2', null],
    ]);
    expect(told).toEqual([['formula without value', 'Sheet', 2]]);
  });

  it('has merged cells, hidden rows, columns and sheets, blank rows: all are told', async () => {
    using desk = new Desk();
    const path = madeInPython(
      desk,
      `import openpyxl
book = openpyxl.Workbook()
book.active.title = "Notes"
book.active.append(["not", "a", "table"])
book.active.sheet_state = "hidden"
sheet = book.create_sheet("Counts")
for row in (["gene", "n", "m"], ["A", 1, 2], ["B", 3, 4], [], [], ["C", 5, 6]): sheet.append(row)
sheet.merge_cells("B2:B3")
sheet.row_dimensions[3].hidden = True
sheet.column_dimensions["C"].hidden = True
book.create_sheet("More").append(["x"])
book.active = 1
book.save(path)`,
    );
    const { cells, told, report } = await readAs(desk, path);
    expect(cells).toEqual([
      ['gene', 'n', 'm'],
      ['A', '1', '2'],
      ['B', null, '4'],
      ['C', '5', '6'],
    ]);
    expect(told).toEqual([
      ['merged cells', 'Counts', 1],
      ['hidden rows', 'Counts', 1],
      ['hidden columns', 'Counts', 1],
      ['blank rows', 'Counts', 2],
      ['other sheet', 'Notes', 1],
      ['other sheet', 'More', 1],
    ]);
    expect(report.warnings.map(({ says }) => says)).toContain(
      'The hidden sheet “Notes” was not read: only the first one is.',
    );
  });
});

it.skipIf(python === undefined).each(['False', 'True'])(
  'a workbook of xlsxwriter is read, constant_memory=%s: inline or shared text, formulas with values',
  async (constantMemory) => {
    using desk = new Desk();
    const path = madeInPython(
      desk,
      `import xlsxwriter, datetime
book = xlsxwriter.Workbook(path, {"constant_memory": ${constantMemory}})
sheet = book.add_worksheet("Data")
bold = book.add_format({"bold": True})
day = book.add_format({"num_format": "d mmm yyyy"})
sheet.write_row(0, 0, ["text", "rich", "when", "words", "sum"])
for row in range(1, 3001):
  sheet.write_string(row, 0, " \\u00e9\\U0001F9EC <&> \\"q\\", %d\\nline " % (row % 7))
  sheet.write_rich_string(row, 1, "a", bold, "b\\u000b", "c _x0041_")
  sheet.write_datetime(row, 2, datetime.datetime(2024, 1, 5), day)
  sheet.write_formula(row, 3, '="a"&"b"', None, "ab")
  sheet.write_formula(row, 4, "=1+%d" % row, None, row + 1)
book.close()`,
    );
    const { cells, types, told } = await readAs(desk, path);
    expect(types).toEqual(['text', 'text', 'date', 'text', 'number']);
    expect(cells).toHaveLength(3001);
    expect(cells.slice(1)).toEqual(
      Array.from({ length: 3000 }, (_, at) => [
        ` é🧬 <&> "q", ${(at + 1) % 7}\nline `,
        'ab\u000bc _x0041_',
        '2024-01-05',
        'ab',
        String(at + 2),
      ]),
    );
    expect(told).toEqual([['formula', 'Data', 6000]]);
  },
);

it('a workbook of exceljs is read: shared and rich text, links, formulas with their values', async () => {
  using desk = new Desk();
  const book = new ExcelJS.Workbook();
  const sheet = book.addWorksheet('Data');
  sheet.addRow(['gene', 'rich', 'link', 'sum', 'when', 'flag']);
  sheet.addRow([
    'TP53',
    { richText: [{ text: 'a ' }, { font: { bold: true }, text: 'b' }] },
    { text: 'page', hyperlink: 'https://example.org' },
    { formula: 'A1', result: 7 },
    new Date(Date.UTC(2024, 1, 29, 12)),
    true,
  ]);
  const path = join(desk.folder, 'exceljs.xlsx');
  await book.xlsx.writeFile(path);
  const { cells, told } = await readAs(desk, path);
  expect(cells[1]).toEqual(['TP53', 'a b', 'page', '7', '2024-02-29T12:00:00', 'true']);
  expect(told).toEqual([['formula', 'Data', 1]]);
});
