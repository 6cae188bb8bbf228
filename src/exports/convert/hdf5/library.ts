import { Deflate } from './deflate.ts';

/**
 * h5wasm, loaded when the first HDF5 file is met: compiling it takes longer than many a conversion. Its own deflate,
 * in WebAssembly, takes twice the time of Node's and has one thread; see `Deflate`.
 */
const { library, deflate } = await load();

export const { Dataset, File, Group, Module, Reference } = library;
export type Dataset = InstanceType<typeof Dataset>;
export type File = InstanceType<typeof File>;
export type Group = InstanceType<typeof Group>;
export type Reference = InstanceType<typeof Reference>;
export const prepared: Deflate = deflate;

async function load() {
  const instantiate = WebAssembly.instantiate;
  let instance: WebAssembly.Instance | undefined;
  // The table of functions is nowhere else to be had.
  WebAssembly.instantiate = async (bytes, imports) => {
    const made = await instantiate(bytes, imports);
    instance = made.instance;
    return made;
  };
  try {
    const library = await import('h5wasm/node');
    await library.ready;
    if (instance === undefined) throw new Error('h5wasm was made otherwise than expected');
    return { library, deflate: new Deflate(instance, library.Module) };
  } finally {
    WebAssembly.instantiate = instantiate;
  }
}
