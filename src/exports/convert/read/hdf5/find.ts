import { Dataset, type File, Group } from '../../hdf5/library.ts';
import { attribute, type Field, fieldOf, kindOf, texts } from './field.ts';
import { pandasTable } from './pandas.ts';

const DEEPEST = 4;

export interface Found {
  readonly path: string;
  readonly fields: readonly Field[];
  /** Whether the file itself says that it is a table. */
  readonly declared: boolean;
}

/** Every table of a file: data frames of AnnData and pandas first, then whatever has the shape of one. */
export function findTables(file: File): readonly Found[] {
  const found: Found[] = [];
  const visit = (group: Group, depth: number): void => {
    const declared = dataFrame(group) ?? pandasTable(group);
    if (declared !== undefined) {
      found.push({ path: group.path, fields: declared, declared: true });
      return;
    }
    const columns = equalColumns(group);
    if (columns.length > 0) found.push({ path: group.path, fields: columns, declared: false });
    for (const name of group.keys()) {
      const child = group.get(name);
      if (child instanceof Group && depth < DEEPEST) visit(child, depth + 1);
      if (child instanceof Dataset) {
        const fields = matrix(child);
        if (fields !== undefined) found.push({ path: child.path, fields, declared: false });
      }
    }
  };
  visit(file, 0);
  return found.sort((one, other) => Number(other.declared) - Number(one.declared));
}

/** AnnData's `encoding-type: dataframe`. Its index is the first column, unless we have made it ourselves. */
function dataFrame(group: Group): readonly Field[] | undefined {
  if (attribute(group, 'encoding-type') !== 'dataframe') return undefined;
  const order = attribute(group, 'column-order');
  const index = attribute(group, '_index');
  const names = Array.isArray(order) ? order.map(String) : [];
  const own = typeof index === 'string' ? group.get(index) : null;
  const generated = own instanceof Dataset && 'handoff-generated' in own.attrs;
  const all = own === null || generated || typeof index !== 'string' ? names : [index, ...names];
  const fields = all.map((name) => fieldOf(name, group.get(name)));
  return fields.every((field) => field !== undefined) ? fields : undefined;
}

/** Datasets of one dimension and equal length, beside each other. */
function equalColumns(group: Group): readonly Field[] {
  const fields = group.keys().flatMap((name) => {
    const child = group.get(name);
    const field = child instanceof Dataset ? fieldOf(name, child) : undefined;
    return field === undefined ? [] : [field];
  });
  return fields.every(({ rows }) => rows === fields[0]?.rows) ? fields : [];
}

/** A matrix of numbers; its columns are called by their numbers. */
function matrix(dataset: Dataset): readonly Field[] | undefined {
  const [rows, width, ...more] = dataset.shape ?? [];
  const kind = kindOf(dataset);
  if (rows === undefined || width === undefined || more.length > 0 || kind === undefined)
    return undefined;
  let held: { from: number; to: number; cells: readonly (string | null)[] } | undefined;
  const block = (from: number, to: number) => {
    if (held?.from !== from || held.to !== to) {
      held = {
        from,
        to,
        cells: texts(dataset, [
          [from, to],
          [0, width],
        ]),
      };
    }
    return held.cells;
  };
  return Array.from({ length: width }, (_, column) => ({
    name: String(column),
    kind,
    rows,
    values: (from, to) => {
      const cells = block(from, to);
      return Array.from({ length: to - from }, (_, row) => cells[row * width + column] ?? null);
    },
  }));
}
