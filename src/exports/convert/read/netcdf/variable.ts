import iconv from 'iconv-lite';
import { Dataset, Group } from '../../hdf5/library.ts';
import { cellOf } from '../hdf5/cell.ts';
import { withBytes } from '../hdf5/chunks.ts';
import { attribute, childOf, texts, type Values } from '../hdf5/field.ts';
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

/** All variables of the file, those of its groups too, in the order in which they were made. */
export function variablesOf(file: Group): readonly Variable[] {
  const found: Variable[] = [];
  const visit = (group: Group): void => {
    for (const name of group.keys()) {
      const child = childOf(group, name);
      if (child instanceof Group) visit(child);
      if (child instanceof Dataset) found.push(...variableOf(group.path, name, child));
    }
  };
  visit(file);
  return found;
}

function variableOf(group: string, name: string, dataset: Dataset): readonly Variable[] {
  const scale = attribute(dataset, 'CLASS') === 'DIMENSION_SCALE';
  if (scale && dataset.get_scale_name()?.startsWith(NOT_A_VARIABLE)) return [];
  const all = dataset.shape ?? [];
  const letters = isLetters(dataset) && all.length > 1 ? (all.at(-1) ?? 0) : undefined;
  const shape = letters === undefined ? all : all.slice(0, -1);
  const dimensions = scale ? [dataset.path] : shape.map((_, at) => scaleOf(dataset, at));
  for (let at = dimensions.length; at < shape.length; at++) dimensions.push(phony(shape[at]));
  return [
    {
      name: name.replace(RESERVED, ''),
      group,
      dataset,
      dimensions,
      shape,
      coordinate: scale,
      cells: cellsOf(dataset, shape, letters),
    },
  ];
}

function scaleOf(dataset: Dataset, at: number): string {
  return dataset.get_attached_scales(at)[0] ?? phony(dataset.shape?.[at]);
}

function phony(length: number | undefined): string {
  return `phony_dim_${length}`;
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
    return text.includes('\ufffd') ? iconv.decode(own, 'windows-1252') : text;
  };
}
