import type { Dtype } from 'h5wasm/node';
import { beyond } from '../../failure.ts';
import { type Column, distinctNames, type Form, title } from '../../table.ts';
import type { Warnings } from '../../warnings.ts';
import { textOf } from '../cell-text.ts';
import { reportNames } from '../names.ts';
import type { Fact, Staged } from './staged.ts';

export const EXACT_IN_DOUBLE = 2n ** 53n;
/** Text is padded to one width, which its readers hold in memory; not where a few cells are far longer than the rest. */
const WIDE = 256;
const MOST_TIMES_THE_MEAN = 8;
/** Columns that a warning calls by their names. */
const MOST_NAMED = 20;

/** How a column is stored. */
export interface Stored {
  readonly name: string;
  readonly as: 'integer' | 'small integer' | 'double' | 'boolean' | 'text' | 'long text';
  readonly width: number; // bytes in a row
  readonly form: Form;
  readonly from: Column; // of the staged rows
}

/** What a layout has in place of a missing text; undefined where nothing can stand for it. */
type MissingText = (column: Column, fact: Fact) => string | undefined;

/** How each column is stored, and what that cannot hold. */
export function storedAs(
  staged: Staged,
  warnings: Warnings,
  missingText: MissingText = () => undefined,
): readonly Stored[] {
  const names = distinctNames(staged.columns, legal, (name) => name);
  reportNames(staged.columns, names, warnings);
  const missing = { number: new Map<string, number>(), text: new Map<string, number>() };
  const stored = staged.columns.map((column, index): Stored => {
    const fact = staged.facts[index];
    if (fact === undefined) throw new Error(`nothing is known of column ${index}`);
    const label = title(column, index);
    const stored = ofNumbers(column, fact);
    if (stored === undefined) {
      const instead = missingText(column, fact);
      if (instead === undefined && fact.missing > 0) missing.text.set(label, fact.missing);
      return {
        name: names[index] ?? '',
        from: column,
        ...ofText(column, label, fact, instead ?? ''),
      };
    }
    if (fact.missing > 0) missing.number.set(label, fact.missing);
    return { name: names[index] ?? '', from: column, ...stored };
  });
  report('missing number', 'HDF5 has no missing number: it is NaN', missing.number, warnings);
  report('missing text', 'HDF5 has no missing text: it is empty', missing.text, warnings);
  return stored;
}

/** One warning for all columns: a table of genes may have thousands of them. */
function report(
  code: string,
  says: string,
  cells: ReadonlyMap<string, number>,
  warnings: Warnings,
): void {
  const names = [...cells.keys()];
  const more = names.length - MOST_NAMED;
  const which = names.slice(0, MOST_NAMED).map((name) => `“${name}”`);
  const rest = more > 0 ? ` and ${more} more` : '';
  const [only] = names.length === 1 ? names : [];
  warnings.add({
    code,
    says: `${says}, in ${which.join(', ')}${rest}.`,
    ...(only !== undefined && { column: only }),
    count: cells.values().reduce((sum, count) => sum + count, 0),
  });
}

type Storage = Omit<Stored, 'name' | 'from'>;

/** Undefined where numbers cannot hold the column. */
function ofNumbers({ kind }: Column, fact: Fact): Storage | undefined {
  const double: Form = (x) => `coalesce(CAST(${x} AS DOUBLE), CAST('NaN' AS DOUBLE))`;
  switch (kind) {
    case 'double':
      return { as: 'double', width: 8, form: double };
    case 'integer': {
      const small = fact.largest < 2n ** 31n;
      if (fact.missing === 0) {
        const [as, type] = small
          ? (['small integer', 'INTEGER'] as const)
          : (['integer', 'BIGINT'] as const);
        return { as, width: 8, form: (x) => `CAST(${x} AS ${type})` };
      }
      const exact = fact.largest <= EXACT_IN_DOUBLE;
      return exact ? { as: 'double', width: 8, form: double } : undefined;
    }
    case 'boolean':
      if (fact.missing > 0) return undefined;
      return { as: 'boolean', width: 1, form: (x) => `CAST(${x} AS UTINYINT)` };
    case 'untyped':
    case 'number':
    case 'text':
    case 'date':
    case 'timestamp':
    case 'instant':
    case 'other':
      return undefined;
  }
}

function ofText(column: Column, label: string, fact: Fact, instead: string): Storage {
  const { kind } = column;
  const other = kind === 'integer' || kind === 'boolean';
  const widest = other ? 20 : fact.widest;
  const form: Form = (x) =>
    `coalesce(${other ? textOf({ ...column, expression: x }) : x}, '${instead}')`;
  // It ends in a zero, or readers would take blanks at its end for padding.
  const lie = textsLie(label, fact, widest, Math.max(widest, instead.length) + 1);
  return { ...lie, form };
}

type TextLie = Pick<Stored, 'as' | 'width'>;

/** Texts of a column: side by side in one width, or each as long as it is. */
export function textsLie(label: string, fact: Fact, widest: number, width = widest): TextLie {
  if (fact.zero) {
    const says = `${label} has a zero character: HDF5 ends a text there.`;
    throw beyond(says, { column: label });
  }
  return widest > WIDE && widest > fact.mean * MOST_TIMES_THE_MEAN
    ? anyLength(fact)
    : { as: 'text', width };
}

/** Its width is a guess, for the memory that a block of rows takes. */
export function anyLength({ widest, mean }: Fact): TextLie {
  return { as: 'long text', width: Math.ceil(Math.sqrt(Math.max(1, widest) * Math.max(1, mean))) };
}

/** A slash would make a group of its own; `_index` is the index. */
function legal(name: string): string {
  const plain = name.replaceAll('/', '_').replaceAll('\0', '_');
  return /^(\.{1,2}|_index)$/.test(plain) ? `column_${plain}` : plain;
}

export function dtypeOf({ as, width }: Pick<Stored, 'as' | 'width'>): Dtype {
  switch (as) {
    case 'integer':
    case 'small integer':
      return '<q';
    case 'double':
      return '<d';
    case 'boolean':
      return '<B';
    case 'text':
      return `S${width}`;
    case 'long text':
      return 'S';
  }
}
