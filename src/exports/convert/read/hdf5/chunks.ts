import { failure, unreadable } from '../../failure.ts';
import { type Dataset, Module } from '../../hdf5/library.ts';

/** From and to, of each dimension. */
export type Ranges = readonly (readonly [number, number])[];

/** What HDF5 compresses with by itself: deflate, shuffle, fletcher32, szip, nbit, scaleoffset. */
const OWN_FILTERS = 6;

/**
 * A part of a dataset, in the bytes of its elements, given to `use`; texts of any length are only there meanwhile.
 * h5wasm's own way makes doubles of integers in arrays, and zeros of what it cannot decompress.
 */
export function withBytes<T>(dataset: Dataset, ranges: Ranges, use: (bytes: Buffer) => T): T {
  const foreign = dataset.filters.find(({ id }) => id > OWN_FILTERS);
  if (foreign !== undefined) {
    throw failure(
      'unsupported',
      `${dataset.path} is compressed with ${foreign.name || `filter ${foreign.id}`}, which not every HDF5 has: write it with gzip.`,
    );
  }
  const { size } = dataset.metadata;
  const count = ranges.map(([from, to]) => BigInt(to - from));
  const bytes = size * count.reduce((product, some) => product * Number(some), 1);
  if (bytes === 0) return use(Buffer.alloc(0));
  const offset = ranges.map(([from]) => BigInt(from));
  const { file_id, path } = dataset;
  const pointer = Module._malloc(bytes);
  if (pointer === 0) throw failure('limit', `The cells of ${path} are too large to be read.`);
  try {
    const stride = ranges.map(() => 1n);
    if (Module.get_dataset_data(file_id, path, count, offset, stride, BigInt(pointer)) < 0) {
      throw unreadable(`${path} cannot be read: the file is damaged or was cut off.`);
    }
    try {
      return use(Buffer.from(Module.HEAPU8.subarray(pointer, pointer + bytes)));
    } finally {
      Module.reclaim_vlen_memory_count(file_id, path, '', BigInt(pointer), count);
    }
  } finally {
    Module._free(pointer);
  }
}
