import type { Format } from '../../../src/exports/convert/options.ts';
import { READ_BACK, type Row } from './read-back.ts';
import type { Columns } from './tables.ts';

/**
 * How many cells are not what they were. A number is what it was if it is the same double, however it is spelled; what
 * is missing may be `NA`, empty or null. A row that is there on one side only counts with all of its cells.
 */
export async function changedCells(
  source: string,
  made: { readonly path: string; readonly format: Format },
  columns: Columns,
): Promise<number> {
  const numeric = columns.map(({ type }) => type !== 'VARCHAR');
  await using before = rowsOf(source, 'csv', columns);
  await using after = rowsOf(made.path, made.format, columns);
  let changed = 0;
  while (true) {
    const [was, is] = [await before.next(), await after.next()];
    if (was === undefined && is === undefined) return changed;
    for (const [index, number] of numeric.entries()) {
      const same = number ? sameNumber : sameText;
      if (was === undefined || is === undefined || !same(was[index], is[index])) changed++;
    }
  }
}

function sameNumber(was: unknown, is: unknown): boolean {
  if (isMissing(was)) return isMissing(is);
  return !isMissing(is) && Number(was) === Number(is);
}

function sameText(was: unknown, is: unknown): boolean {
  return String(was ?? '') === String(is ?? '');
}

const isMissing = (cell: unknown): boolean =>
  cell === undefined || cell === null || cell === '' || cell === 'NA' || Number.isNaN(cell);

/** One row at a time, so that two files can be read side by side. */
function rowsOf(path: string, format: Format, columns: Columns) {
  const rows = (async function* () {
    yield* READ_BACK[format](path, columns);
  })();
  return {
    next: async (): Promise<Row | undefined> => (await rows.next()).value ?? undefined,
    [Symbol.asyncDispose]: async () => {
      await rows.return(undefined);
    },
  };
}
