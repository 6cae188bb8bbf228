import type { File } from '../../hdf5/library.ts';
import type { Warnings } from '../../warnings.ts';
import type { Field } from '../hdf5/field.ts';
import type { FoundTable } from '../hdf5/staged-fields.ts';
import type { StagedColumn } from '../staging.ts';
import { reportLost } from './attributes.ts';
import { meaningOf } from './meaning.ts';
import { type Variable, variablesOf } from './variable.ts';

type Column = Field & StagedColumn;
/** Cells that people should know of. */
interface Noticed {
  readonly unwritten: (count: number) => void;
  readonly early: (column: string) => void;
}

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
  const lengths = lengthsOf(all);
  const usable: Variable[] = [];
  for (const variable of all) {
    const { name } = variable;
    const why = unusable(variable, lengths);
    if (why === undefined) usable.push(variable);
    else
      warnings.add({
        code: 'left out',
        says: `${name} was left out: ${why}.`,
        column: name,
        count: 1,
      });
  }
  const tables = tablesOf(usable, lengths);
  const [table, ...others] = tables.toSorted((one, other) => cellsIn(other) - cellsIn(one));
  if (table === undefined) return undefined;
  for (const { path, dimensions, variables } of others) {
    const inTable = dimensions.every((one) => table.dimensions.includes(one));
    if (inTable && variables.every(({ coordinate }) => coordinate)) continue; // its columns are there
    const says = `${path} was not read: only ${table.path} is.`;
    warnings.add({ code: 'other table', says, column: path, count: 1 });
  }
  const noticed: Noticed = {
    unwritten(count) {
      const says = 'Cells that were never written are missing.';
      warnings.add({ code: 'never written', says, count });
    },
    early(column) {
      const says =
        'Dates before the year 1 are written as `0044-03-15 (BC)` where they become text, which few programs take for a date.';
      warnings.add({ code: 'before year 1', says, column, count: 1 });
    },
  };
  reportLost(file, table.variables, warnings);
  const own = table.variables.filter(({ coordinate }) => !coordinate || table.shape.length === 1);
  const fields = own.map((variable) => columnOf(variable, rowsIn(table.shape), noticed));
  const places = table.shape.length === 1 ? [] : placesOf(table, usable, noticed);
  return { path: table.path, fields: [...places, ...fields] };
}

/** How long each dimension is: as its longest variable, since one that grows leaves the others behind. */
function lengthsOf(variables: readonly Variable[]): ReadonlyMap<string, number> {
  const lengths = new Map<string, number>();
  for (const { dimensions, shape } of variables) {
    for (const [at, one] of dimensions.entries()) {
      lengths.set(one, Math.max(lengths.get(one) ?? 0, shape[at] ?? 0));
    }
  }
  return lengths;
}

function unusable(
  { cells, dimensions, shape }: Variable,
  lengths: ReadonlyMap<string, number>,
): string | undefined {
  if (cells === undefined) return 'its cells are no numbers or texts';
  if (shape.length === 0) return 'it has no dimension';
  const short = dimensions.slice(1).some((one, at) => lengths.get(one) !== shape[at + 1]);
  return short ? 'it was not written along all of its dimensions' : undefined;
}

function tablesOf(
  variables: readonly Variable[],
  lengths: ReadonlyMap<string, number>,
): readonly Found[] {
  const alike = Map.groupBy(variables, ({ dimensions, group }) =>
    [group, ...dimensions].join('\n'),
  );
  return [...alike.values()].flatMap((some) => {
    const [first] = some;
    if (first === undefined) return [];
    const { group, dimensions } = first;
    const shape = dimensions.map((one) => lengths.get(one) ?? 0);
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

function columnOf(variable: Variable, rows: number, { unwritten, early }: Noticed): Column {
  const { name, dataset, shape, cells } = variable;
  const { text, ...meaning } = meaningOf(dataset, {
    unwritten: () => unwritten(1),
    early: () => early(name),
  });
  const written = rowsIn(shape);
  const values: Column['values'] = (from, to) => {
    const end = Math.max(from, Math.min(to, written));
    const some = from < end ? (cells?.(from, end) ?? []) : [];
    unwritten(to - end);
    return [
      ...some.map((cell) => (cell === null ? null : text(cell))),
      ...Array.from({ length: to - end }, () => null),
    ];
  };
  return { name, ...meaning, rows, values };
}

/** Of a table of several dimensions: where along each of them a row is, by its coordinates or counted from 0. */
function placesOf(
  { dimensions, shape }: Found,
  all: readonly Variable[],
  noticed: Noticed,
): readonly Column[] {
  const rows = rowsIn(shape);
  return dimensions.map((dimension, at): Column => {
    const length = shape[at] ?? 0;
    const apart = rowsIn(shape.slice(at + 1)); // rows until the next place
    const variable = all.find((one) => one.coordinate && one.dataset.path === dimension);
    const along =
      variable?.shape.length === 1
        ? columnOf(variable, length, noticed)
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
