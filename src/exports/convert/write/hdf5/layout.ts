import type { Engine } from '../../engine/engine.ts';
import { beyond } from '../../failure.ts';
import { type Column, distinctNames, select, type Table, title } from '../../table.ts';
import type { Warnings } from '../../warnings.ts';
import { textOf } from '../cell-text.ts';
import { reportNames } from '../names.ts';

const EXACT_IN_DOUBLE = 2n ** 53n;
/** Text of one width a column is padded; beyond this a few long cells would make a file of zeros. */
const MOST_PADDED_BYTES = 16 * 1024 ** 3;

export interface Facts {
  readonly rows: number;
  readonly columns: readonly Fact[];
}

interface Fact {
  readonly present: number;
  readonly widest: number; // bytes of the longest text
  readonly zero: boolean; // whether a text has a zero character in it
  readonly largest: bigint; // of an integer, without its sign
}

export interface Layout {
  readonly name: string;
  readonly stored: 'integer' | 'double' | 'boolean' | 'text';
  readonly width: number; // bytes; a text ends in a zero, or readers would take blanks at its end for padding
  readonly expression: string;
}

/** What has to be known before the first row is written. */
export async function factsOf(table: Table, engine: Engine): Promise<Facts> {
  const asked = table.columns.flatMap((column) => {
    const { expression: x, kind } = column;
    const text = textOf(column);
    return [
      `count(${x})`,
      kind === 'double' || kind === 'integer' ? '0' : `coalesce(max(strlen(${text})), 0)`,
      kind === 'text' ? `coalesce(bool_or(contains(${x}, chr(0))), FALSE)` : 'FALSE',
      kind === 'integer' ? `coalesce(max(abs(CAST(${x} AS HUGEINT))), 0)` : '0',
    ];
  });
  const [answer = []] = await engine.rows(select(table, ['count(*)', ...asked]));
  const [rows, ...rest] = answer;
  return {
    rows: Number(rows),
    columns: table.columns.map((_, index) => {
      const [present, widest, zero, largest] = rest.slice(index * 4, index * 4 + 4);
      return {
        present: Number(present),
        widest: Number(widest),
        zero: zero === true,
        largest: BigInt(String(largest)),
      };
    }),
  };
}

/** How each column is stored, and what that cannot hold. */
export function layoutOf(table: Table, facts: Facts, warnings: Warnings): readonly Layout[] {
  const names = distinctNames(table.columns, legal, (name) => name);
  reportNames(table.columns, names, warnings);
  return table.columns.map((column, index) => {
    const fact = facts.columns[index];
    if (fact === undefined) throw new Error(`nothing is known of column ${index}`);
    const label = title(column, index);
    const missing = facts.rows - fact.present;
    const { code, says, ...layout } = stored(column, label, fact, facts.rows);
    if (code !== undefined && says !== undefined) {
      warnings.add({ code, says, column: label, count: missing });
    }
    return { name: names[index] ?? '', ...layout };
  });
}

type Stored = Omit<Layout, 'name'> & { readonly code?: string; readonly says?: string };

const WITHOUT_TEXT = { code: 'missing text', says: 'HDF5 has no missing text: it is empty.' };
const WITHOUT_NUMBER = { code: 'missing number', says: 'HDF5 has no missing number: it is NaN.' };

function stored(column: Column, label: string, fact: Fact, rows: number): Stored {
  const { expression: x, kind } = column;
  const complete = fact.present === rows;
  const number = `coalesce(CAST(${x} AS DOUBLE), CAST('NaN' AS DOUBLE))`;
  switch (kind) {
    case 'double':
      return { stored: 'double', width: 8, expression: number, ...WITHOUT_NUMBER };
    case 'integer':
      if (complete) return { stored: 'integer', width: 8, expression: `CAST(${x} AS BIGINT)` };
      if (fact.largest > EXACT_IN_DOUBLE) return text(column, label, fact, rows);
      return { stored: 'double', width: 8, expression: number, ...WITHOUT_NUMBER };
    case 'boolean':
      if (!complete) return text(column, label, fact, rows);
      return { stored: 'boolean', width: 1, expression: `CAST(${x} AS UTINYINT)` };
    case 'untyped':
    case 'number':
    case 'text':
    case 'date':
    case 'timestamp':
    case 'instant':
    case 'other':
      return text(column, label, fact, rows);
  }
}

function text(column: Column, label: string, { widest, zero }: Fact, rows: number): Stored {
  const where = { column: label };
  if (zero) throw beyond(`${label} has a zero character: HDF5 ends a text there.`, where);
  if (widest * rows > MOST_PADDED_BYTES) {
    throw beyond(
      `${label} has a text of ${widest} bytes: HDF5 would store every row that long.`,
      where,
    );
  }
  const expression = `coalesce(${textOf(column)}, '')`;
  return { stored: 'text', width: widest + 1, expression, ...WITHOUT_TEXT };
}

/** A slash would make a group of its own; `_index` is the index. */
function legal(name: string): string {
  const plain = name.replaceAll('/', '_').replaceAll('\0', '_');
  return /^(\.{1,2}|_index)$/.test(plain) ? `column_${plain}` : plain;
}
