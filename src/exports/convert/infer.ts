import type { Engine } from './engine/engine.ts';
import { literal } from './engine/sql.ts';
import type { Tally } from './engine/tally.ts';
import {
  type Change,
  type Column,
  computed,
  isWide,
  type Kind,
  type Rule,
  select,
  type Table,
  title,
} from './table.ts';

/** Enough cells to find nearly every column's type; whatever the sample did not show is noticed while writing. */
const SAMPLE_CELLS = 100_000;
const SAMPLE_ROWS = 2_000;
const COLUMNS_AT_ONCE = 500;

/** What R writes where there is no value. In a column of text it stays what it is. */
const MISSING = 'NA';

const RETYPE = 'handoff: a cell does not fit the type of its column';

export interface Wanted {
  /** Formats without a type for dates keep them as the text that they are. */
  readonly dates: boolean;
  /** JSON has integers that are larger than those of any type. */
  readonly anyNumber?: boolean;
  /** Look at every cell first, not only at a sample: the casts can then no longer fail. */
  readonly thoroughly: boolean;
}

const integer: Rule = {
  kind: 'integer',
  value: (x) => `TRY_CAST(${x} AS BIGINT)`,
  fits: (x, value) => `CAST(${value} AS VARCHAR) = ${x}`,
};

/**
 * Fifteen digits always survive in a double; more do when they are how a program writes just this double. A column
 * of names like 2310009E13 is text: an exponent has a sign, unless the format itself says that it is a number.
 */
function double(exponent: string): Rule {
  return {
    kind: 'double',
    value: (x) => `TRY_CAST(${x} AS DOUBLE)`,
    fits: (x, value) => {
      const mantissa = `split_part(lower(${x}), 'e', 1)`;
      const digits = `length(ltrim(replace(replace(${mantissa}, '.', ''), '-', ''), '0'))`;
      // JSON's way of writing a double takes a third of the time; the other has 1e-05 where JSON has 1e-5.
      const json = `CAST(to_json(${value}) AS VARCHAR)`;
      return `CASE WHEN ${json} = ${x} THEN TRUE
        WHEN length(${x}) <= 15 AND ${json} = ${x} || '.0' THEN TRUE
        WHEN CAST(${value} AS VARCHAR) = ${x} THEN TRUE
        WHEN ${x} IN ('NaN', 'Inf', '-Inf', 'Infinity', '-Infinity') THEN TRUE
        WHEN ${value} IS NULL OR NOT isfinite(${value}) THEN FALSE
        WHEN NOT regexp_full_match(${x}, '-?(0|[1-9][0-9]*)?([.][0-9]+)?(${exponent})?') THEN FALSE
        WHEN ${digits} = 0 THEN TRUE
        WHEN ${digits} <= 15 AND abs(${value}) >= 2.2250738585072014e-308 THEN TRUE
        ELSE ${x} IN (format('{:.17g}', ${value}), format('{:.16g}', ${value}), format('{:.15g}', ${value})) END`;
    },
  };
}

const fraction = double('[eE][+-]?[0-9]+');

/** What JSON has beside the numbers of the engine: integers of any size, digit by digit. */
const anyNumber: Rule = {
  kind: 'other',
  type: 'JSON',
  value: (x) => `TRY_CAST(${x} AS JSON)`,
  fits: (x) =>
    `(regexp_full_match(${x}, '-?(0|[1-9][0-9]*)') OR ${fraction.fits(x, fraction.value(x))})`,
  note: 'Numbers with all of their digits: many programs read those of JSON as doubles.',
};

function boolean(yes: string, no: string): Rule {
  const plain = yes === 'true';
  return {
    kind: 'boolean',
    value: (x) => `${x} = ${literal(yes)}`,
    fits: (x) => `${x} IN (${literal(yes)}, ${literal(no)})`,
    ...(!plain && { note: `It was written ${yes} and ${no}.` }),
  };
}

/** Without a year, a cast need not be tried: one that fails takes longest. */
function dated(x: string, fits: string): string {
  return `CASE WHEN ${x} >= '0' AND ${x} < ':' AND contains(${x}, '-') THEN ${fits} END`;
}

