import { noColumnWords } from '../../../domain/data-export/column.ts';
import { failure } from '../failure.ts';
import type { Column, Table } from '../table.ts';

/** The column that somebody named. */
export function columnNamed({ columns }: Pick<Table, 'columns'>, name: string): Column {
  const [found, another] = columns.filter((column) => column.name === name);
  if (found === undefined) {
    const names = columns.map((column) => column.name);
    throw failure('unsupported', noColumnWords(name, names), { column: name });
  }
  if (another !== undefined) {
    const says = `There are several columns “${name}”: which one is meant can’t be told.`;
    throw failure('unsupported', says, { column: name });
  }
  return found;
}

/** These columns alone, in this order, called as somebody wants them to be. */
export function chosenColumns(
  table: Table,
  names: readonly string[] | undefined,
  rename: Readonly<Record<string, string>> = {},
): Table {
  const columns = names?.map((name) => columnNamed(table, name)) ?? table.columns;
  const called = new Map(Object.entries(rename));
  for (const name of called.keys()) columnNamed({ columns }, name);
  const renamed = columns.map((column) => ({
    ...column,
    name: called.get(column.name) ?? column.name,
  }));
  for (const name of called.values()) columnNamed({ columns: renamed }, name);
  return { ...table, columns: renamed };
}
