import { identifier, literal } from '../engine/sql.ts';
import type { Tally } from '../engine/tally.ts';
import {
  type Change,
  type Column,
  computed,
  distinctNames,
  type Form,
  select,
  title,
} from '../table.ts';
import { textOf } from './cell-text.ts';
import { writeCountsAsJson } from './counts-json.ts';
import { reportNames } from './names.ts';
import type { Writer } from './writer.ts';

export const writeJson: Writer<'json'> = async (table, { lines }, writing) => {
  const names = distinctNames(table.columns);
  reportNames(table.columns, names, writing.warnings);
  if (writing.counts) return writeCountsAsJson(writing.counts, names, { lines }, writing);
  const values = computed(
    table,
    table.columns.map((column, index): Change => {
      return { column, form: value(column, title(column, index), writing.tally) };
    }),
  );
  const query = select(
    values,
    values.columns.map(({ expression }, at) => `${expression} AS ${identifier(names[at] ?? '')}`),
  );
  await writing.tally.create(writing.engine);
  const rows = await writing.engine.copy(
    `COPY (${query}) TO ${literal(writing.path)} (FORMAT json, ARRAY ${!lines})`,
  );
  return { rows };
};

/** One object a line. */
export const writeNdjson: Writer<'ndjson'> = (table, _, writing) =>
  writeJson(table, { lines: true }, writing);

function value(column: Column, label: string, tally: Tally): Form {
  const { kind, type } = column;
  const text: Form = (x) => textOf({ ...column, expression: x });
  const counted = (code: string, says: string, x: string) =>
    tally.counted({ code, says, column: label }, x);
  switch (kind) {
    case 'double': {
      const says = 'JSON has no NaN and no infinity: it is null.';
      // No more digits than a number of 32 bits needs.
      const short: Form = (x) => (type === 'FLOAT' ? `CAST(CAST(${x} AS VARCHAR) AS DOUBLE)` : x);
      return (x) => `CASE WHEN ${x} IS NULL OR isfinite(${x}) THEN ${short(x)}
        ELSE ${counted('not finite', says, 'NULL')} END`;
    }
    case 'integer': {
      const says =
        'Beyond 2^53: all of its digits are there, but many programs read JSON numbers as doubles.';
      return (x) => `CASE WHEN ${x} BETWEEN -9007199254740992 AND 9007199254740992 OR ${x} IS NULL
        THEN ${x} ELSE ${counted('large integer', says, x)} END`;
    }
    case 'boolean':
      return (x) => x;
    case 'other':
      return /^(JSON|STRUCT|MAP|DECIMAL|HUGEINT|UHUGEINT|UBIGINT)\b|\]$/.test(type)
        ? (x) => x
        : text;
    case 'untyped':
    case 'number':
    case 'text':
    case 'date':
    case 'timestamp':
    case 'instant':
      return text;
  }
}
