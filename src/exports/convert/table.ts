import { failure } from './failure.ts';

/**
 * What a column holds. `untyped` is text whose type nobody stated (CSV), `number` the digits of a number (JSON, Excel):
 * both are examined before a format that has types is written. `other` is a type that only Parquet has.
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

export interface Column {
  readonly name: string; // as the input has it: it may be empty, or there twice
  readonly expression: string; // SQL over the table's relation
  readonly kind: Kind;
  readonly type: string; // the engine's own, where there is one, or the kind
  readonly note?: string;
}

/** Rows that the engine can read again and again, in their order. */
export interface Table {
  readonly relation: string; // what follows FROM
  readonly columns: readonly Column[];
  /** What the engine's complaint means to people. Undefined where it is no fault of the file. */
  readonly explain?: (cause: Error) => Error | undefined;
}

export function select(table: Table, expressions: readonly string[]): string {
  return `SELECT ${expressions.join(', ')} FROM ${table.relation}`;
}

/** The columns' expressions become fields: whoever uses one twice does not compute, or count, twice. */
export function computed(table: Table, columns: readonly Column[]): Table {
  if (columns.length === 0) return { ...table, columns };
  const fields = columns.map(({ expression }, index) => `${expression} AS t${index}`);
  return {
    ...table,
    relation: `(${select(table, fields)})`,
    columns: columns.map((column, index) => ({ ...column, expression: `t${index}` })),
  };
}

/** These columns alone, in this order. */
export function pick(table: Table, names: readonly string[] | undefined): Table {
  if (names === undefined) return table;
  const columns = names.map((name) => {
    const found = table.columns.find((column) => column.name === name);
    if (found === undefined) {
      throw failure('unsupported', `There is no column “${name}”.`, { column: name });
    }
    return found;
  });
  return { ...table, columns };
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
