import type { Dataset } from '../../hdf5/library.ts';
import { cellOf } from './cell.ts';
import type { Field, Values } from './field.ts';
import { texts } from './field.ts';

/** The columns of a dataset of two dimensions; without names they are called by their numbers. */
export function matrix(dataset: Dataset, names?: readonly string[]): readonly Field[] | undefined {
  const [rows, width, ...more] = dataset.shape ?? [];
  const { kind, single = false } = cellOf(dataset.metadata) ?? {};
  if (rows === undefined || width === undefined || more.length > 0 || kind === undefined) {
    return undefined;
  }
  const cells = remembered((from, to) =>
    texts(dataset, [
      [from, to],
      [0, width],
    ]),
  );
  return Array.from({ length: width }, (_, column) => ({
    name: names?.[column] ?? String(column),
    kind,
    single,
    rows,
    values: (from, to): Values => {
      const some = cells(from, to);
      return Array.from({ length: to - from }, (_, row) => some[row * width + column] ?? null);
    },
  }));
}

/** Columns that lie in one dataset ask for the same rows one after the other: those are read once. */
export function remembered<T>(
  read: (from: number, to: number) => T,
): (from: number, to: number) => T {
  let held: { readonly from: number; readonly to: number; readonly what: T } | undefined;
  return (from, to) => {
    if (held?.from !== from || held.to !== to) held = { from, to, what: read(from, to) };
    return held.what;
  };
}
