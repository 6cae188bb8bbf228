import type { Tally } from './engine/tally.ts';
import type { Format } from './options.ts';
import { type Change, type Column, computed, type Form, type Table, title } from './table.ts';
import { textOf } from './write/cell-text.ts';

/** Which formats have values within values. */
const NESTING: readonly Format[] = ['json', 'ndjson', 'parquet'];

/** Makes text, counted, of cells that hold more than one value, and of JSON whose values have different types. */
export function flattened(table: Table, format: Format, tally: Tally): Table {
  const forms = table.columns.map((column, index) => formOf(column, index, format, tally));
  if (forms.every((form) => form === undefined)) return table;
  return computed(
    table,
    table.columns.map((column, index): Change => {
      const form = forms[index];
      if (form === undefined) return { column, form: (x) => x };
      const note = `${column.note ?? 'Nested'}, as text.`;
      return { form, column: { ...column, kind: 'text', type: 'text', note } };
    }),
  );
}

function formOf(column: Column, index: number, format: Format, tally: Tally): Form | undefined {
  const { kind, type } = column;
  const label = title(column, index);
  const nested = (x: string) =>
    tally.counted({ code: 'nested', says: 'Nested: it is the text of JSON.', column: label }, x);
  if (kind !== 'other') return undefined;
  if (type === 'JSON') {
    if (format === 'json' || format === 'ndjson') return undefined;
    const says = 'Other cells of the column have other types: it is text.';
    const other = (x: string) => tally.counted({ code: 'mixed types', says, column: label }, x);
    return (
      x,
    ) => `CASE WHEN ${x} IS NULL THEN NULL WHEN json_type(${x}) = 'VARCHAR' THEN ${x} ->> '$'
      WHEN json_type(${x}) IN ('OBJECT', 'ARRAY') THEN ${nested(`CAST(${x} AS VARCHAR)`)}
      ELSE ${other(`${x} ->> '$'`)} END`;
  }
  if (NESTING.includes(format) || !/^(STRUCT|MAP|UNION)\b|\]$/.test(type)) return undefined;
  return (x) => {
    const text = textOf({ ...column, expression: x });
    return `CASE WHEN ${x} IS NOT NULL THEN ${nested(text)} END`;
  };
}
