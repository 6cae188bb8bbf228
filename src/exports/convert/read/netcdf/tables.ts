import type { File } from '../../hdf5/library.ts';
import type { Warnings } from '../../warnings.ts';
import type { Field } from '../hdf5/field.ts';
import type { FoundTable } from '../hdf5/staged-fields.ts';
import type { StagedColumn } from '../staging.ts';
import { meaningOf } from './meaning.ts';
import { type Variable, variablesOf } from './variable.ts';

type Column = Field & StagedColumn;

/** Variables along the same dimensions. */
interface Found {
  readonly path: string;
  readonly dimensions: readonly string[];
  readonly shape: readonly number[];
  readonly variables: readonly Variable[];
}

/** What has the most cells: a row for each place along its dimensions, as xarray's `to_dataframe` has it. */
export function largestTable(file: File, warnings: Warnings): FoundTable | undefined {
  const all = variablesOf(file);
  for (const { name, shape, cells } of all) {
    const why = cells === undefined ? 'its cells are no numbers or texts' : 'it has no dimension';
    if (cells !== undefined && shape.length > 0) continue;
    const says = `${name} was left out: ${why}.`;
    warnings.add({ code: 'left out', says, column: name, count: 1 });
  }
  const tables = tablesOf(
    all.filter(({ cells, shape }) => cells !== undefined && shape.length > 0),
  );
  const [table, ...others] = tables.toSorted((one, other) => cellsIn(other) - cellsIn(one));
  if (table === undefined) return undefined;
  for (const { path, dimensions, variables } of others) {
    const inTable = dimensions.every((one) => table.dimensions.includes(one));
    if (inTable && variables.every(({ coordinate }) => coordinate)) continue; // its columns are there
    const says = `${path} was not read: only ${table.path} is.`;
    warnings.add({ code: 'other table', says, column: path, count: 1 });
  }
  const unwritten = () => {
    const says = 'Cells that were never written are missing.';
    warnings.add({ code: 'never written', says, count: 1 });
  };
  const own = table.variables.filter(({ coordinate }) => !coordinate || table.shape.length === 1);
  const fields = own.map((variable) => columnOf(variable, unwritten));
  const places = table.shape.length === 1 ? [] : placesOf(table, all, unwritten);
  return { path: table.path, fields: [...places, ...fields] };
}

function tablesOf(variables: readonly Variable[]): readonly Found[] {
  const alike = Map.groupBy(variables, ({ dimensions, shape, group }) =>
    [group, ...dimensions, ...shape].join('\n'),
  );
  return [...alike.values()].flatMap((some) => {
    const [first] = some;
    if (first === undefined) return [];
    const { group, dimensions, shape } = first;
    const names = dimensions.map(nameOf).join(', ');
    const path = group === '/' ? `(${names})` : `${group} (${names})`;
    return [{ path, dimensions, shape, variables: some }];
  });
}

function cellsIn({ shape, variables }: Found): number {
  return rowsIn(shape) * variables.length;
}

function rowsIn(shape: readonly number[]): number {
  return shape.reduce((product, length) => product * length, 1);
}

function columnOf({ name, dataset, shape, cells }: Variable, unwritten: () => void): Column {
  const { text, ...meaning } = meaningOf(dataset, unwritten);
  return {
    name,
    ...meaning,
    rows: rowsIn(shape),
    values: (from, to) =>
      (cells?.(from, to) ?? []).map((cell) => (cell === null ? null : text(cell))),
  };
}

/** Of a table of several dimensions: where along each of them a row is, by its coordinates or counted from 0. */
function placesOf(
  { dimensions, shape }: Found,
  all: readonly Variable[],
  unwritten: () => void,
): readonly Column[] {
  const rows = rowsIn(shape);
  return dimensions.map((dimension, at): Column => {
    const length = shape[at] ?? 0;
    const apart = rowsIn(shape.slice(at + 1)); // rows until the next place
    const variable = all.find((one) => one.coordinate && one.dataset.path === dimension);
    const along =
      variable?.cells !== undefined && variable.shape.length === 1 && variable.shape[0] === length
        ? columnOf(variable, unwritten)
        : counting(nameOf(dimension), length);
    return {
      ...along,
      rows,
      values: (from, to) => {
        const places = Array.from(
          { length: to - from },
          (_, row) => Math.floor((from + row) / apart) % length,
        );
        const least = places.reduce((one, other) => Math.min(one, other), length);
        const most = places.reduce((one, other) => Math.max(one, other), 0);
        const values = along.values(least, most + 1);
        return places.map((place) => values[place - least] ?? null);
      },
    };
  });
}

function counting(name: string, rows: number): Column {
  const values = (from: number, to: number) =>
    Array.from({ length: to - from }, (_, at) => String(from + at));
  return { name, kind: 'integer', type: 'integer', rows, values };
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
