import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { PassThrough } from 'node:stream';
import { finished } from 'node:stream/promises';
import { ZipArchive } from 'archiver';
import { beyond } from '../../failure.ts';
import type { OptionsOf } from '../../options.ts';
import type { Column, Table } from '../../table.ts';
import type { Writer, Writing, Written } from '../writer.ts';
import { cellXml, columnLetters, PLAIN_MACRO, STYLES, TEXT_MACRO, TOO_LONG } from './cells.ts';
import { sheetFrame, workbookParts, xmlText } from './parts.ts';

const MOST_COLUMNS = 16_384;
const MOST_ROWS = 1_048_575; // the header is one more
const LEVEL = 4;

export const writeExcel: Writer<'excel'> = async (table, options, writing) => {
  const width = table.columns.length + (options.include_index ? 1 : 0);
  if (width > MOST_COLUMNS) {
    throw beyond(`A sheet of Excel has ${MOST_COLUMNS} columns; this table has ${width}.`);
  }
  try {
    return await workbook(table, options, writing);
  } catch (cause) {
    const column = cause instanceof Error && cause.message.split(TOO_LONG)[1];
    if (!column) throw cause;
    throw beyond(`A cell in ${column} is longer than Excel's 32,767 characters.`, { column });
  }
};

async function workbook(
  table: Table,
  options: OptionsOf<'excel'>,
  writing: Writing,
): Promise<Written> {
  const { engine, tally, path, signal } = writing;
  const rows = await statement(table, options, writing);
  await tally.create(engine);
  const zip = new ZipArchive({ zlib: { level: LEVEL }, forceZip64: false });
  const file = createWriteStream(path, { flags: 'wx' });
  const written = finished(zip.pipe(file));
  written.catch(() => {}); // it is awaited below; until then it is no unhandled rejection
  const failed = once(zip, 'warning', { signal }).then(([warning]) => {
    throw new Error('the workbook could not be put together', { cause: warning });
  });
  failed.catch(() => {});
  const name = sheetName(options.sheet_name, writing);
  const headerXml = headerRow(table, options);
  const [rowsInSight, columnsInSight] = options.freeze_panes;
  const corner = `${columnLetters(columnsInSight)}${rowsInSight + 1}`;
  const [before, after] = sheetFrame(options.freeze_panes, corner);
  const counts: number[] = [];
  const begin = (): PassThrough => {
    counts.push(0);
    const sheet = new PassThrough({ highWaterMark: 1 << 20 });
    zip.append(sheet, { name: `xl/worksheets/sheet${counts.length}.xml` });
    sheet.write(`${before}${headerXml}`);
    return sheet;
  };
  try {
    let sheet = begin();
    for await (const chunk of engine.stream(rows)) {
      let lines = chunk.getColumnValues(0);
      while (lines.length > 0) {
        const last = counts.length - 1;
        const room = MOST_ROWS - (counts[last] ?? 0);
        if (room === 0) {
          sheet.end(after);
          sheet = begin();
          continue;
        }
        const some = lines.slice(0, room);
        lines = lines.slice(room);
        counts[last] = (counts[last] ?? 0) + some.length;
        if (!sheet.write(some.join('')))
          await Promise.race([once(sheet, 'drain', { signal }), written]);
      }
    }
    sheet.end(after);
    const names = counts.map((_, index) => (index === 0 ? name : `${name} (${index + 1})`));
    for (const [part, text] of workbookParts(names)) zip.append(text, { name: part });
    await Promise.race([zip.finalize(), written]);
    await written;
    const parts = counts.map((count, index) => ({ sheet: names[index] ?? '', rows: count }));
    const total = counts.reduce((sum, count) => sum + count, 0);
    if (parts.length === 1) return { rows: total };
    const says = `A sheet of Excel has 1,048,576 rows: the table goes on in further sheets.`;
    writing.warnings.add({ code: 'split', says, count: parts.length });
    return { rows: total, parts };
  } catch (cause) {
    zip.abort();
    file.destroy();
    throw cause;
  }
}

/** Every row as one text of XML. */
async function statement(
  table: Table,
  options: OptionsOf<'excel'>,
  { engine, tally }: Writing,
): Promise<string> {
  await engine.run(PLAIN_MACRO.replace('CREATE', 'CREATE OR REPLACE'));
  await engine.run(TEXT_MACRO.replace('CREATE', 'CREATE OR REPLACE'));
  const first: Column = { name: '', expression: 'handoff_index', kind: 'integer', type: 'integer' };
  const columns = options.include_index ? [first, ...table.columns] : table.columns;
  const cells = columns.map((column, at) => cellXml(column, at, 'handoff_row', tally));
  const numbered = `(SELECT *, CAST((handoff_index % ${MOST_ROWS}) + 2 AS VARCHAR) AS handoff_row
    FROM (SELECT *, row_number() OVER () - 1 AS handoff_index FROM ${table.relation}))`;
  return `SELECT concat('<row r="' || handoff_row || '">', ${cells.join(', ')}, '</row>') FROM ${numbered}`;
}

function headerRow(table: Table, { include_index }: OptionsOf<'excel'>): string {
  const names = [...(include_index ? [''] : []), ...table.columns.map(({ name }) => name)];
  const cells = names.map(
    (name, at) =>
      `<c r="${columnLetters(at)}1" s="${STYLES.header}" t="inlineStr"><is><t xml:space="preserve">${xmlText(name)}</t></is></c>`,
  );
  return `<row r="1">${cells.join('')}</row>`;
}

/** Excel refuses a workbook with a sheet whose name it does not allow. */
function sheetName(wanted: string, { warnings }: Writing): string {
  const room = 31 - ' (99)'.length;
  const name =
    wanted
      .replace(/[\\/?*[\]:]|\p{Cc}/gu, '_')
      .replace(/^'+|'+$/g, '')
      .slice(0, room)
      .replace(/[\ud800-\udbff]$/, '') // half a character
      .trim() || 'Data';
  if (name !== wanted) {
    const says = `Excel does not allow a sheet to be called “${wanted}”: it is ${name}.`;
    warnings.add({ code: 'sheet name', says, count: 1 });
  }
  return name;
}
