import type { Tally } from '../engine/tally.ts';
import { type Change, computed, type Table, title } from '../table.ts';

/** The same table, its infinite dates and times missing and counted, for formats that count days or microseconds. */
export function finiteTimes(table: Table, tally: Tally): Table {
  const timed = table.columns.map(
    ({ kind }) => kind === 'date' || kind === 'timestamp' || kind === 'instant',
  );
  if (!timed.includes(true)) return table;
  const says = 'The format has no infinite date or time: it is missing.';
  return computed(
    table,
    table.columns.map((column, at): Change => {
      if (timed[at] !== true) return { column, form: (x) => x };
      const noticed = { code: 'not finite', says, column: title(column, at) };
      const none = () => tally.counted(noticed, 'NULL');
      return {
        column,
        form: (x) => `CASE WHEN ${x} IS NULL OR isfinite(${x}) THEN ${x} ELSE ${none()} END`,
      };
    }),
  );
}
