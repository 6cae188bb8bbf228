import { constants } from 'node:fs';
import { lstat, open, readdir, realpath } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import type { Fault } from '../grant/fault.ts';
import { folderOf, KINDS, type Kind } from '../grant/grant.ts';
import { MOST_BYTES, textOf } from './file-text.ts';

/** A file of requests as it lies there: its text, or why it is not looked into. */
export interface Found {
  readonly kind: Kind;
  readonly file: string; // with its ending, without its folder
  readonly text: string | Fault;
}

/** `push_datasets/new_project.yaml`, in the folder of all of them. */
export function pathOfFile({ kind, file }: Pick<Found, 'kind' | 'file'>): string {
  return `${folderOf(kind)}/${file}`;
}

/**
 * All files that could be requests. Links are not followed: what they lead to is not what was reviewed.
 * @throws {Error} where the folder itself can’t be read.
 */
export async function findFiles(folder: string): Promise<readonly Found[]> {
  const root = await realpath(resolve(folder));
  const found: Found[] = [];
  for (const kind of KINDS) {
    const inside = join(root, folderOf(kind));
    const stats = await lstat(inside).catch(unlessAbsent);
    if (stats === undefined) continue;
    if (!stats.isDirectory())
      throw new Error(`${folderOf(kind)} is no folder, or a link to one: make it a folder.`);
    for (const file of (await readdir(inside)).sort()) {
      if (file.startsWith('.') || !/\.(ya?ml|json)$/i.test(file)) continue;
      found.push({ kind, file, text: await read(join(inside, file)) });
    }
  }
  return found;
}

async function read(path: string): Promise<string | Fault> {
  const stats = await lstat(path);
  if (stats.isSymbolicLink())
    return fault('file kind', 'This is a link to another file: put the file itself here.');
  if (!stats.isFile()) return fault('file kind', 'This is no file: put a file here.');
  if (stats.size > MOST_BYTES) return tooLarge(stats.size);
  // What becomes a link, a pipe or a large file between the two looks is met here.
  const handle = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  try {
    const now = await handle.stat();
    if (!now.isFile() || (await realpath(dirname(path))) !== dirname(path))
      return fault('file kind', 'This is no file: put a file here.');
    const bytes = Buffer.alloc(MOST_BYTES + 1);
    const { bytesRead } = await handle.read(bytes, 0, bytes.length, 0);
    return bytesRead > MOST_BYTES ? tooLarge(now.size) : textOf(bytes.subarray(0, bytesRead));
  } finally {
    await handle.close();
  }
}

function tooLarge(bytes: number): Fault {
  const says = `The file has ${bytes} bytes, and ${MOST_BYTES} is the most: it holds more than a request.`;
  return fault('file too large', says);
}

function fault(code: Fault['code'], says: string): Fault {
  return { code, line: 1, says };
}

function unlessAbsent(error: unknown): undefined {
  if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
}
