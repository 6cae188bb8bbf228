import { ConversionFailure } from './failure.ts';

/**
 * What a column holds. `untyped` is text whose type nobody stated (CSV), `number` the digits of a number (JSON, Excel):
 * both are examined before a format that has types is written. `other` is a type that only Parquet has, or JSON itself.
 */
export type Kind =
  | 'untyped'
  | 'number'
  | 'text'
  | 'integer'
  | 'double'
  | 'boolean'
  | 'date'
  | 'timestamp'
  | 'instant'
  | 'other';

/** A type for cells without one. A cell fits it when its text survives the way there and back: nothing is lost. */
export interface Rule {
  readonly kind: Kind;
  readonly value: (x: string) => string;
  readonly fits: (x: string, value: string) => string;
  readonly note?: string;
  /** Of a column, where the engine calls it otherwise than its kind. */
  readonly type?: string;
}

export interface Column {
  readonly name: string; // as the input has it: it may be empty, or there twice
  readonly expression: string; // SQL over the table's relation
  readonly kind: Kind;
  readonly type: string; // the engine's own, where there is one, or the kind
  readonly note?: string;
  /** What all cells of its source fit, the narrowest first, where they were looked at: rows may be gone since. */
  readonly fits?: readonly Rule[];
  /** Where its cells are, in a wide table whose cells lie in lists. */
  readonly place?: Place;
}

/** Within a list that is a field of the relation. */
export interface Place {
  readonly list: string;
  readonly at: number; // from 1
  readonly of: number; // cells of the list
}

/** Rows that are the lines of a file, without quotes, behind a header: their cells are what lies between two signs. */
interface PlainLines {
  readonly path: string;
  readonly delimiter: string;
  /** What reads these rows, all of them and nothing else: whoever has another relation has other rows. */
  readonly relation: string;
  /** The expressions of their cells, in the order of a line. */
  readonly cells: readonly string[];
}

/** Rows that the engine can read again and again, in their order. */
export interface Table {
  readonly relation: string; // what follows FROM
  readonly columns: readonly Column[];
  /** How many there are, where the reader has counted them. */
  readonly rows?: number;
  /** How many there may be, where nobody has: a guess, to say how far its writing has come. */
  readonly rowsAbout?: number;
  /** Bytes of a row, about, where many of them are longest. */
  readonly rowBytes?: number;
  /** Where they lie as lines without quotes, if that is all of `relation`. */
  readonly plain?: PlainLines;
  /** What the engine's complaint means to people. Undefined where it is no fault of the file. */
  readonly explain?: (cause: Error) => Error | undefined;
}

/** Reader and writer disagree on the number of rows: a fault of ours, unless the file itself was wrong about it. */
export const ROWS_LOST = 'handoff: not every row that was read was written';

export function select(table: Table, expressions: readonly string[]): string {
  return `SELECT ${expressions.join(', ')} FROM ${table.relation}`;
}

/** What becomes of a cell, in SQL: given the cell, it answers an expression. */
export type Form = (cell: string) => string;

export interface Change {
  readonly form: (cell: string, parsed: string) => string;
  /** What the form uses more than once: the engine would parse as often as it is written. */
  readonly parse?: Form;
  readonly column: Column; // as it is afterwards; its expression is still to be made
}

/**
 * From so many columns on those that are treated alike become one list, and one expression serves them all: each
 * expression takes time to plan, and room for 2,048 cells in every step of a query.
 */
const WIDE = 300;

export function isWide({ columns }: Pick<Table, 'columns'>): boolean {
  return columns.length > WIDE;
}

const LONG_ROW = 1024; // bytes

/** Rows of which a few thousand are too much to have in memory several times: not for the number of their cells. */
export function hasLongRows(table: Pick<Table, 'columns' | 'rowBytes'>): boolean {
  return !isWide(table) && (table.rowBytes ?? 0) > LONG_ROW;
}