const date: Rule = {
  kind: 'date',
  value: (x) => `TRY_CAST(${x} AS DATE)`,
  fits: (x, value) => dated(x, `CAST(${value} AS VARCHAR) = ${x}`),
};

const timestamp: Rule = {
  kind: 'timestamp',
  value: (x) => `TRY_CAST(${x} AS TIMESTAMP)`,
  fits: (x, value) => dated(x, `CAST(${value} AS VARCHAR) = replace(${x}, 'T', ' ')`),
};

/** No format holds an offset. A time that is not given in UTC stays the text that it is. */
const instant: Rule = {
  kind: 'instant',
  value: (x) => `TRY_CAST(${x} AS TIMESTAMPTZ)`,
  fits: (x) =>
    `CASE WHEN right(${x}, 1) = 'Z' THEN ${timestamp.fits(`left(${x}, -1)`, `TRY_CAST(left(${x}, -1) AS TIMESTAMP)`)} END`,
};

const text: Rule = { kind: 'text', value: (x) => x, fits: () => 'TRUE' };

const NUMBERS = [integer, double('[eE][+-][0-9]+')];
const STATED_NUMBERS = [integer, fraction];
const BOOLEANS = [boolean('true', 'false'), boolean('TRUE', 'FALSE'), boolean('True', 'False')];
const TIMES = [date, timestamp, instant];

/** Gives a type to every column that has none: the narrowest that loses nothing. */
export async function infer(
  engine: Engine,
  table: Table,
  tally: Tally,
  wanted: Wanted,
): Promise<Table> {
  if (!table.columns.some(isOpen)) return table;
  const { columns } = await examined(engine, table, wanted);
  return computed(
    table,
    columns.map((column, index): Change => {
      const { fits } = column;
      if (!isOpen(column) || fits === undefined) return { column, form: (x) => x };
      const thoroughly = wanted.thoroughly || table.columns[index]?.fits !== undefined;
      return typed(column, title(column, index), fits, tally, { thoroughly });
    }),
  );
}

/** The same table; its columns know what their cells fit, so that it stays so whichever rows are left out. */
export async function examined(engine: Engine, table: Table, wanted: Wanted): Promise<Table> {
  const open = table.columns.filter((column) => isOpen(column) && column.fits === undefined);
  if (open.length === 0) return table;
  const rows = Math.min(SAMPLE_ROWS, Math.max(100, Math.floor(SAMPLE_CELLS / open.length)));
  // Of a wide table all cells are looked at as a sample's are: a check for each column and type takes far longer.
  const all = wanted.thoroughly && isWide(table);
  const relation = all ? table.relation : `(FROM ${table.relation} LIMIT ${rows})`;
  const found = new Map<Column, readonly Rule[]>();
  for (const kind of ['untyped', 'number'] as const) {
    const alike = open.filter((column) => column.kind === kind);
    for (let start = 0; start < alike.length; start += COLUMNS_AT_ONCE) {
      const some = alike.slice(start, start + COLUMNS_AT_ONCE);
      for (const [column, rules] of await sampled(engine, relation, some, kind, wanted)) {
        found.set(column, rules);
      }
    }
  }
  const certain = wanted.thoroughly && !all ? await verified(engine, table, found) : found;
  const columns = table.columns.map((column) => {
    const fits = certain.get(column);
    return fits === undefined ? column : { ...column, fits };
  });
  return { ...table, columns };
}

function isOpen({ kind }: Column): boolean {
  return kind === 'untyped' || kind === 'number';
}

/** Whether a query ended because the sample had not shown what the rest holds. */
export function isRetype(cause: unknown): boolean {
  return cause instanceof Error && cause.message.includes(RETYPE);
}

