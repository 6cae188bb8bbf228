import { literal } from '../engine/sql.ts';
import { failure } from '../failure.ts';
import type { Cell } from './cell.ts';
import type { Value } from './transform.ts';

const WHOLE = /^[+-]?\d{1,37}$/;
const NUMBER = /^[+-]?(\d+([.]\d*)?|[.]\d+)(e[+-]?\d+)?$/i;
const DAY = /^\d{4}-\d{2}-\d{2}$/;
const MOMENT = /^\d{4}-\d{2}-\d{2}([ T]\d{2}:\d{2}(:\d{2}([.]\d{1,6})?)?)?$/;
const NUMERIC_TYPES = /^(DECIMAL|U?HUGEINT|UBIGINT)\b/;

/** A value that a cell is compared with, in SQL, of the column’s own type: what is no such value is refused. */
export function comparable(cell: Cell, value: Value): string {
  const text = String(value).trim();
  switch (cell.kind) {
    case 'untyped':
    case 'number':
    case 'text':
      if (typeof value === 'string') return literal(value);
      throw unfit(cell, value, 'text: put it in quotes, or cast the column first');
    case 'integer':
    case 'double':
      return number(cell, value, text);
    case 'boolean':
      if (/^(true|false)$/i.test(text)) return text.toUpperCase();
      throw unfit(cell, value, 'true or false');
    case 'date':
      return moment(cell, value, DAY, 'DATE', 'a date like 2026-11-21');
    case 'timestamp':
      return moment(cell, value, MOMENT, 'TIMESTAMP', 'a time like 2026-11-21T10:30:00');
    case 'instant':
      return moment(cell, value, MOMENT, 'TIMESTAMPTZ', 'a time like 2026-11-21T10:30:00Z');
    case 'other':
      if (NUMERIC_TYPES.test(cell.type)) return number(cell, value, text);
      throw failure(
        'unsupported',
        `The filter compares “${cell.label}” (${cell.type}), which can’t be compared.`,
        {
          column: cell.label,
        },
      );
  }
}

function number(cell: Cell, value: Value, text: string): string {
  if (typeof value !== 'boolean' && WHOLE.test(text)) return `CAST(${literal(text)} AS HUGEINT)`;
  const finite = NUMBER.test(text) && Number.isFinite(Number(text));
  if (typeof value !== 'boolean' && finite) return `CAST(${literal(text)} AS DOUBLE)`;
  throw unfit(cell, value, 'a number like 0.05');
}

function moment(cell: Cell, value: Value, form: RegExp, type: string, what: string): string {
  const text = typeof value === 'string' ? value.trim() : '';
  const local = text.replace(/Z$/, '');
  const [day = ''] = local.split(/[ T]/);
  const there = new Date(`${day}T00:00:00Z`);
  const real = !Number.isNaN(there.getTime()) && there.toISOString().startsWith(day);
  const zoned = local !== text && type !== 'TIMESTAMPTZ';
  const time = Date.parse(DAY.test(local) ? local : `${local.replace(' ', 'T')}Z`);
  if (!form.test(local) || !real || zoned || Number.isNaN(time)) throw unfit(cell, value, what);
  return `CAST(${literal(local)} AS ${type})`;
}

function unfit({ label }: Cell, value: Value, wanted: string) {
  const says = `The filter compares “${label}” with ${JSON.stringify(value)}: this column needs ${wanted}.`;
  return failure('unsupported', says, { column: label });
}
