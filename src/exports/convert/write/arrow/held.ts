import {
  Binary,
  Bool,
  type DataType,
  DateDay,
  Float32,
  Float64,
  Int32,
  Int64,
  TimestampMicrosecond,
  TimestampNanosecond,
  Utf8,
} from 'apache-arrow';
import type { Column } from '../../table.ts';
import { textOf } from '../cell-text.ts';

/** How a column is held. */
export interface Held {
  readonly expression: string;
  readonly type: DataType;
  /** What it is built as: of times the counts, since the library would make doubles of them. */
  readonly built: DataType;
}

export function heldAs(column: Column): Held {
  const { expression: x, kind, type } = column;
  const as = (expression: string, held: DataType, built = held): Held => {
    return { expression, type: held, built };
  };
  switch (kind) {
    case 'integer':
      return as(`CAST(${x} AS BIGINT)`, new Int64());
    case 'double':
      return type === 'FLOAT' ? as(x, new Float32()) : as(`CAST(${x} AS DOUBLE)`, new Float64());
    case 'boolean':
      return as(x, new Bool());
    case 'date':
      return as(`CAST(${x} - DATE '1970-01-01' AS INTEGER)`, new DateDay(), new Int32());
    case 'timestamp':
      return type === 'TIMESTAMP_NS'
        ? as(`epoch_ns(${x})`, new TimestampNanosecond(), new Int64())
        : as(`epoch_us(${x})`, new TimestampMicrosecond(), new Int64());
    case 'instant':
      return as(`epoch_us(${x})`, new TimestampMicrosecond('UTC'), new Int64());
    case 'other':
      return type === 'BLOB' ? as(x, new Binary()) : as(textOf(column), new Utf8());
    case 'untyped':
    case 'number':
    case 'text':
      return as(textOf(column), new Utf8());
  }
}
