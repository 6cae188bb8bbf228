import { createReadStream } from 'node:fs';
import { open, rename, rm, stat } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { ZipArchive } from 'archiver';

export interface Member {
  readonly name: string;
  readonly path: string;
}

/** Compressed already: a second time takes minutes and saves nothing. */
const COMPRESSED =
  /\.(gz|tgz|bgz|zip|bz2|xz|zst|7z|xlsx|parquet|avro|h5|hdf5|h5ad|nc|nc4|loom|bam|cram|png|jpe?g|gif|webp|mp4|pdf)$/i;
/** Beyond these a ZIP needs its 64-bit form. */
const MOST_BYTES = 0xf000_0000;
const MOST_MEMBERS = 0xfff0;

/** Writes a ZIP whole or not at all, in the order of its members; any trouble with one is an error. */
export async function writePackage(needs: {
  readonly members: readonly Member[];
  readonly output: string;
  readonly modifiedAt: Date;
  readonly signal: AbortSignal;
  readonly progress: (fraction: number) => void;
}): Promise<{ readonly bytes: number }> {
  const { members, output, signal } = needs;
  const sizes = await Promise.all(members.map(async ({ path }) => (await stat(path)).size));
  const total = sizes.reduce((sum, size) => sum + size, 0);
  const zip = new ZipArchive({
    forceZip64: total > MOST_BYTES || members.length > MOST_MEMBERS,
    zlib: { level: 6 },
  });
  zip.on('warning', (warning) => zip.destroy(warning));
  zip.on('progress', ({ fs }) => needs.progress(total === 0 ? 1 : fs.processedBytes / total));
  const draft = `${output}.part`;
  const file = await open(draft, 'wx', 0o600);
  try {
    const written = pipeline(zip, file.createWriteStream({ flush: true }), { signal });
    // One open file at a time: a package may have thousands.
    const filled = fill(zip, members, needs.modifiedAt);
    await Promise.all([written, filled]);
    await rename(draft, output);
    return { bytes: (await stat(output)).size };
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
}

async function fill(zip: ZipArchive, members: readonly Member[], date: Date): Promise<void> {
  for (const { name, path } of members) {
    const source = createReadStream(path);
    const taken = new Promise<void>((resolve, reject) => {
      zip.once('entry', () => resolve());
      zip.once('close', resolve);
      source.once('error', reject);
    });
    zip.append(source, { name, date, mode: 0o644, store: COMPRESSED.test(name) });
    await taken;
  }
  await zip.finalize();
}
