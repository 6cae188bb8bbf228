import { identifier, literal } from '../engine/sql.ts';
import type { Tally } from '../engine/tally.ts';
import { type Column, distinctNames, select, title } from '../table.ts';
import { textOf } from './cell-text.ts';
import { reportNames } from './names.ts';
import type { Writer } from './writer.ts';

export const writeJson: Writer<'json'> = async (table, options, writing) => {
  const names = distinctNames(table.columns);
  reportNames(table.columns, names, writing.warnings);
  const query = select(
    table,
    table.columns.map(
      (column, index) =>
        `${value(column, title(column, index), writing.tally)} AS ${identifier(names[index] ?? '')}`,
    ),
  );
  await writing.tally.create(writing.engine);
  const rows = await writing.engine.copy(
    `COPY (${query}) TO ${literal(writing.path)} (FORMAT json, ARRAY ${!options.lines})`,
  );
  return { rows };
};

function value(column: Column, label: string, tally: Tally): string {
  const { expression: x, kind, type } = column;
  switch (kind) {
    case 'double': {
      const noticed = {
        code: 'not finite',
        says: 'JSON has no NaN and no infinity: it is null.',
        column: label,
      };
      return `CASE WHEN ${x} IS NULL OR isfinite(${x}) THEN ${x} ELSE ${tally.counted(noticed, 'NULL')} END`;
    }
    case 'integer': {
      const noticed = {
        code: 'large integer',
        says: 'Beyond 2^53: all of its digits are there, but many programs read JSON numbers as doubles.',
        column: label,
      };
      return `CASE WHEN ${x} BETWEEN -9007199254740992 AND 9007199254740992 OR ${x} IS NULL THEN ${x}
        ELSE ${tally.counted(noticed, x)} END`;
    }
    case 'boolean':
      return x;
    case 'other':
      return /^(STRUCT|MAP|DECIMAL|HUGEINT|UHUGEINT|UBIGINT)\b|\]$/.test(type) ? x : textOf(column);
    case 'untyped':
    case 'number':
    case 'text':
    case 'date':
    case 'timestamp':
    case 'instant':
      return textOf(column);
  }
}
