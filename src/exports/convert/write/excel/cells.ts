import type { Noticed, Tally } from '../../engine/tally.ts';
import { beyond } from '../../failure.ts';
import { type Column, title } from '../../table.ts';
import { textOf } from '../cell-text.ts';
import { likeFormula } from '../formula.ts';

/** Excel keeps fifteen digits of a number. */
const LARGEST_INTEGER = 999_999_999_999_999;
export const LONGEST_TEXT = 32_767; // counted as Excel does: 🧬 is two

/** How a number of a column is shown. */
export type Shape = 'number' | 'boolean' | 'date' | 'time';

/** What the engine makes of a column: its numbers, its texts, or both of them. No cell has both, and where it is missing neither. */
export interface Cells {
  readonly numbers?: string;
  readonly texts?: string;
}

/** Whether and how a column's numbers are shown, where it has any. */
export function shapeOf({ kind }: Column): Shape {
  if (kind === 'boolean' || kind === 'date') return kind;
  return kind === 'timestamp' ? 'time' : 'number';
}

export function cellsOf(column: Column, index: number, tally: Tally): Cells {
  const { expression: x, kind, type } = column;
  const label = title(column, index);
  const text = textOf(column);
  const numbersWhere = (held: string, number: string, noticed: Noticed): Cells => ({
    numbers: `CASE WHEN ${held} THEN ${number} END`,
    texts: `CASE WHEN NOT (${held}) THEN ${tally.counted({ ...noticed, column: label }, text)} END`,
  });
  switch (kind) {
    case 'double': {
      // 0.1 of 32 bits is 0.1 to those who wrote it, not 0.10000000149011612
      const value = type === 'FLOAT' ? `CAST(CAST(${x} AS VARCHAR) AS DOUBLE)` : x;
      const says = 'Excel shows -0 as 0.';
      const zero = tally.counted({ code: 'negative zero', says, column: label }, value);
      const number = `CASE WHEN ${x} = 0 AND signbit(${x}) THEN ${zero} ELSE ${value} END`;
      return numbersWhere(`isfinite(${x})`, number, {
        code: 'not finite',
        says: 'Excel has no NaN and no infinity: it is text.',
      });
    }
    case 'integer':
      return numbersWhere(
        `${x} BETWEEN -${LARGEST_INTEGER} AND ${LARGEST_INTEGER}`,
        `CAST(${x} AS DOUBLE)`,
        { code: 'large integer', says: 'Excel keeps fifteen digits: it is text.' },
      );
    case 'boolean':
      return {
        numbers: `CASE WHEN ${x} THEN 1.0::DOUBLE WHEN NOT ${x} THEN 0.0::DOUBLE END`,
      };
    case 'date':
      return numbersWhere(
        `${x} BETWEEN DATE '1900-03-01' AND DATE '9999-12-31'`,
        `CAST(${x} - DATE '1899-12-30' AS DOUBLE)`,
        { code: 'date', says: 'Excel has no such date: it is text.' },
      );
    case 'timestamp': {
      const nanoseconds = type === 'TIMESTAMP_NS';
      const milliseconds = nanoseconds
        ? `epoch_ns(${x}) % 1000000 = 0`
        : `epoch_us(${x}) % 1000 = 0`;
      // Nanoseconds end in 2262: the engine cannot compare them with the year 10000.
      const within = nanoseconds
        ? `${x} >= TIMESTAMP_NS '1900-03-01 00:00:00' AND isfinite(${x})`
        : `${x} >= TIMESTAMP '1900-03-01' AND ${x} < TIMESTAMP '10000-01-01'`;
      return numbersWhere(
        `${within} AND ${milliseconds}`,
        `epoch_us(${x}) / 86400000000.0::DOUBLE + 25569`,
        { code: 'date', says: 'Excel has no such time, or not that exactly: it is text.' },
      );
    }
    case 'untyped':
    case 'text':
    case 'other': {
      const says = 'Begins like a formula: it is stored as text, which Excel does not run.';
      const stored = tally.counted({ code: 'formula as text', says, column: label }, text);
      const texts = `CASE WHEN ${likeFormula(text)} THEN ${stored} ELSE ${text} END`;
      return { texts };
    }
    case 'number':
    case 'instant':
      return { texts: text };
  }
}

export function tooLong(label: string): Error {
  return beyond(`A cell in ${label} is longer than Excel's 32,767 characters.`, { column: label });
}
