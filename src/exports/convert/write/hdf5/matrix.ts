import { beyond, failure } from '../../failure.ts';
import type { Group } from '../../hdf5/library.ts';
import { blocksOf } from './blocks.ts';
import { dtypeOf, EXACT_IN_DOUBLE, type Stored, storedAs } from './layout.ts';
import type { Staged } from './staged.ts';
import { int64s, type LayoutWriter, records, rowsThatFit } from './writing.ts';

/** A program that reads some rows of a matrix has to decompress all of a chunk. */
const CHUNK_BYTES = 1024 * 1024;

/** One dataset of two dimensions, `X`, beside the names of its rows and columns: a file of AnnData's. */
export const writeMatrix: LayoutWriter = async (staged, { file, storage, writing }) => {
  const { names, numbers } = parted(staged, storedAs(staged, writing.warnings));
  const width = numbers.length;
  const rowsInChunk = Math.max(1, Math.floor(CHUNK_BYTES / (width * 8)));
  const fitting = rowsThatFit([...numbers, ...names]);
  const block = Math.max(1, Math.floor(fitting / rowsInChunk)) * rowsInChunk;
  encoded(file, 'anndata', '0.1.0');
  const matrix = storage.dataset(file, 'X', {
    dtype: dtypeOf({ as: numbers[0]?.as ?? 'double', width: 8 }),
    shape: [staged.rows, width],
    rowsInChunk,
    attributes: { 'encoding-type': 'array', 'encoding-version': '0.2.0' },
  });
  const [name] = names;
  const index = name?.name ?? '_index';
  const rowNames = storage.dataset(annotations(file, 'obs', index), index, {
    dtype: name === undefined ? '<q' : dtypeOf(name),
    shape: [staged.rows],
    rowsInChunk: block,
    attributes: {
      'encoding-type': name === undefined ? 'array' : 'string-array',
      'encoding-version': '0.2.0',
      ...(name === undefined && { 'handoff-generated': 'true' }),
    },
  });
  const columnNames = annotations(file, 'var', '_index').create_dataset({
    name: '_index',
    data: numbers.map((column) => column.name),
    shape: [width],
  });
  encoded(columnNames, 'string-array', '0.2.0');
  for await (const { from, rows, columns } of blocksOf(
    staged,
    [...numbers, ...names],
    block,
    writing,
  )) {
    writing.signal.throwIfAborted();
    const cells = records(columns.slice(0, width), numbers, rows);
    for (let row = 0; row < rows; row += rowsInChunk) {
      const some = Math.min(rowsInChunk, rows - row);
      const bytes = cells.subarray(row * width * 8, (row + some) * width * 8);
      await storage.put(matrix, from + row, some, bytes);
    }
    const text = columns[width];
    if (text === undefined) await storage.put(rowNames, from, rows, int64s(from, rows));
    else if (name?.as === 'long text') storage.texts(rowNames, from, rows, text);
    else await storage.put(rowNames, from, rows, text);
  }
};

/** The first column, where it is text, and the others, which are numbers of one kind. */
function parted(staged: Staged, stored: readonly Stored[]) {
  const [first] = stored;
  const names = first?.as === 'text' || first?.as === 'long text' ? [first] : [];
  const rest = [...stored.entries()].slice(names.length);
  const other = rest.find(([, { as }]) => as !== 'double' && !as.endsWith('integer'));
  if (other !== undefined || rest.length === 0) {
    const says = other === undefined ? 'There is no column of numbers' : `${other[1].name} is none`;
    throw failure(
      'unsupported',
      `The layout \`matrix\` is for columns of numbers, behind one of names: ${says}. The layout \`anndata\` takes any.`,
      other && { column: other[1].name },
    );
  }
  if (rest.every(([, { as }]) => as !== 'double')) {
    const small = rest.every(([, { as }]) => as === 'small integer');
    const same = ([, one]: readonly [number, Stored]): Stored =>
      small ? one : { ...one, as: 'integer', form: (x) => `CAST(${one.form(x)} AS BIGINT)` };
    return { names, numbers: rest.map(same) };
  }
  const numbers = rest.map(([at, one]): Stored => {
    if (one.as !== 'double' && (staged.facts[at]?.largest ?? 0n) > EXACT_IN_DOUBLE) {
      const says = `${one.name} has integers beyond 2^53, which a matrix of doubles cannot hold.`;
      throw beyond(says, { column: one.name });
    }
    return one.as === 'double'
      ? one
      : { ...one, as: 'double', form: (x) => `CAST(${one.form(x)} AS DOUBLE)` };
  });
  return { names, numbers };
}

/** A data frame with an index alone. */
function annotations(file: Group, name: string, index: string): Group {
  const group = file.create_group(name);
  encoded(group, 'dataframe', '0.2.0');
  group.create_attribute('_index', index);
  group.create_attribute('column-order', [], [0], '<d');
  return group;
}

function encoded(
  entity: { create_attribute(name: string, value: string): void },
  type: string,
  version: string,
): void {
  entity.create_attribute('encoding-type', type);
  entity.create_attribute('encoding-version', version);
}
