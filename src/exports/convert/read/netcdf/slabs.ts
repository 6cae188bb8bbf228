import type { Ranges } from '../hdf5/chunks.ts';

/** The cells from one to another, as they lie row by row, as blocks that can be read at once: in their order. */
export function slabs(shape: readonly number[], from: number, to: number): readonly Ranges[] {
  const [length, ...inner] = shape;
  if (length === undefined) return [[]];
  if (from >= to) return [];
  if (inner.length === 0) return [[[from, to]]];
  const size = inner.reduce((product, some) => product * some, 1);
  const of = (place: number, start: number, end: number): readonly Ranges[] =>
    slabs(inner, start, end).map((ranges) => [[place, place + 1], ...ranges]);
  const [first, last] = [Math.ceil(from / size), Math.floor(to / size)];
  if (first > last) return of(last, from - last * size, to - last * size);
  const whole: Ranges = [[first, last], ...inner.map((all): [number, number] => [0, all])];
  return [
    ...(from < first * size ? of(first - 1, from - (first - 1) * size, size) : []),
    ...(first < last ? [whole] : []),
    ...(to > last * size ? of(last, 0, to - last * size) : []),
  ];
}
