import { mkdir, open, readdir, rmdir } from 'node:fs/promises';
import { dirname, join, sep } from 'node:path';
import { OutsideError } from '../../operations/ports.ts';

/** The bits of an error that a file system gives. */
export function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}
/** Undefined for what is not there, or below a file; anything else is thrown on. */
export function unlessAbsent(error: unknown): undefined {
  if (!['ENOENT', 'ENOTDIR'].includes(codeOf(error))) throw error;
}

/** What went wrong with the disk, in words; everything else stays what it is. */
export function inWords(system: string, cause: unknown): unknown {
  switch (codeOf(cause)) {
    case 'ENOSPC':
    case 'EDQUOT':
      return new OutsideError(system, 'retry', `${system} has no room left.`, { cause });
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return new OutsideError(system, 'refused', `${system} can’t be written here.`, { cause });
    case 'EISDIR':
    case 'ENOTDIR':
    case 'EEXIST':
      return new OutsideError(
        system,
        'refused',
        `${system} can’t keep a file and a folder of one name.`,
        { cause },
      );
    case 'EIO':
      return new OutsideError(system, 'retry', `${system}’s disk failed.`, { cause });
    default:
      return cause;
  }
}

/** A folder that is ours alone, with all above it; what is new is on the disk when this returns. */
export async function makeFolder(path: string): Promise<void> {
  const first = await mkdir(path, { recursive: true, mode: 0o700 });
  if (first === undefined) return;
  for (let made = path; made.length >= first.length; made = dirname(made)) {
    await syncFolder(dirname(made));
  }
}

/** A new name is only safe once its folder is on the disk. */
export async function syncFolder(path: string): Promise<void> {
  if (process.platform === 'win32') return; // which cannot, and does not need to
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

/** Folders without files are no objects: nothing shows them, and they would be in the way of a file. */
export async function prune(root: string, path: string): Promise<void> {
  for (let folder = path; folder.startsWith(root + sep); folder = dirname(folder)) {
    try {
      await rmdir(folder);
    } catch (error) {
      if (['ENOTEMPTY', 'EEXIST', 'ENOENT'].includes(codeOf(error))) return;
      throw error;
    }
  }
}

/** Keys of all files below a folder, in the order of their bytes; what does not begin so is not entered. */
export async function* walk(root: string, prefix: string, folder = ''): AsyncGenerator<string> {
  const inside = await readdir(join(root, folder), { withFileTypes: true }).catch(unlessAbsent);
  const named = (inside ?? [])
    .filter((entry) => entry.isFile() || entry.isDirectory())
    // A folder’s files are ordered by its name and the slash behind it.
    .map((entry) => ({ entry, key: `${folder}${entry.name}${entry.isDirectory() ? '/' : ''}` }))
    .filter(({ key }) => key.startsWith(prefix) || prefix.startsWith(key))
    .sort((a, b) => Buffer.compare(Buffer.from(a.key), Buffer.from(b.key)));
  for (const { entry, key } of named) {
    if (entry.isDirectory()) yield* walk(root, prefix, key);
    else if (key.startsWith(prefix)) yield key;
  }
}
