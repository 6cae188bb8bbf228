import { setImmediate as breathe } from 'node:timers/promises';
import type { Database } from '../../../storage/database.ts';
import { STATUS } from '../../../storage/tracker/corrections.ts';
import { findRows, type SheetOf, type WrittenRow } from '../../../storage/tracker/google.ts';
import { openProposals, saveProposals } from '../../../storage/tracker/proposals.ts';
import { isAccession } from '../../dataset/accession.ts';
import type { Dataset } from '../../dataset/dataset.ts';
import { textCell, writeCells } from '../../google/changes.ts';
import { type Layout, readRows } from '../../google/layout.ts';
import { type Merged, mergeRow, type Texts } from '../../google/merge.ts';
import { type Change, SheetMoved, type Spreadsheet } from '../../google/spreadsheet.ts';
import { COLUMNS, KEY } from '../../sheets/columns.ts';
import { reachWritten } from '../../state/standing.ts';
import { createBatch, type Write } from './batch.ts';
import { type Known, sheetOf, textsOf, textsOfGone } from './wanted.ts';

/** Rows that are read at once. */
const PAGE = 2000;
/** Rows of which is looked up at once what is known of them, and those between two breaths of the bot. */
const PIECE = 500;
const BREATH = 50;

interface Needs {
  readonly db: Database;
  readonly book: Spreadsheet;
  readonly of: SheetOf;
  readonly layout: Layout;
  readonly known: Known;
  readonly now: () => Date;
  readonly find: (accessions: readonly string[]) => Promise<readonly Dataset[]>;
}

/** Brings the rows that are there up to date, and tells in which row which accession stands. */
export async function updateRows(needs: Needs): Promise<ReadonlyMap<string, number>> {
  const { db, book, of, layout } = needs;
  const { sheet } = of;
  const key = layout.ours.get(KEY) ?? 0;
  const nameIn = (row: readonly string[]): string => (row[key] ?? '').trim();
  const seen = new Map<string, number>();
  const open = new Map<string, Record<string, string>>();
  for (const { accession, title, proposed } of await openProposals(db, of))
    open.set(accession, { ...open.get(accession), [title]: proposed });

  async function wantedOf(
    dataset: Dataset | undefined,
    row: WrittenRow | undefined,
  ): Promise<Texts | undefined> {
    if (dataset !== undefined && sheetOf(dataset) === sheet)
      return textsOf(db, sheet, dataset, needs.known);
    // A row that we never wrote is somebody’s own.
    return row && textsOfGone(row.written, dataset && sheetOf(dataset));
  }

  for (let from = 1; from < layout.rows; from += PAGE) {
    const span = { from, to: Math.min(from + PAGE, layout.rows) };
    const page = await readRows(book, layout, span);
    const names = page.map(nameIn);
    const shown = (at: number, rows = page): Texts => shownIn(rows[at - from] ?? [], layout);
    const check = async (writes: readonly Write[]): Promise<void> => {
      const now = await readRows(book, layout, span);
      const isMoved = names.some((name, at) => name !== nameIn(now[at] ?? []));
      // No other cells: a formula of somebody’s may come to something else each time.
      const isWritten = writes.some(({ accession, write }) => {
        const at = seen.get(accession) ?? 0;
        const [then, there] = [shown(at), shown(at, now)];
        return Object.keys(write).some((title) => there[title] !== then[title]);
      });
      if (isMoved || isWritten) throw new SheetMoved();
    };
    const differ: { readonly accession: string; readonly at: number; readonly merged: Merged }[] =
      [];
    for (let first = 0; first < names.length; first += PIECE) {
      await breathe();
      const piece = names.slice(first, first + PIECE);
      const accessions = piece.filter(isAccession);
      const rows = await findRows(db, of, accessions);
      const found = await needs.find(accessions);
      const datasets = new Map(found.map((dataset) => [dataset.accession, dataset]));
      for (const [next, accession] of piece.entries()) {
        if (next % BREATH === 0) await breathe();
        if (!isAccession(accession) || seen.has(accession)) continue; // a copy of a row is somebody’s own
        const at = from + first + next;
        seen.set(accession, at);
        const row = rows.get(accession);
        const wanted = await wantedOf(datasets.get(accession), row);
        if (wanted === undefined) continue;
        const { written = {}, writing = {} } = row ?? {};
        const { [KEY]: _, ...ours } = wanted;
        const merged = mergeRow({
          ...{ written, writing, wanted: ours },
          shown: shown(at),
          open: open.get(accession) ?? {},
        });
        const isKnown = row?.writing === undefined && alike(merged.written, written);
        if (!isKnown || !isQuiet(merged)) differ.push({ accession, at, merged });
      }
    }
    const batch = createBatch({ db, book, of, check });
    for (const { accession, at, merged } of differ) {
      const { ended, proposed, written, write } = merged;
      const where = { ...of, accession };
      await saveProposals(db, needs.now(), {
        ended: ended.map((one) => ({ ...where, ...one })),
        proposed: proposed.map((one) => ({ ...where, ...one, reach: reachIn(one) })),
      });
      await batch.add({ accession, written, write, changes: changesIn(write, at, needs) });
    }
    await batch.flush();
  }
  return seen;
}

const shownIn = (cells: readonly string[], { ours }: Layout): Texts =>
  Object.fromEntries([...ours].map(([title, column]) => [title, cells[column] ?? '']));

/** One change for each stretch of cells beside each other: what is between them may be somebody’s. */
function changesIn(write: Texts, row: number, { layout, of }: Needs): readonly Change[] {
  const cells = COLUMNS[of.sheet]
    .flatMap(({ title, link }) => {
      const text = write[title];
      const column = layout.ours.get(title);
      return text === undefined || column === undefined
        ? []
        : [{ column, cell: textCell(text, link === true) }];
    })
    .sort((a, b) => a.column - b.column);
  const stretches: { readonly column: number; readonly cells: (typeof cells)[number]['cell'][] }[] =
    [];
  for (const { column, cell } of cells) {
    const last = stretches.at(-1);
    if (last !== undefined && last.column + last.cells.length === column) last.cells.push(cell);
    else stretches.push({ column, cells: [cell] });
  }
  return stretches.map((one) => writeCells(layout.id, row, one.column, one.cells));
}

/** Where a status that somebody wrote would have the dataset count. */
const reachIn = ({ title, proposed }: Merged['proposed'][number]): number | undefined =>
  title === STATUS ? reachWritten(proposed) : undefined;

/** Nothing is to be done. */
const isQuiet = ({ write, ended, proposed }: Merged): boolean =>
  Object.keys(write).length + ended.length + proposed.length === 0;

const alike = (one: Texts, other: Texts): boolean => JSON.stringify(one) === JSON.stringify(other);
