import { Dataset, Group } from '../../hdf5/library.ts';
import { allTexts, childOf, type Field, fieldOf, type Values } from './field.ts';

/** One side of a sparse matrix: what its numbers are called. */
export interface Side {
  readonly name: string;
  readonly labels: Field | undefined;
}

/**
 * A sparse matrix as a table with a row for each value that is not zero. The values are sorted by the outer side:
 * `indptr` tells where each of its rows begins.
 */
export function triplets(group: Group, outer: Side, inner: Side): readonly Field[] | undefined {
  const [values, indices, starts] = ['data', 'indices', 'indptr'].map((name) =>
    childOf(group, name),
  );
  const value = fieldOf('value', values ?? null);
  const places = fieldOf(inner.name, indices ?? null);
  if (value === undefined || places === undefined || !(starts instanceof Dataset)) return undefined;
  const begins = Float64Array.from(allTexts(starts), Number);
  const outerNames = outer.labels?.values(0, outer.labels.rows);
  const innerNames = inner.labels?.values(0, inner.labels.rows);
  const field = (name: string, named: Values | undefined, read: Field['values']): Field => ({
    name,
    kind: named === undefined ? 'integer' : 'text',
    rows: value.rows,
    values: (from, to) =>
      named === undefined ? read(from, to) : read(from, to).map((at) => named[Number(at)] ?? null),
  });
  return [
    field(outer.name, outerNames, (from, to) => {
      let row = rowAt(begins, from);
      return Array.from({ length: to - from }, (_, at) => {
        while (row + 1 < begins.length && (begins[row + 1] ?? 0) <= from + at) row++;
        return String(row);
      });
    }),
    field(inner.name, innerNames, places.values),
    value,
  ];
}

/** What 10x Genomics writes: cells by their barcodes, and features or, in older files, genes. */
export function countsOf10x(group: Group): readonly Field[] | undefined {
  const barcodes = fieldOf('barcode', childOf(group, 'barcodes'));
  const features = group.get('features');
  const ids = features instanceof Group ? features.get('id') : group.get('genes');
  const names = features instanceof Group ? features.get('name') : group.get('gene_names');
  const feature = fieldOf('feature', ids);
  if (barcodes === undefined || feature === undefined) return undefined;
  const found = triplets(
    group,
    { name: 'barcode', labels: barcodes },
    { name: 'feature', labels: feature },
  );
  const name = fieldOf('feature_name', names);
  const named = triplets(
    group,
    { name: 'barcode', labels: barcodes },
    { name: 'feature_name', labels: name },
  );
  if (found === undefined || named === undefined) return undefined;
  const [barcode, identifier, value] = found;
  const [, label] = named;
  return [barcode, identifier, ...(name === undefined ? [] : [label]), value].filter(
    (field) => field !== undefined,
  );
}

/** The last row that begins at a place or before it. */
function rowAt(begins: Float64Array, place: number): number {
  let [low, high] = [0, begins.length - 1];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((begins[middle] ?? 0) <= place) low = middle;
    else high = middle - 1;
  }
  return low;
}
