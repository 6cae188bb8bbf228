import { literal } from '../engine/sql.ts';
import { failure } from '../failure.ts';
import { textOf } from '../write/cell-text.ts';
import type { Cell } from './cell.ts';
import { comparable } from './comparable.ts';
import type { Condition, Filter, Value } from './transform.ts';

/** The columns that a filter looks at. */
export function columnsOf({ all, any }: Filter): readonly string[] {
  return [...(all ?? []), ...(any ?? [])].map(({ column }) => column);
}

/** SQL that is true for rows that stay, and never unknown. A missing cell fulfils `is missing` alone. */
export function kept({ all, any }: Filter, cell: (column: string) => Cell): string {
  const given = all ?? any ?? [];
  const parts = given.map((condition) => holds(condition, cell(condition.column)));
  return parts.join(all === undefined ? ' OR ' : ' AND ');
}

function holds(condition: Condition, cell: Cell): string {
  const { operator } = condition;
  if (operator === 'is missing') return cell.missing;
  if (operator === 'is present') return `(NOT ${cell.missing})`;
  return `(NOT ${cell.missing} AND coalesce(${compared(condition, cell)}, FALSE))`;
}

function compared({ operator, value }: Condition, cell: Cell): string {
  const values = value === undefined ? [] : [value].flat();
  const [first = ''] = values;
  const one = (): string => comparable(cell, first);
  switch (operator) {
    case '=':
    case '<':
    case '<=':
    case '>':
    case '>=':
      return `${cell.value} ${operator} ${one()}`;
    case '!=':
      return `${cell.value} <> ${one()}`;
    case 'in':
      return `(${values.map((each) => `${cell.value} = ${comparable(cell, each)}`).join(' OR ')})`;
    case 'not in':
      return `(${values.map((each) => `${cell.value} <> ${comparable(cell, each)}`).join(' AND ')})`;
    case 'contains':
      return `contains(${asText(cell)}, ${words(cell, first)})`;
    case 'starts with':
      return `starts_with(${asText(cell)}, ${words(cell, first)})`;
    case 'ends with':
      return `ends_with(${asText(cell)}, ${words(cell, first)})`;
    case 'is missing':
    case 'is present':
      throw new Error(`“${operator}” compares nothing`);
  }
}

function asText({ column }: Cell): string {
  return textOf(column);
}

function words({ label }: Cell, value: Value): string {
  if (typeof value === 'string') return literal(value);
  const says = `The filter looks for a part of “${label}”, which is a text: put ${value} in quotes.`;
  throw failure('unsupported', says, { column: label });
}
