import type { Entity } from 'h5wasm/node';
import { failure } from '../../failure.ts';
import { Dataset, Group } from '../../hdf5/library.ts';
import type { Kind } from '../../table.ts';
import { cellOf } from './cell.ts';
import { type Ranges, withBytes } from './chunks.ts';
import { guessIn } from './guesses.ts';

export type Values = readonly (string | null)[];

/** A column of a file: some of its rows at a time, as text. */
export interface Field {
  readonly name: string;
  readonly kind: Kind;
  /** Whether its cells are numbers of 32 bits. */
  readonly single?: boolean;
  readonly rows: number;
  values(from: number, to: number): Values;
}

/** The columns of a table, and what of it is none: lists in cells, for one. */
export interface Columns {
  readonly fields: readonly Field[];
  readonly leftOut: readonly string[];
}

/** A dataset of one dimension, or one of AnnData's groups for categories and for values that may be missing. */
export function fieldOf(name: string, entity: Entity | null): Field | undefined {
  if (entity instanceof Dataset) return ofDataset(name, entity);
  if (!(entity instanceof Group)) return undefined;
  switch (attribute(entity, 'encoding-type')) {
    case 'categorical':
      return inCategories(name, entity);
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
  const cell = cellOf(dataset.metadata);
  if (rows === undefined || more.length > 0 || cell === undefined) return undefined;
  const { kind, single = false } = cell;
  return { name, kind, single, rows, values: (from, to) => texts(dataset, [[from, to]]) };
}

/** The cells of a part of a dataset, row by row. */
export function texts(dataset: Dataset, ranges: Ranges): readonly string[] {
  const cell = cellOf(dataset.metadata, { guessed: () => guessIn(dataset) });
  if (cell === undefined) throw new Error(`${dataset.path} has no cells`);
  return withBytes(dataset, ranges, (bytes) => {
    const count = bytes.byteLength / cell.bytes;
    return Array.from({ length: count }, (_, at) => cell.text(bytes, at * cell.bytes));
  });
}

/** All of a dataset of one dimension. */
export function allTexts(dataset: Dataset): readonly string[] {
  return texts(dataset, [[0, dataset.shape?.[0] ?? 0]]);
}

function inCategories(name: string, group: Group): Field | undefined {
  const codes = fieldOf(name, childOf(group, 'codes'));
  const categories = fieldOf(name, childOf(group, 'categories'));
  return codes && categories && categorical(codes, categories);
}

/** Codes that stand for texts; one that stands for none is a missing value. */
export function categorical(codes: Field, categories: Field): Field {
  const names = categories.values(0, categories.rows);
  return {
    ...codes,
    kind: categories.kind,
    single: categories.single ?? false,
    values: (from, to) => codes.values(from, to).map((code) => names[Number(code)] ?? null),
  };
}

function nullable(name: string, group: Group): Field | undefined {
  const values = childOf(group, 'values');
  const mask = childOf(group, 'mask');
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

/** What a group says that it holds. @throws {ConversionFailure} when it is not to be had: no column is left out in silence. */
export function childOf(group: Group, name: string): Entity | null {
  const child = group.get(name);
  if (child === null && group.keys().includes(name))
    throw failure('unreadable', `${group.path}/${name} is damaged.`);
  return child;
}
