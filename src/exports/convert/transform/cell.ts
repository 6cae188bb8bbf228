import { type Column, type Kind, title } from '../table.ts';

/** What the engine calls the type of a kind, where a text may stand for it. */
const ENGINE_TYPES: Readonly<Partial<Record<Kind, string>>> = {
  integer: 'BIGINT',
  double: 'DOUBLE',
  boolean: 'BOOLEAN',
  date: 'DATE',
  timestamp: 'TIMESTAMP',
  instant: 'TIMESTAMPTZ',
};

/** A column whose kind is certain, and its cells as that kind. */
export interface Cell {
  readonly label: string;
  readonly kind: Kind;
  readonly type: string;
  readonly column: Column;
  /** Missing where there is no value, an empty text, or no number. */
  readonly value: string;
  readonly missing: string;
}

/** `kind` is what every cell of the column has turned out to be. */
export function cellOf(column: Column, kind: Kind): Cell {
  const { expression: x, type } = column;
  const known = ENGINE_TYPES[kind];
  const stated = column.kind === kind || known === undefined;
  const value = stated ? x : `TRY_CAST(${x} AS ${known})`;
  return { label: title(column, 0), kind, type, column, value, missing: missing(value, kind) };
}

function missing(value: string, kind: Kind): string {
  switch (kind) {
    case 'untyped':
    case 'number':
    case 'text':
      return `(${value} IS NULL OR CAST(${value} AS VARCHAR) = '')`;
    case 'double':
      return `(${value} IS NULL OR isnan(${value}))`;
    case 'integer':
    case 'boolean':
    case 'date':
    case 'timestamp':
    case 'instant':
    case 'other':
      return `(${value} IS NULL)`;
  }
}
