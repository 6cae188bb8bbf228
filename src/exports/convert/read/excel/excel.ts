import { unreadable } from '../../failure.ts';
import type { Column, Kind, Table } from '../../table.ts';
import type { Input, Reader, Reading } from '../reader.ts';
import { Staging } from '../staging.ts';
import { type Cell, type CellKind, type Context, readSheet } from './sheet.ts';
import { type Sheet, Workbook } from './workbook.ts';

/** The first sheet, and those that go on with it under the same header. Its first row is the header. */
export const readExcel: Reader = async (input, reading) => {
  let width = 0;
  while (true) {
    const outcome = await attempt(input, reading, width);
    if (!('needs' in outcome)) return outcome;
    width = outcome.needs; // a row was wider than the header
  }
};

async function attempt(
  { path }: Input,
  reading: Reading,
  atLeast: number,
): Promise<Table | { readonly needs: number }> {
  using workbook = await Workbook.open(path);
  const { sheets, from1904 } = await workbook.sheets();
  const shared = await workbook.sharedStrings();
  const context = { shared, dateStyles: await workbook.dateStyles(), from1904 };
  await using staging = new Staging(reading.workFolder, `excel-${atLeast}.csv`);
  const collected = new Collected(staging, atLeast);
  const others: Sheet[] = [];
  for (const sheet of sheets) {
    // A table that was too long for one sheet goes on in “Data (2)”.
    const first = sheet === sheets[0];
    const mayGoOn = sheet.name === `${sheets[0]?.name} (${collected.sheets + 1})`;
    const taken =
      (first || mayGoOn) &&
      (await take(workbook, sheet, context, collected, first, reading.signal));
    if (taken) collected.sheets++;
    else others.push(sheet);
  }
  if (collected.header === undefined)
    throw unreadable('The first sheet is empty.', { sheet: sheets[0]?.name ?? '' });
  if (collected.widest > collected.width) return { needs: collected.widest };
  for (const { name } of others) {
    const says = `The sheet “${name}” was not read: only the first one is.`;
    reading.warnings.add({ code: 'other sheet', says, column: name, count: 1 });
  }
  return await staging.table(collected.columns());
}

/** False for a sheet that is another table. */
async function take(
  workbook: Workbook,
  sheet: Sheet,
  context: Context,
  into: Collected,
  first: boolean,
  signal: AbortSignal,
): Promise<boolean> {
  let skip = false;
  let started = false;
  await readSheet(
    workbook,
    sheet.part,
    context,
    (cells) => {
      if (skip) return;
      if (!started) {
        started = true;
        if (first) into.begin(cells);
        else skip = !into.continues(cells);
      } else into.add(cells);
    },
    async () => {
      signal.throwIfAborted();
      await into.staging.flush();
    },
  );
  return !skip;
}

class Collected {
  readonly staging: Staging;
  header: readonly string[] | undefined;
  width: number;
  widest = 0;
  sheets = 0;
  readonly #kinds: Set<CellKind>[] = [];

  constructor(staging: Staging, atLeast: number) {
    this.staging = staging;
    this.width = atLeast;
  }

  begin(cells: readonly (Cell | undefined)[]): void {
    this.header = texts(cells);
    this.width = Math.max(this.width, this.header.length);
  }

  continues(cells: readonly (Cell | undefined)[]): boolean {
    return JSON.stringify(texts(cells)) === JSON.stringify(this.header);
  }

  add(cells: readonly (Cell | undefined)[]): void {
    this.widest = Math.max(this.widest, cells.length);
    if (cells.length > this.width) return; // it is all read again
    const row: (string | null)[] = [];
    for (let index = 0; index < this.width; index++) {
      const cell = cells[index];
      row.push(cell?.text ?? null);
      if (cell !== undefined) {
        const kinds = this.#kinds[index] ?? new Set();
        this.#kinds[index] = kinds.add(cell.kind);
      }
    }
    this.staging.add(row);
  }

  columns(): readonly Omit<Column, 'expression'>[] {
    return Array.from({ length: this.width }, (_, index) => {
      const { kind, note } = kindOf(this.#kinds[index] ?? new Set());
      const name = this.header?.[index] ?? '';
      return { name, kind, type: kind, ...(note !== undefined && { note }) };
    });
  }
}

function texts(cells: readonly (Cell | undefined)[]): readonly string[] {
  return Array.from(cells, (cell) => cell?.text ?? '');
}

function kindOf(kinds: ReadonlySet<CellKind>): { readonly kind: Kind; readonly note?: string } {
  const only = (...some: readonly CellKind[]) => [...kinds].every((kind) => some.includes(kind));
  if (only('text')) return { kind: 'text' };
  if (only('number')) return { kind: 'number' };
  if (only('boolean')) return { kind: 'boolean' };
  if (only('date')) return { kind: 'date' };
  if (only('date', 'timestamp')) return { kind: 'timestamp' };
  return {
    kind: 'text',
    note: `Cells of different types (${[...kinds].sort().join(', ')}), as text.`,
  };
}