/** The changed columns become fields: whoever uses one twice does not compute, or count, twice. */
export function computed(table: Table, changes: readonly Change[]): Table {
  if (changes.length === 0) return table;
  return isWide(table) ? listed(table, changes) : singly(table, changes);
}

function singly(table: Table, changes: readonly Change[]): Table {
  const { relation, columns } = parsed(table, changes);
  const fields = columns.map(({ expression }, at) => {
    return `${changes[at]?.form(expression, `p${at}`)} AS t${at}`;
  });
  return {
    ...table,
    relation: `(${select({ relation, columns }, fields)})`,
    columns: changes.map(({ column }, at) => ({ ...column, expression: `t${at}` })),
  };
}

/** Beside each cell that is to be parsed, what it is parsed to: p0 for the first column. */
function parsed(table: Table, changes: readonly Change[]): Table {
  if (changes.every(({ parse }) => parse === undefined)) return table;
  const fields = table.columns.flatMap(({ expression }, at) => {
    const parse = changes[at]?.parse;
    return [`${expression} AS x${at}`, ...(parse ? [`${parse(expression)} AS p${at}`] : [])];
  });
  const columns = table.columns.map((column, at) => ({ ...column, expression: `x${at}` }));
  return { ...table, relation: `(${select(table, fields)})`, columns };
}

function listed(table: Table, changes: readonly Change[]): Table {
  const lists = new Map<string, { name: string; form: string; from: Column[] }>();
  const places = table.columns.map((from, index) => {
    const change = changes[index];
    const form = String(change?.form('x', change.parse?.('x') ?? 'x'));
    const alike = `${from.place?.list} ${from.type} ${form}`; // the cells of a list have one type
    const list = lists.get(alike) ?? { name: `list${lists.size}`, form, from: [] };
    lists.set(alike, list);
    return { list, at: list.from.push(from) };
  });
  const columns = changes.map(({ column }, index): Column => {
    const found = places[index];
    if (found === undefined) throw new Error('a change for each column');
    const place = { list: found.list.name, at: found.at, of: found.list.from.length };
    return { ...column, expression: `${place.list}[${place.at}]`, place };
  });
  const made = [...lists.values()].map(({ name, form, from }) => {
    const cells = listOf(from);
    return `${form === 'x' ? cells : `list_transform(${cells}, lambda x: ${form})`} AS ${name}`;
  });
  return { ...table, relation: `(${select(table, made)})`, columns };
}

/** Cells that lie in a list already are not taken apart and put together anew. */
function listOf(columns: readonly Column[]): string {
  const { list, of } = columns[0]?.place ?? {};
  if (list === undefined) return `[${columns.map(({ expression }) => expression).join(', ')}]`;
  const places = columns.map(({ place }) => place?.at);
  const whole = places.length === of && places.every((at, index) => at === index + 1);
  return whole ? list : `list_select(${list}, [${places.join(', ')}])`;
}

/** What went wrong, in the words of whoever knows what the table was made of. */
export function explained(table: Pick<Table, 'explain'>, cause: unknown): unknown {
  if (!(cause instanceof Error) || cause instanceof ConversionFailure) return cause;
  return table.explain?.(cause) ?? cause;
}

/** A column as it is called in a sentence. */
export function title(column: Pick<Column, 'name'>, index: number): string {
  return column.name === '' ? `column ${index + 1}` : column.name;
}

/** Names for formats whose columns must have one, each its own. Some take `a` for `A`. */
export function distinctNames(
  columns: readonly Column[],
  legal: (name: string) => string = (name) => name,
  same: (name: string) => string = (name) => name.toLowerCase(),
): readonly string[] {
  const wanted = columns.map(({ name }, index) => legal(name) || `column_${index + 1}`);
  const taken = new Set(wanted.map(same));
  const seen = new Set<string>();
  return wanted.map((name) => {
    let own = name;
    for (let n = 2; seen.has(same(own)) || (own !== name && taken.has(same(own))); n++) {
      own = `${name}_${n}`;
    }
    seen.add(same(own));
    return own;
  });
}
