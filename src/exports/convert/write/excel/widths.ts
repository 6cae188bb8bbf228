import type { Shape } from './cells.ts';
import type { Piece } from './pieces.ts';

const WIDEST = 50; // characters
const BLANKS = 2;
const ROWS_LOOKED_AT = 100;

const SHOWN: Readonly<Record<Exclude<Shape, 'number'>, string>> = {
  boolean: 'FALSE',
  date: '2024-01-05',
  time: '2024-01-05 10:00:00.000',
};

/** As wide as the longest of a column's first cells, in characters: all are seen, none takes the whole screen. */
export function widthsOf(
  names: readonly string[],
  columns: readonly { readonly shape: Shape }[],
  first: Piece | undefined,
): readonly number[] {
  const count = Math.min(first?.rows ?? 0, ROWS_LOOKED_AT);
  const rows = Array.from({ length: count }, (_, row) => first?.cells(row));
  return names.map((name, column) => {
    let longest = name.length;
    const shape = columns[column]?.shape ?? 'number';
    for (const cells of rows) {
      const value = cells?.[column] ?? '';
      const shown = typeof value === 'string' || shape === 'number' ? String(value) : SHOWN[shape];
      longest = Math.max(longest, shown.length);
    }
    return Math.min(longest + BLANKS, WIDEST);
  });
}
