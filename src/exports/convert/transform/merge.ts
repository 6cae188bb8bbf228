import { failure } from '../failure.ts';
import { type Column, type Kind, type Table, title } from '../table.ts';

/** A table, and what people call the file that it is in. */
export interface Source {
  readonly name: string;
  readonly table: Table;
}

/**
 * Tables of the same columns, all in the order of the first. Columns are matched by their names, or, where a name is
 * there twice, by their places.
 * @throws {ConversionFailure} that names the first difference.
 */
export function aligned([first, ...others]: readonly [Source, ...Source[]]): readonly Table[] {
  const { columns } = first.table;
  return [
    first.table,
    ...others.map((other) => ({ ...other.table, columns: matched(first, other) })),
  ].map((table, _, all) => ({
    ...table,
    columns: table.columns.map((column, at) => ({
      ...column,
      kind: kindOf(all.map(({ columns: each }) => each[at]?.kind ?? column.kind)),
      name: columns[at]?.name ?? column.name,
    })),
  }));
}

function matched(first: Source, other: Source): readonly Column[] {
  const wanted = first.table.columns;
  const there = other.table.columns;
  const names = new Set(wanted.map(({ name }) => name));
  const lacking = wanted.find(({ name }) => !there.some((column) => column.name === name));
  if (lacking !== undefined) throw lacks(other, first, lacking);
  const added = there.find(({ name }) => !names.has(name));
  if (added !== undefined) throw lacks(first, other, added);
  const unique = names.size === wanted.length && there.length === wanted.length;
  const columns = unique
    ? wanted.flatMap(({ name }) => there.find((column) => column.name === name) ?? [])
    : there;
  for (const [at, column] of wanted.entries()) {
    const its = columns[at];
    if (columns.length !== wanted.length || its?.name !== column.name) {
      const says = `The columns of “${other.name}” and “${first.name}” can’t be matched: some names are there twice.`;
      throw failure('unsupported', says);
    }
    if (!alike(column, its)) throw differ(first, column, other, its);
  }
  return columns;
}

/** Text whose type nobody stated goes with text; whole numbers go with whole numbers of any width. */
function alike(one: Column, other: Column): boolean {
  if (one.kind === 'other' || one.kind === 'timestamp') {
    return one.kind === other.kind && one.type === other.type;
  }
  const texts: readonly Kind[] = ['untyped', 'text'];
  return one.kind === other.kind || (texts.includes(one.kind) && texts.includes(other.kind));
}

function kindOf(kinds: readonly Kind[]): Kind {
  const [first = 'text'] = kinds;
  return kinds.every((kind) => kind === first) ? first : 'text';
}

function lacks(one: Source, other: Source, column: Column) {
  const says = `“${one.name}” has no column “${title(column, 0)}”, which “${other.name}” has: only files of the same columns can be merged.`;
  return failure('unsupported', says, { column: column.name });
}

function differ(one: Source, column: Column, other: Source, its: Column) {
  const says = `“${column.name}” is ${column.type} in “${one.name}” and ${its.type} in “${other.name}”: cast it, so that it is the same in both.`;
  return failure('unsupported', says, { column: column.name });
}
