import iconv from 'iconv-lite';
import { Dataset, Group, Reference } from '../../hdf5/library.ts';
import { cellOf } from '../hdf5/cell.ts';
import { withBytes } from '../hdf5/chunks.ts';
import { attribute, childOf, texts, type Values } from '../hdf5/field.ts';
import { guessIn } from '../hdf5/guesses.ts';
import { slabs } from './slabs.ts';

/** HDF5’s class of texts. */
const STRING = 3;
const NOT_A_VARIABLE = 'This is a netCDF dimension but not a netCDF variable';
/** What netCDF puts before the name of a variable that is called like a dimension. */
const RESERVED = /^_nc4_non_coord_/;

export interface Variable {
  readonly name: string;
  readonly group: string;
  readonly dataset: Dataset;
  /** The paths of their scales, or `phony_dim_5` where it has none; not that of the letters of a text. */
  readonly dimensions: readonly string[];
  readonly shape: readonly number[];
  /** Whether its values are those of the dimension of its own name. */
  readonly coordinate: boolean;
  /** Undefined for what is no cell of a table. */
  readonly cells: ((from: number, to: number) => Values) | undefined;
}

/** The paths of the scales, by where they are in the file. Asking HDF5 for the path of each takes quadratic time. */
type Scales = ReadonlyMap<string, string>;

/** All variables of the file, those of its groups too, in the order in which they were made. */
export function variablesOf(file: Group): readonly Variable[] {
  const found: { readonly group: string; readonly name: string; readonly dataset: Dataset }[] = [];
  const scales = new Map<string, string>();
  const visited = new Set<string>(); // a damaged link may lead back
  const visit = (group: Group): void => {
    const place = placeOf(group.create_reference());
    if (visited.has(place)) return;
    visited.add(place);
    for (const name of group.keys()) {
      const child = childOf(group, name);
      if (child instanceof Group) visit(child);
      if (!(child instanceof Dataset)) continue;
      found.push({ group: group.path, name, dataset: child });
      if (isScale(child)) scales.set(placeOf(child.create_reference()), child.path);
    }
  };
  visit(file);
  return found.flatMap(({ group, name, dataset }) => variableOf(group, name, dataset, scales));
}

function variableOf(
  group: string,
  name: string,
  dataset: Dataset,
  scales: Scales,
): readonly Variable[] {
  const coordinate = isScale(dataset);
  if (coordinate && dataset.get_scale_name()?.startsWith(NOT_A_VARIABLE)) return [];
  const all = dataset.shape ?? [];
  const letters = isLetters(dataset) && all.length > 1 ? (all.at(-1) ?? 0) : undefined;
  const shape = letters === undefined ? all : all.slice(0, -1);
  const own = coordinate ? [dataset.path] : dimensionsOf(dataset, scales);
  return [
    {
      name: name.replace(RESERVED, ''),
      group,
      dataset,
      dimensions: shape.map((length, at) => own[at] ?? `phony_dim_${length}`),
      shape,
      coordinate,
      cells: cellsOf(dataset, shape, letters),
    },
  ];
}

function isScale(dataset: Dataset): boolean {
  return attribute(dataset, 'CLASS') === 'DIMENSION_SCALE';
}

/** A list of references for each dimension, of which netCDF uses one. */
function dimensionsOf(dataset: Dataset, scales: Scales): readonly (string | undefined)[] {
  const lists: unknown = dataset.attrs['DIMENSION_LIST']?.value;
  if (!Array.isArray(lists)) return [];
  return lists.map((list: unknown) => {
    const [first]: readonly unknown[] = Array.isArray(list) ? list : [];
    return first instanceof Reference ? scales.get(placeOf(first)) : undefined;
  });
}

function placeOf({ ref_data }: Reference): string {
  return Buffer.from(ref_data).toString('hex');
}

/** Single letters, which are texts along their last dimension. */
function isLetters({ metadata }: Dataset): boolean {
  return metadata.type === STRING && !metadata.vlen && metadata.size === 1;
}

function cellsOf(
  dataset: Dataset,
  shape: readonly number[],
  letters: number | undefined,
): Variable['cells'] {
  if (letters !== undefined) {
    const decode = decoding(dataset);
    return (from, to) =>
      slabs(shape, from, to).flatMap((ranges) =>
        withBytes(dataset, [...ranges, [0, letters]], (bytes) => {
          const count = ranges.reduce((product, [start, end]) => product * (end - start), 1);
          return Array.from({ length: count }, (_, at) =>
            decode(bytes.subarray(at * letters, (at + 1) * letters)),
          );
        }),
      );
  }
  if (cellOf(dataset.metadata) === undefined) return undefined;
  return (from, to) => slabs(shape, from, to).flatMap((ranges) => texts(dataset, ranges));
}

/** Zeros at the end of a text fill it up. Without an encoding it is UTF-8, or what Windows had where that cannot be. */
function decoding(dataset: Dataset): (bytes: Buffer) => string {
  const stated = attribute(dataset, '_Encoding');
  const encoding = typeof stated === 'string' && iconv.encodingExists(stated) ? stated : undefined;
  return (bytes) => {
    let end = bytes.length;
    while (end > 0 && bytes[end - 1] === 0) end--;
    const own = bytes.subarray(0, end);
    if (encoding !== undefined) return iconv.decode(own, encoding, { stripBOM: false });
    const text = own.toString('utf8');
    if (!text.includes('\ufffd')) return text;
    guessIn(dataset);
    return iconv.decode(own, 'windows-1252');
  };
}
