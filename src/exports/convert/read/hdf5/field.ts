import type { Entity } from 'h5wasm/node';
import iconv from 'iconv-lite';
import { failure } from '../../failure.ts';
import { Dataset, Group } from '../../hdf5/library.ts';
import type { Kind } from '../../table.ts';

const INTEGER = 0;
const FLOAT = 1;
const STRING = 3;
const ENUM = 8;

type Values = readonly (string | null)[];

/** A column of a file: some of its rows at a time, as text. */
export interface Field {
  readonly name: string;
  readonly kind: Kind;
  readonly rows: number;
  values(from: number, to: number): Values;
}

/** A dataset of one dimension, or one of AnnData's groups for categories and for values that may be missing. */
export function fieldOf(name: string, entity: Entity | null): Field | undefined {
  if (entity instanceof Dataset) return ofDataset(name, entity);
  if (!(entity instanceof Group)) return undefined;
  switch (attribute(entity, 'encoding-type')) {
    case 'categorical':
      return categorical(name, entity);
    case 'nullable-integer':
    case 'nullable-boolean':
    case 'nullable-string-array':
      return nullable(name, entity);
    default:
      return undefined;
  }
}

function ofDataset(name: string, dataset: Dataset): Field | undefined {
  const [rows, ...more] = dataset.shape ?? [];
  const kind = kindOf(dataset);
  if (rows === undefined || more.length > 0 || kind === undefined) return undefined;
  return { name, kind, rows, values: (from, to) => texts(dataset, [[from, to]]) };
}

/** What the elements of a dataset are; undefined for those that are no cells of a table. */
export function kindOf({ metadata }: Dataset): Kind | undefined {
  switch (metadata.type) {
    case INTEGER:
      return metadata.size === 8 && !metadata.signed ? 'number' : 'integer';
    case FLOAT:
      return 'double';
    case STRING:
      return 'text';
    case ENUM: {
      const names = Object.keys(metadata.enum_type?.members ?? {});
      return names.sort().join() === 'FALSE,TRUE' ? 'boolean' : 'integer';
    }
    default:
      return undefined;
  }
}

export function texts(dataset: Dataset, ranges: [number, number][]): Values {
  if (ranges.some(([from, to]) => from === to)) return [];
  const values = dataset.slice(ranges);
  if (values === null || typeof values !== 'object' || !(Symbol.iterator in values)) {
    throw failure('unreadable', `${dataset.path} cannot be read.`);
  }
  const boolean = kindOf(dataset) === 'boolean';
  const unlabelled = dataset.metadata.cset === 0;
  return Array.from(values, (value) => {
    if (boolean) return Number(value) === 0 ? 'false' : 'true';
    return unlabelled && typeof value === 'string' ? relabelled(value, dataset) : String(value);
  });
}

/** NumPy's bytes are labelled ASCII, whatever they are; mostly they are UTF-8. */
function relabelled(value: string, { metadata }: Dataset): string {
  if (!/[^\0-\x7f]/.test(value)) return value;
  const bytes = iconv.encode(value, metadata.vlen ? 'latin1' : 'windows-1252');
  const utf8 = bytes.toString('utf8');
  return utf8.includes('\ufffd') ? value : utf8;
}

function categorical(name: string, group: Group): Field | undefined {
  const codes = group.get('codes');
  const categories = group.get('categories');
  if (!(codes instanceof Dataset && categories instanceof Dataset)) return undefined;
  const names = texts(categories, [[0, categories.shape?.[0] ?? 0]]);
  return {
    name,
    kind: kindOf(categories) ?? 'text',
    rows: codes.shape?.[0] ?? 0,
    values: (from, to) => texts(codes, [[from, to]]).map((code) => names[Number(code)] ?? null),
  };
}

function nullable(name: string, group: Group): Field | undefined {
  const values = group.get('values');
  const mask = group.get('mask');
  if (!(values instanceof Dataset && mask instanceof Dataset)) return undefined;
  const field = ofDataset(name, values);
  return (
    field && {
      ...field,
      values: (from, to) => {
        const missing = texts(mask, [[from, to]]);
        return field
          .values(from, to)
          .map((value, row) => (missing[row] === 'true' || missing[row] === '1' ? null : value));
      },
    }
  );
}

export function attribute(entity: Group | Dataset, name: string): unknown {
  return name in entity.attrs ? entity.get_attribute(name, true) : undefined;
}
