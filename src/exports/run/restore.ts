import { createWriteStream } from 'node:fs';
import { PassThrough, type Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { fromRandomAccessReaderPromise, RandomAccessReader } from 'yauzl';
import type { ObjectStore } from '../../objects/object-store.ts';
import type { Member } from '../package/write.ts';

/**
 * Brings back what was made before: out of its package, of which only these members are read, or each file from where
 * it lies. What cannot be brought back stays missing, which whoever asks for it sees.
 */
export async function restoreMembers(
  store: ObjectStore,
  {
    output,
    members,
    signal,
  }: {
    readonly output: string; // as the job has it: a package, a file, or a prefix
    readonly members: readonly Member[];
    readonly signal: AbortSignal;
  },
): Promise<void> {
  if (members.length === 0) return;
  if (output.endsWith('.zip')) return unpack();
  const lying = output.slice(0, output.lastIndexOf('/') + 1);
  for (const { name, path } of members) {
    const content = await store.read(`${lying}${name}`);
    if (content !== undefined) await written(content, path);
  }

  async function unpack(): Promise<void> {
    const facts = await store.head(output);
    if (facts === undefined) return;
    const wanted = Map.groupBy(members, ({ name }) => name);
    const zip = await fromRandomAccessReaderPromise(new StoredPackage(store, output), facts.bytes, {
      autoClose: false,
    });
    try {
      for await (const entry of zip.eachEntry())
        for (const { path } of wanted.get(entry.fileName) ?? [])
          await written(await zip.openReadStreamPromise(entry), path);
    } finally {
      zip.close();
    }
  }

  function written(content: Readable, path: string): Promise<void> {
    return pipeline(content, createWriteStream(path, { mode: 0o600 }), { signal });
  }
}

/** Reads of a package only what is asked for. */
class StoredPackage extends RandomAccessReader {
  readonly #store: ObjectStore;
  readonly #key: string;

  constructor(store: ObjectStore, key: string) {
    super();
    this.#store = store;
    this.#key = key;
  }

  override _readStreamForRange(from: number, to: number): Readable {
    const piece = new PassThrough();
    const sent = this.#store.read(this.#key, { from, to }).then((content) => {
      if (content === undefined) throw new Error(`${this.#key} has gone meanwhile.`);
      return pipeline(content, piece);
    });
    sent.catch((error: Error) => piece.destroy(error));
    return piece;
  }
}