/** The rules that a sample fits, by column; none for a column without values. */
async function sampled(
  engine: Engine,
  relation: string,
  columns: readonly Column[],
  kind: Kind,
  { dates, anyNumber: any = false }: Wanted,
): Promise<ReadonlyMap<Column, readonly Rule[]>> {
  const stated = any ? [...STATED_NUMBERS, anyNumber] : STATED_NUMBERS;
  const rules = kind === 'number' ? stated : [...NUMBERS, ...BOOLEANS, ...(dates ? TIMES : [])];
  const present = `NOT ${missing('x', kind)}`;
  const misfits = rules.map(
    ({ fits, value }) => `bool_or(${present} AND (${fits('x', value('x'))}) IS NOT TRUE)`,
  );
  // A row for each cell: the checks are planned once, not once for each of some thousand columns.
  const cells = `SELECT unnest([${columns.map(({ expression }) => expression).join(', ')}]) AS x,
    unnest(range(${columns.length})) AS place FROM ${relation}`;
  const answers =
    await engine.rows(`SELECT place, bool_or(${present} AND regexp_matches(x, '[0-9A-Za-z]')),
    ${misfits.join(', ')} FROM (${cells}) GROUP BY place`);
  const found = new Map<Column, readonly Rule[]>(columns.map((column) => [column, []]));
  for (const [place, hasValues, ...misfit] of answers) {
    const column = columns[Number(place)];
    if (column === undefined || hasValues !== true) continue;
    found.set(
      column,
      rules.filter((_, index) => misfit[index] === false),
    );
  }
  return found;
}

/** Those of the rules that every cell fits. */
async function verified(
  engine: Engine,
  table: Table,
  rules: ReadonlyMap<Column, readonly Rule[]>,
): Promise<ReadonlyMap<Column, readonly Rule[]>> {
  const checks = [...rules].flatMap(([column, some]) => some.map((rule) => ({ column, rule })));
  const fitting = new Map<Column, Rule[]>([...rules.keys()].map((column) => [column, []]));
  for (let start = 0; start < checks.length; start += COLUMNS_AT_ONCE) {
    const some = checks.slice(start, start + COLUMNS_AT_ONCE);
    // bool_or, never count(*) FILTER: that took quadratic time and memory over thousands of columns.
    const misfits = some.map(({ column: { expression: x, kind }, rule }) => {
      return `bool_or(NOT ${missing(x, kind)} AND (${rule.fits(x, rule.value(x))}) IS NOT TRUE)`;
    });
    const [answers = []] = await engine.rows(select(table, misfits));
    for (const [at, { column, rule }] of some.entries()) {
      if (answers[at] !== true) fitting.get(column)?.push(rule);
    }
  }
  return fitting;
}

function missing(x: string, kind: Kind): string {
  return kind === 'number'
    ? `(${x} IS NULL)`
    : `(${x} IS NULL OR ${x} IN ('', ${literal(MISSING)}))`;
}

function typed(
  column: Column,
  label: string,
  fitting: readonly Rule[],
  tally: Tally,
  { thoroughly }: Pick<Wanted, 'thoroughly'>,
): Change {
  const rule = fitting[0] ?? text;
  if (rule === text) {
    const note = 'Digits that no number holds: kept as text.';
    const kept: Column = { ...column, kind: 'text', type: 'text' };
    return { form: (x) => x, column: column.kind === 'number' ? { ...kept, note } : kept };
  }
  const value: Change['form'] = (x, parsed) =>
    thoroughly
      ? parsed
      : `CASE WHEN ${rule.fits(x, parsed)} THEN ${parsed} ELSE error(${literal(RETYPE)}) END`;
  const says = `${MISSING} was read as a missing value.`;
  const none = () => tally.counted({ code: 'missing', says, column: label }, 'NULL');
  return {
    parse: rule.value,
    form: (x, parsed) =>
      column.kind === 'number'
        ? `CASE WHEN ${x} IS NULL THEN NULL ELSE ${value(x, parsed)} END`
        : `CASE WHEN ${x} IS NULL OR ${x} = '' THEN NULL
          WHEN ${x} = ${literal(MISSING)} THEN ${none()} ELSE ${value(x, parsed)} END`,
    column: {
      ...column,
      kind: rule.kind,
      type: rule.type ?? rule.kind,
      ...(rule.note !== undefined && { note: rule.note }),
    },
  };
}
