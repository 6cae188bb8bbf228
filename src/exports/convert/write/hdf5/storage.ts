import { promisify } from 'node:util';
import { deflate } from 'node:zlib';
import type { Dtype } from 'h5wasm/node';
import { type Dataset, type Group, Module, prepared } from '../../hdf5/library.ts';

const compress = promisify(deflate);

/** Text that is as long as it is. */
const ANY_LENGTH = 'S';

/** Chunks that wait for their compression, at most. */
const MOST_UNDERWAY_BYTES = 16 * 1024 * 1024;
/** What compressing takes beside its chunk, however small that is. */
const DEFLATE_BYTES = 256 * 1024;
/** What comes of compressing comes in pieces; in one of them it is done sooner. */
const PIECE = 64 * 1024;

export interface Shape {
  readonly dtype: Dtype;
  readonly shape: readonly number[];
  /** Of the first dimension; a chunk is as wide as the dataset. */
  readonly rowsInChunk: number;
  readonly attributes?: Readonly<Record<string, string>>;
}

/** A dataset to write to. It is made when it is first asked for: its first chunk is compressed meanwhile. */
export interface Target {
  readonly dataset: Dataset;
  readonly more: readonly bigint[]; // its dimensions behind the first
  readonly rowsInChunk: number;
}

/** The datasets of a file. Their chunks are compressed beside each other, while the next rows are fetched. */
export class Storage implements AsyncDisposable {
  readonly #level: number | undefined;
  readonly #underway = new Set<Promise<void>>();
  readonly #unmade = new Set<() => Dataset>();
  #bytesUnderway = 0;

  /** The level of its compression, if it has any. */
  constructor(level: number | undefined) {
    this.#level = level;
  }

  dataset(group: Group, name: string, { dtype, shape, attributes, ...wanted }: Shape): Target {
    const [rows = 0, ...more] = shape;
    const rowsInChunk = Math.max(1, Math.min(wanted.rowsInChunk, rows));
    const compressed = this.#level !== undefined && dtype !== ANY_LENGTH;
    const make = (): Dataset => {
      const dataset = group.create_dataset({
        name,
        data: none(dtype),
        shape: [0, ...more],
        maxshape: [rows, ...more],
        chunks: [rowsInChunk, ...more],
        dtype,
        ...(compressed && { compression: 'gzip', compression_opts: this.#level }),
      });
      if (rows > 0) dataset.resize([rows, ...more]);
      for (const [key, value] of Object.entries(attributes ?? {})) {
        dataset.create_attribute(key, value);
      }
      return dataset;
    };
    let made: Dataset | undefined;
    const once = (): Dataset => {
      this.#unmade.delete(once);
      made ??= make();
      return made;
    };
    this.#unmade.add(once);
    return {
      get dataset() {
        return once();
      },
      more: more.map(BigInt),
      rowsInChunk,
    };
  }

  /** One chunk, of whole rows. It is written when it has been compressed: `finish` waits for it. */
  async put(target: Target, from: number, rows: number, bytes: Buffer): Promise<void> {
    const level = this.#level;
    if (level === undefined) return write(target.dataset, target, from, rows, bytes);
    while (this.#bytesUnderway > MOST_UNDERWAY_BYTES) await Promise.race(this.#underway);
    const task = (async () => {
      const chunkSize = Math.max(PIECE, bytes.byteLength >> 2);
      const compressing = compress(wholeChunk(target, rows, bytes), { level, chunkSize });
      const { dataset } = target; // which takes as long
      const compressed = await compressing;
      prepared.during(compressed, () => write(dataset, target, from, rows, bytes));
    })();
    const held = bytes.byteLength + DEFLATE_BYTES;
    this.#bytesUnderway += held;
    this.#underway.add(task);
    const ended = (): void => {
      this.#bytesUnderway -= held;
      this.#underway.delete(task);
    };
    task.then(ended, () => {}); // one that failed stays, so that it is waited for
  }

  /** Texts of any length, each ended by a zero. HDF5 keeps them outside of chunks, as they are. */
  texts(target: Target, from: number, rows: number, bytes: Buffer): void {
    const pointer = Module._malloc(bytes.byteLength);
    try {
      Module.HEAPU8.set(bytes, pointer);
      const pointers = new Uint32Array(rows);
      let at = 0;
      for (let row = 0; row < rows; row++) {
        pointers[row] = pointer + at;
        at = bytes.indexOf(0, at) + 1;
      }
      write(target.dataset, target, from, rows, Buffer.from(pointers.buffer));
    } finally {
      Module._free(pointer);
    }
  }

  async finish(): Promise<void> {
    for (const make of this.#unmade) make(); // those without rows
    await Promise.all(this.#underway);
  }

  /** Nothing is written any more, and the file can be closed. */
  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.allSettled(this.#underway);
  }
}

/** No rows, in the form that each type asks for. */
function none(dtype: Dtype): [] | Map<string, []> {
  return Array.isArray(dtype) ? new Map(dtype.map(([name]) => [String(name), []])) : [];
}

/** The last chunk is as long as the others; what is beyond the rows is never read. */
function wholeChunk({ rowsInChunk }: Target, rows: number, bytes: Buffer): Buffer {
  if (rows === rowsInChunk) return bytes;
  const whole = Buffer.alloc((bytes.byteLength / rows) * rowsInChunk);
  bytes.copy(whole);
  return whole;
}

function write(
  { file_id: file, path }: Dataset,
  { more }: Target,
  from: number,
  rows: number,
  bytes: Buffer,
): void {
  const pointer = Module._malloc(bytes.byteLength);
  try {
    Module.HEAPU8.set(bytes, pointer);
    const count = [BigInt(rows), ...more];
    const offset = [BigInt(from), ...more.map(() => 0n)];
    const stride = count.map(() => 1n);
    const status = Module.set_dataset_data(file, path, count, offset, stride, BigInt(pointer));
    if (status < 0) throw new Error(`rows could not be written to ${path}`);
  } finally {
    Module._free(pointer);
  }
}
