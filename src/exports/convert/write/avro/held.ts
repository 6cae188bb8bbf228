import type { Column } from '../../table.ts';
import { textOf } from '../cell-text.ts';

/** How a column is held. */
export interface Held {
  readonly expression: string;
  readonly type: string | { readonly type: 'int' | 'long'; readonly logicalType: string };
}

export function heldAs(column: Column): Held {
  const { expression: x, kind, type } = column;
  const text = (): Held => ({ expression: textOf(column), type: 'string' });
  switch (kind) {
    case 'integer':
      return { expression: `CAST(${x} AS BIGINT)`, type: 'long' };
    case 'double':
      return type === 'FLOAT'
        ? { expression: x, type: 'float' }
        : { expression: `CAST(${x} AS DOUBLE)`, type: 'double' };
    case 'boolean':
      return { expression: x, type: 'boolean' };
    case 'date': {
      const expression = `CAST(${x} - DATE '1970-01-01' AS INTEGER)`;
      return { expression, type: { type: 'int', logicalType: 'date' } };
    }
    case 'timestamp': {
      if (type === 'TIMESTAMP_NS') return text(); // most readers know no nanoseconds
      const logicalType = 'local-timestamp-micros';
      return { expression: `epoch_us(${x})`, type: { type: 'long', logicalType } };
    }
    case 'instant': {
      const logicalType = 'timestamp-micros';
      return { expression: `epoch_us(${x})`, type: { type: 'long', logicalType } };
    }
    case 'other':
      return type === 'BLOB' ? { expression: x, type: 'bytes' } : text();
    case 'untyped':
    case 'number':
    case 'text':
      return text();
  }
}
