import type { Database } from '../../../storage/database.ts';
import { forgetTitles, type SheetOf } from '../../../storage/tracker/google.ts';
import { appendRows, textCell } from '../../google/changes.ts';
import { addTheirColumn, checkColumns, type Layout } from '../../google/layout.ts';
import { lettersOf } from '../../google/letters.ts';
import type { Texts } from '../../google/merge.ts';
import { type CellData, SheetMoved, type Spreadsheet } from '../../google/spreadsheet.ts';
import { COLUMNS, KEY, SHEETS, type SheetName } from '../../sheets/columns.ts';
import { createBatch } from './batch.ts';

/** A row of the same dataset in the other sheet, whose text goes with it. */
export interface Former {
  readonly sheet: SheetName;
  readonly layout: Layout;
  readonly row: number;
}

/** Rows that are not there yet, below all others; what people wrote beside the former row comes with it. */
export function createAppending(needs: {
  readonly db: Database;
  readonly book: Spreadsheet;
  readonly of: SheetOf;
  readonly layout: Layout;
}) {
  const { db, book, of } = needs;
  let { layout } = needs;
  const batch = createBatch({ db, book, of, check: () => checkColumns(book, layout) });

  /** By column of this sheet. */
  async function carried(
    accession: string,
    former: Former,
  ): Promise<ReadonlyMap<number, CellData>> {
    await checkColumns(book, former.layout);
    const cells = await book.cells(former.layout.title, former.row);
    const key = cells[former.layout.ours.get(KEY) ?? 0]?.userEnteredValue?.stringValue;
    if (key?.trim() !== accession) throw new SheetMoved();
    const found = new Map<number, CellData>();
    for (const [title, column] of former.layout.ours) {
      const note = cells[column]?.note;
      const here = layout.ours.get(title);
      if (note && here !== undefined) found.set(here, { note });
      else if (note)
        found.set(await theirColumn(`Note on ${title}`), {
          userEnteredValue: { stringValue: note },
        });
    }
    for (const [column, header] of former.layout.theirs) {
      const cell = cells[column];
      if (cell?.userEnteredValue === undefined && !cell?.note) continue;
      const title = header || `Column ${lettersOf(column)} of ${SHEETS[former.sheet]}`;
      found.set(await theirColumn(title), cell);
    }
    return found;
  }

  async function theirColumn(title: string): Promise<number> {
    const find = () => [...layout.theirs].find(([, header]) => header === title)?.[0];
    const found = find();
    if (found !== undefined) return found;
    layout = await addTheirColumn(book, of.sheet, title, (titles) => forgetTitles(db, of, titles));
    return find() ?? layout.theirs.size;
  }

  return {
    flush: batch.flush,
    async add(accession: string, texts: Texts, former: Former | undefined): Promise<void> {
      const others =
        former === undefined ? new Map<number, CellData>() : await carried(accession, former);
      const cells = new Map(others);
      for (const { title, link } of COLUMNS[of.sheet]) {
        const column = layout.ours.get(title);
        if (column === undefined) continue;
        const cell = textCell(texts[title] ?? '', link === true);
        cells.set(column, { ...cells.get(column), ...cell });
      }
      const width = Math.max(...cells.keys()) + 1;
      const row = Array.from({ length: width }, (_, at) => cells.get(at) ?? {});
      const { [KEY]: _, ...write } = texts;
      await batch.add({ accession, written: {}, write, changes: [appendRows(layout.id, [row])] });
    },
  };
}
