import type { Metadata } from 'h5wasm/node';
import type { Dataset } from '../../hdf5/library.ts';
import { type Cell, cellOf } from './cell.ts';
import { withBytes } from './chunks.ts';
import type { Field } from './field.ts';
import { guessIn } from './guesses.ts';
import { remembered } from './matrix.ts';

/** HDF5's class of texts, whose bytes have one order. */
const STRING = 3;

/** A part of a record, perhaps of several elements: pandas puts the columns of one type together. */
export interface Member {
  readonly name: string;
  readonly fields: readonly Field[];
}

/** The members of a dataset of records of one dimension; undefined where it is another. */
export function recordsOf(dataset: Dataset): readonly Member[] | undefined {
  const members = dataset.metadata.compound_type?.members;
  const [rows, ...more] = dataset.shape ?? [];
  if (members === undefined || rows === undefined || more.length > 0) return undefined;
  const { size } = dataset.metadata;
  const ends = new Set(members.filter(hasOrder).map(({ littleEndian }) => littleEndian));
  const guessed = () => guessIn(dataset);
  const block = remembered((from, to) =>
    withBytes(dataset, [[from, to]], (bytes) =>
      members.map((member) => columns(member, bytes, size, ends.size > 1, guessed)),
    ),
  );
  return members.map((member, index) => {
    const element = member.array_type ?? member;
    const cell = cellOf(element);
    const width = cell === undefined ? 0 : member.size / cell.bytes;
    const fields = Array.from(
      { length: width },
      (_, column): Field => ({
        name: width > 1 ? `${member.name}_${column}` : member.name,
        kind: cell?.kind ?? 'text',
        single: cell?.single ?? false,
        rows,
        values: (from, to) => block(from, to)[index]?.[column] ?? [],
      }),
    );
    return { name: member.name, fields };
  });
}

/** HDF5 turns the bytes round for us, but not where only some of the members are the other way round. */
function columns(
  member: Metadata & { readonly offset: number },
  bytes: Buffer,
  recordBytes: number,
  mixed: boolean,
  guessed: () => void,
): readonly (readonly string[])[] {
  const element = member.array_type ?? member;
  const bigEndian = mixed && !element.littleEndian;
  const cell: Cell | undefined = cellOf(element, { bigEndian, guessed });
  if (cell === undefined) return [];
  const rows = bytes.byteLength / recordBytes;
  return Array.from({ length: member.size / cell.bytes }, (_, column) => {
    const start = member.offset + column * cell.bytes;
    return Array.from({ length: rows }, (_, row) => cell.text(bytes, start + row * recordBytes));
  });
}

function hasOrder({ type, array_type }: Metadata): boolean {
  return (array_type ?? { type }).type !== STRING;
}
