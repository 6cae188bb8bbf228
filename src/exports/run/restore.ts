import { createWriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { openPromise } from 'yauzl';
import type { ObjectStore } from '../../objects/object-store.ts';
import type { Member } from '../package/write.ts';

/**
 * Brings back what earlier attempts made: out of their package, or each file from where it lies. What cannot be brought
 * back stays missing, which whoever asks for it sees.
 */
export async function restoreMembers(
  store: ObjectStore,
  {
    output,
    members,
    folder,
    signal,
  }: {
    readonly output: string; // as the job has it: a package, a file, or a prefix
    readonly members: readonly Member[];
    readonly folder: string; // of this step alone
    readonly signal: AbortSignal;
  },
): Promise<void> {
  if (members.length === 0) return;
  if (output.endsWith('.zip')) return unpack();
  const lying = output.slice(0, output.lastIndexOf('/') + 1);
  for (const { name, path } of members) await copy(`${lying}${name}`, path);

  async function copy(key: string, path: string): Promise<boolean> {
    const content = await store.read(key);
    if (content === undefined) return false;
    await pipeline(content, createWriteStream(path, { mode: 0o600 }), { signal });
    return true;
  }

  async function unpack(): Promise<void> {
    const earlier = join(folder, 'earlier.zip');
    if (!(await copy(output, earlier))) return;
    const wanted = new Map(members.map(({ name, path }) => [name, path]));
    const zip = await openPromise(earlier, { autoClose: false });
    try {
      for await (const entry of zip.eachEntry()) {
        const path = wanted.get(entry.fileName);
        if (path === undefined) continue;
        const content = await zip.openReadStreamPromise(entry);
        await pipeline(content, createWriteStream(path, { mode: 0o600 }), { signal });
      }
    } finally {
      zip.close();
      await rm(earlier, { force: true });
    }
  }
}
