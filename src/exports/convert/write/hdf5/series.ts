import {
  DuckDBBigIntVector,
  DuckDBDoubleVector,
  DuckDBUTinyIntVector,
  type DuckDBVector,
} from '@duckdb/node-api';
import { type Dataset, type Dtype, type Group, Module } from 'h5wasm/node';
import type { OptionsOf } from '../../options.ts';
import type { Layout } from './layout.ts';

/** One column of the file. Rows are kept until they fill a chunk: each is compressed once. */
export class Series {
  readonly #layout: Layout;
  readonly #dataset: Dataset;
  readonly #block: number;
  readonly #bytes: Buffer;
  #held = 0;
  #stored = 0;

  constructor(
    group: Group,
    layout: Layout,
    rows: number,
    block: number,
    options: Omit<OptionsOf<'hdf5'>, 'key'>,
  ) {
    this.#layout = layout;
    this.#block = block;
    this.#bytes = Buffer.alloc(block * layout.width);
    this.#dataset = group.create_dataset({
      name: layout.name,
      data: noneOf(layout),
      shape: [0],
      maxshape: [rows],
      chunks: [block],
      dtype: dtypeOf(layout),
      ...(options.compression === 'gzip' && {
        compression: 'gzip' as const,
        compression_opts: options.compression_level,
      }),
    });
    if (rows > 0) this.#dataset.resize([rows]);
    this.annotate('encoding-type', layout.stored === 'text' ? 'string-array' : 'array');
    this.annotate('encoding-version', '0.2.0');
  }

  annotate(name: string, value: string): void {
    this.#dataset.create_attribute(name, value);
  }

  add(vector: DuckDBVector, count: number): void {
    for (let from = 0; from < count; ) {
      const some = Math.min(count - from, this.#block - this.#held);
      this.#take(vector, from, some);
      this.#held += some;
      from += some;
      if (this.#held === this.#block) this.flush();
    }
  }

  /** The next numbers: of the index. */
  count(rows: number): void {
    for (let row = 0; row < rows; row++) {
      this.#bytes.writeBigInt64LE(BigInt(this.#stored + this.#held), this.#held * 8);
      this.#held++;
      if (this.#held === this.#block) this.flush();
    }
  }

  flush(): void {
    if (this.#held === 0) return;
    const bytes = this.#bytes.subarray(0, this.#held * this.#layout.width);
    const pointer = Module._malloc(bytes.byteLength);
    try {
      Module.HEAPU8.set(bytes, pointer);
      const count = [BigInt(this.#held)];
      const { file_id, path } = this.#dataset;
      const offset = [BigInt(this.#stored)];
      const status = Module.set_dataset_data(file_id, path, count, offset, [1n], BigInt(pointer));
      if (status < 0) throw new Error(`rows could not be written to ${path}`);
    } finally {
      Module._free(pointer);
    }
    this.#stored += this.#held;
    this.#held = 0;
  }

  #take(vector: DuckDBVector, from: number, count: number): void {
    const { width } = this.#layout;
    const at = this.#held * width;
    if (
      vector instanceof DuckDBDoubleVector ||
      vector instanceof DuckDBBigIntVector ||
      vector instanceof DuckDBUTinyIntVector
    ) {
      const items = vector.slice(from, count);
      for (let row = 0; row < count; row++) this.#put(items.getItem(row), at + row * width);
      return;
    }
    this.#bytes.fill(0, at, at + count * width);
    for (let row = 0; row < count; row++) {
      this.#bytes.write(String(vector.getItem(from + row)), at + row * width, width, 'utf8');
    }
  }

  #put(value: number | bigint | null, at: number): void {
    if (typeof value === 'bigint') this.#bytes.writeBigInt64LE(value, at);
    else if (this.#layout.stored === 'boolean') this.#bytes.writeUInt8(value ?? 0, at);
    else this.#bytes.writeDoubleLE(value ?? Number.NaN, at);
  }
}

function dtypeOf({ stored, width }: Layout): Dtype {
  switch (stored) {
    case 'integer':
      return '<q';
    case 'double':
      return '<d';
    case 'boolean':
      return '<B';
    case 'text':
      return `S${width}`;
  }
}

function noneOf({ stored }: Layout): string[] | BigInt64Array | Float64Array | Uint8Array {
  switch (stored) {
    case 'integer':
      return new BigInt64Array();
    case 'double':
      return new Float64Array();
    case 'boolean':
      return new Uint8Array();
    case 'text':
      return [];
  }
}
