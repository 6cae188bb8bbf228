import { z } from 'zod';

/** What HDF5 knows of a filter (`H5Z_class2_t`), in words of 32 bits; the last of them is its function. */
const VERSION = 1;
const ID = 1;
const NAME = 4;
const FUNCTION = 7;
const NAME_OF_DEFLATE = 'deflate\0';
/** The filter runs backwards: a chunk is read. */
const REVERSE = 0x100;

// What is used of it; only TypeScript's types of a browser have it.
declare global {
  namespace WebAssembly {
    interface Instance {
      readonly exports: Readonly<Record<string, unknown>>;
    }
    class Table {
      get(index: number): unknown;
      grow(by: number, value: unknown): number;
    }
    let Module: new (bytes: Uint8Array) => object;
    let Instance: new (module: object, imports: object) => Instance;
    let instantiate: (bytes: Uint8Array, imports?: object) => Promise<{ instance: Instance }>;
  }
}

const table = z.instanceof(WebAssembly.Table);
const filterFunction = z.custom<Filter>((value) => typeof value === 'function');
const allocators = z.object({
  _H5allocate_memory: z.custom<(bytes: number, clear: number) => number>(isFunction),
  _H5free_memory: z.custom<(pointer: number) => number>(isFunction),
});

type Filter = (
  flags: number,
  optionCount: number,
  options: number,
  bytes: number,
  sizePointer: number,
  bufferPointer: number,
) => number;

interface Heap {
  readonly HEAPU8: Uint8Array;
}

/**
 * The filter of HDF5 that compresses a chunk, for chunks that were compressed outside: by Node's zlib, on all cores.
 * HDF5 still does everything else, and whatever nobody has prepared.
 */
export class Deflate {
  readonly #heap: Heap;
  readonly #memory: z.infer<typeof allocators>;
  readonly #own: Filter;
  #next: Uint8Array | undefined;

  constructor({ exports }: WebAssembly.Instance, module: Heap) {
    this.#heap = module;
    this.#memory = allocators.parse(module);
    const functions = table.parse(exports['__indirect_function_table']);
    const words = this.#words();
    const found = placeOf(words, module.HEAPU8);
    this.#own = filterFunction.parse(functions.get(words[found + FUNCTION] ?? 0));
    const place = functions.grow(
      1,
      wasmFunction((...given) => this.#filter(...given)),
    );
    this.#words()[found + FUNCTION] = place;
  }

  /** Runs `write`, in which HDF5 compresses one chunk: into this. */
  during<T>(compressed: Uint8Array, write: () => T): T {
    this.#next = compressed;
    try {
      const result = write();
      if (this.#next !== undefined) throw new Error('HDF5 has not compressed the chunk');
      return result;
    } finally {
      this.#next = undefined;
    }
  }

  #filter(...given: Parameters<Filter>): number {
    const [flags, , , , sizePointer, bufferPointer] = given;
    const bytes = this.#next;
    if (bytes === undefined || (flags & REVERSE) !== 0) return this.#own(...given);
    this.#next = undefined;
    const pointer = this.#memory._H5allocate_memory(bytes.byteLength, 0);
    if (pointer === 0) return 0;
    this.#heap.HEAPU8.set(bytes, pointer);
    const words = this.#words();
    this.#memory._H5free_memory(words[bufferPointer >> 2] ?? 0);
    words[bufferPointer >> 2] = pointer;
    words[sizePointer >> 2] = bytes.byteLength;
    return bytes.byteLength;
  }

  /** Memory that has grown is another buffer. */
  #words(): Uint32Array {
    return new Uint32Array(this.#heap.HEAPU8.buffer);
  }
}

function placeOf(words: Uint32Array, bytes: Uint8Array): number {
  for (let at = 0; at + FUNCTION < words.length; at++) {
    if (words[at] !== VERSION || words[at + 1] !== ID) continue;
    const name = words[at + NAME] ?? 0;
    const text = Buffer.from(bytes.subarray(name, name + NAME_OF_DEFLATE.length));
    if (text.toString('latin1') === NAME_OF_DEFLATE) return at;
  }
  throw new Error('h5wasm has its deflate elsewhere');
}

/** WebAssembly calls nothing but functions of its own: a module that passes its one import on. */
function wasmFunction(filter: Filter): unknown {
  const i32 = 0x7f;
  const bytes = [
    ...[0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...[1, 11, 1, 0x60, 6, i32, i32, i32, i32, i32, i32, 1, i32], // one type: six numbers in, one out
    ...[2, 7, 1, 1, 0x65, 1, 0x66, 0, 0], // it imports e.f
    ...[7, 5, 1, 1, 0x66, 0, 0], // and exports it as f
  ];
  const passing = new WebAssembly.Module(Uint8Array.from(bytes));
  return new WebAssembly.Instance(passing, { e: { f: filter } }).exports['f'];
}

function isFunction(value: unknown): boolean {
  return typeof value === 'function';
}
