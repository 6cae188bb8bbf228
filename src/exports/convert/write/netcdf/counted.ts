import { type Change, type Column, computed, type Form, type Table } from '../../table.ts';

/** What a variable of times counts, in the words of the CF conventions. */
export interface Count {
  readonly units: string;
  readonly form: Form;
}

/** The same table, its dates and times as counts since the beginning of 1970: NetCDF has no other times. */
export function timesCounted(table: Table): Table {
  const counts = table.columns.map(countOf);
  if (counts.every((count) => count === undefined)) return table;
  return computed(
    table,
    table.columns.map((column, at): Change => {
      const count = counts[at];
      if (count === undefined) return { column, form: (x) => x };
      return { form: count.form, column: { ...column, kind: 'integer', type: 'integer' } };
    }),
  );
}

/** Undefined for what is no date and no time. A time without a zone has none in its units either. */
export function countOf({ kind, type }: Pick<Column, 'kind' | 'type'>): Count | undefined {
  switch (kind) {
    case 'date':
      return {
        units: 'days since 1970-01-01',
        form: (x) => `CAST(${x} - DATE '1970-01-01' AS BIGINT)`,
      };
    case 'timestamp':
      return type === 'TIMESTAMP_NS'
        ? { units: 'nanoseconds since 1970-01-01 00:00:00', form: (x) => `epoch_ns(${x})` }
        : { units: 'microseconds since 1970-01-01 00:00:00', form: (x) => `epoch_us(${x})` };
    case 'instant':
      return {
        units: 'microseconds since 1970-01-01 00:00:00 UTC',
        form: (x) => `epoch_us(${x})`,
      };
    case 'integer':
    case 'double':
    case 'boolean':
    case 'untyped':
    case 'number':
    case 'text':
    case 'other':
      return undefined;
  }
}
