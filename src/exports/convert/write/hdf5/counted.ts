import type { Counts } from '../../counts/counts.ts';
import { type Lines, linesOf } from '../../counts/lines.ts';
import { namesOf } from '../../counts/names.ts';
import type { Writing } from '../writer.ts';
import type { Stored } from './layout.ts';
import type { Block, Fact, Staged } from './staged.ts';

const WHOLE: Fact = {
  missing: 0,
  widest: 0,
  mean: 0,
  zero: false,
  ascii: true,
  largest: 10n ** 15n - 1n, // more digits are none of counts
  usual: false,
};

/** What has to be known of each column of counts, and how many rows there are. */
export async function factsOfCounts(
  counts: Counts,
  { signal }: Pick<Writing, 'signal'>,
): Promise<Pick<Staged, 'rows' | 'facts'>> {
  const { rows, names } = await namesOf(counts, signal);
  const texts = names.map(({ widest, bytes, ascii }): Fact => {
    return { ...WHOLE, widest, mean: bytes / Math.max(1, rows), ascii, largest: 0n };
  });
  return { rows, facts: [...texts, ...Array.from({ length: counts.numbers }, () => WHOLE)] };
}

/** All rows of counts, so many at a time. */
export async function* blocksOfCounts(
  { rows: all, columns }: Staged,
  counts: Counts,
  stored: readonly Stored[],
  size: number,
  { engine, signal }: Pick<Writing, 'engine' | 'signal'>,
): AsyncGenerator<Block> {
  const placeOf = new Map(columns.map((column, place) => [column, place]));
  const places = stored.map(({ from }) => placeOf.get(from) ?? 0);
  const cellsOfRow = counts.names + counts.numbers;
  let from = 0;
  let held = 0;
  let cells: Buffer[] = [];
  let long: string[] = []; // texts of any length, each ended by a zero
  for await (const lines of linesOf(counts, signal)) {
    for (let row = 0, to = 0; row < lines.rows; row = to) {
      const most = Math.min(size, all - from);
      if (held === 0) {
        cells = stored.map(({ as, width }) => Buffer.alloc(as === 'long text' ? 0 : most * width));
        long = stored.map(() => '');
      }
      to = Math.min(lines.rows, row + most - held);
      const end = to * cellsOfRow;
      for (const [at, one] of stored.entries()) {
        const column = { cell: row * cellsOfRow + (places[at] ?? 0), end, step: cellsOfRow };
        const into = cells[at];
        if (one.as === 'long text') long[at] += textsOf(lines, column);
        else if (into !== undefined) take(lines, column, one, into, held);
      }
      held += to - row;
      if (held < most) continue;
      const texts = (at: number): Buffer => Buffer.from(long[at] ?? '');
      yield {
        from,
        rows: held,
        columns: cells.map((own, at) => (stored[at]?.as === 'long text' ? texts(at) : own)),
      };
      from += held;
      held = 0;
    }
    engine.phases.came(from + held);
  }
  if (from !== all) throw new Error(`${all} rows of counts have become ${from}`);
}

/** Cells of a column in some lines: from one on, up to another, so far from each other. */
interface Some {
  readonly cell: number;
  readonly end: number;
  readonly step: number;
}

/** Puts the cells of a column down from a row on. Each kind has its own loop: one for all would be far slower. */
function take(
  { bytes, starts, values }: Lines,
  { cell: first, end, step }: Some,
  { as, width }: Stored,
  into: Buffer,
  row: number,
): void {
  if (as === 'text') {
    for (let cell = first, at = row * width; cell < end; cell += step, at += width) {
      bytes.copy(into, at, starts[cell], (starts[cell + 1] ?? 0) - 1);
    }
  } else if (as === 'double') {
    const doubles = new Float64Array(into.buffer, into.byteOffset);
    for (let cell = first, at = row; cell < end; cell += step) doubles[at++] = values[cell] ?? 0;
  } else {
    const halves = new Int32Array(into.buffer, into.byteOffset);
    for (let cell = first, at = 2 * row; cell < end; cell += step) {
      const value = values[cell] ?? 0;
      const low = value | 0;
      halves[at++] = low;
      halves[at++] = low === value ? low >> 31 : Math.floor(value / 2 ** 32);
    }
  }
}

function textsOf({ bytes, starts }: Lines, { cell: first, end, step }: Some): string {
  let texts = '';
  for (let cell = first; cell < end; cell += step) {
    texts += `${bytes.toString('utf8', starts[cell], (starts[cell + 1] ?? 0) - 1)}\0`;
  }
  return texts;
}
