import { lstat, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Git, gitIn, unlessRefused } from './git.ts';

/**
 * Moves one file, and the index, from one commit to the next. What lies there uncommitted is taken in where it is the same,
 * byte for byte; false, and nothing is touched, where it is anything else. `path` is from the top of the repository.
 */
export async function checkOut(git: Git, path: string, from: string, to: string): Promise<boolean> {
  if ((await git(['rev-parse', '--is-bare-repository'])) === 'true') return true;
  const top = await git(['rev-parse', '--show-toplevel']);
  const there = gitIn(top);
  const refresh = () => there(['update-index', '-q', '--refresh']).catch(unlessRefused);
  await refresh();
  const status = ['status', '--porcelain', '--untracked-files=all', '--ignored', '--'];
  if ((await there([...status, `:(literal)${path}`])) !== '') {
    const blob = await there(['rev-parse', '--verify', '--quiet', `${to}:${path}`]).catch(
      unlessRefused,
    );
    if ((await blobOf(there, join(top, path))) !== blob) return false;
    await there(
      blob === undefined
        ? ['update-index', '--force-remove', '--', path]
        : ['update-index', '--add', '--cacheinfo', `100644,${blob},${path}`],
    );
    await refresh();
  }
  await there(['read-tree', '-m', '-u', from, to]);
  return true;
}

/** What git would call a file’s content as it lies; undefined where there is none, and of a link or a folder its name. */
async function blobOf(git: Git, file: string): Promise<string | undefined> {
  const stats = await lstat(file).catch(unlessAbsent);
  if (stats === undefined) return undefined;
  if (!stats.isFile()) return file;
  return git(['hash-object', '--stdin'], { input: await readFile(file) });
}

function unlessAbsent(error: unknown): undefined {
  if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
}
