import type { Engine } from '../engine/engine.ts';
import { failure } from '../failure.ts';
import { type Column, type Kind, select, type Table } from '../table.ts';
import type { Warnings } from '../warnings.ts';
import { textOf } from '../write/cell-text.ts';
import { columnNamed } from './named.ts';
import type { Cast } from './transform.ts';

interface Rule {
  readonly kind: Kind;
  /** Over the cell’s text without blanks around it; NULL for what cannot be cast. */
  readonly value: (text: string) => string;
}

const matches = (text: string, pattern: string): string =>
  `regexp_full_match(${text}, '${pattern}', 'i')`;
const when = (fits: string, value: string): string => `CASE WHEN ${fits} THEN ${value} END`;

const NUMBER = '[+-]?([0-9]+([.][0-9]*)?|[.][0-9]+)(e[+-]?[0-9]+)?|nan|[+-]?inf(inity)?';
const DAY = '[0-9]{4}-[0-9]{2}-[0-9]{2}';

/** The engine’s own casts take 1.5 for 2 and 1_000 for 1000: what is cast is looked at first. */
const RULES: Readonly<Record<Cast['to'], Rule>> = {
  text: { kind: 'text', value: (text) => text },
  integer: {
    kind: 'integer',
    value: (text) =>
      when(matches(text, '[+-]?[0-9]+([.]0*)?'), `TRY_CAST(split_part(${text}, '.', 1) AS BIGINT)`),
  },
  number: {
    kind: 'double',
    value: (text) => {
      const value = `TRY_CAST(${text} AS DOUBLE)`;
      // A long whole number may be none that a double holds.
      const whole = `CAST(TRY_CAST(${value} AS HUGEINT) AS VARCHAR)`;
      const kept = `NOT ${matches(text, '[+-]?[0-9]{16,}')} OR ${whole} = ltrim(${text}, '+')`;
      return when(`${matches(text, NUMBER)} AND (${kept})`, value);
    },
  },
  boolean: {
    kind: 'boolean',
    value: (text) =>
      `CASE WHEN lower(${text}) IN ('true', 'yes', '1') THEN TRUE
        WHEN lower(${text}) IN ('false', 'no', '0') THEN FALSE END`,
  },
  date: {
    kind: 'date',
    value: (text) => when(matches(text, DAY), `TRY_CAST(${text} AS DATE)`),
  },
  timestamp: {
    kind: 'timestamp',
    value: (text) =>
      when(
        matches(text, `${DAY}([T ][0-9]{2}:[0-9]{2}(:[0-9]{2}([.][0-9]{1,6})?)?)?`),
        `TRY_CAST(${text} AS TIMESTAMP)`,
      ),
  },
};

/** The same rows, some columns of another type. Nothing is looked at yet. */
export function casted(table: Table, casts: readonly Cast[]): Table {
  const changed = new Map(casts.map((cast) => [columnNamed(table, cast.column), cast]));
  const columns = table.columns.map((column): Column => {
    const cast = changed.get(column);
    if (cast === undefined) return column;
    const { kind } = RULES[cast.to];
    const { name } = column;
    return { name, kind, type: kind, expression: `(${castOf(column, cast)})` };
  });
  return { ...table, columns };
}

/** How many cells could not be cast and are missing now. @throws {ConversionFailure} where that was not asked for. */
export async function checkCasts(
  engine: Engine,
  table: Table,
  casts: readonly Cast[],
  warnings: Warnings,
): Promise<number> {
  let lost = 0;
  for (const cast of casts) {
    const column = columnNamed(table, cast.column);
    const text = textOf(column);
    const misfit = `${isThere(text, cast)} AND (${castOf(column, cast)}) IS NULL`;
    const wrong = `count(*) FILTER (${misfit}), any_value(${text}) FILTER (${misfit})`;
    const [[count, example] = []] = await engine.rows(select(table, [wrong]));
    const cells = Number(count ?? 0);
    if (cells === 0) continue;
    if (cast.otherwise === 'refuse') {
      const many = cells === 1 ? '1 cell' : `${cells} cells`;
      const shown = String(example).slice(0, 80);
      const says = `${many} of “${cast.column}” can’t be cast to ${cast.to}, such as “${shown}”.`;
      throw failure('unsupported', says, { column: cast.column });
    }
    lost += cells;
    const says = `Could not be cast to ${cast.to}: it is missing.`;
    warnings.add({ code: 'not cast', says, column: cast.column, count: cells });
  }
  return lost;
}

function castOf(column: Column, cast: Cast): string {
  const text = textOf(column);
  const { value } = RULES[cast.to];
  if (cast.to === 'text') return value(text);
  return when(isThere(text, cast), value(`trim(${text})`));
}

/** NA is what many programs write for a missing value; among texts it is a text. */
function isThere(text: string, { to }: Cast): string {
  return to === 'text'
    ? `(${text} IS NOT NULL)`
    : `(${text} IS NOT NULL AND trim(${text}) NOT IN ('', 'NA'))`;
}
