import type { Column } from '../table.ts';
import type { Warnings } from '../warnings.ts';

/** Says which columns are called otherwise in the output. */
export function reportNames(
  columns: readonly Column[],
  names: readonly string[],
  warnings: Warnings,
): void {
  for (const [index, { name }] of columns.entries()) {
    const own = names[index] ?? '';
    if (own !== name) {
      const says = name === '' ? 'Has no name' : `“${name}” cannot be called so here`;
      warnings.add({ code: 'renamed', says: `${says}: it is ${own}.`, column: own, count: 1 });
    }
  }
}
