import { execFileSync } from 'node:child_process';
import { chownSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface Somebody {
  readonly uid?: number;
  readonly gid?: number;
}

/** Servers of databases refuse to run as root: then they run as nobody. */
export function somebody(): Somebody {
  if (process.getuid?.() !== 0) return {};
  const id = (flag: string): number =>
    Number(execFileSync('/usr/bin/id', [flag, 'nobody'], { encoding: 'utf8' }));
  return { uid: id('-u'), gid: id('-g') };
}

/** An empty folder that is theirs. */
export function folderOf({ uid, gid }: Somebody, name: string) {
  const path = mkdtempSync(join(tmpdir(), name));
  if (uid !== undefined && gid !== undefined) chownSync(path, uid, gid);
  return { path, remove: () => rmSync(path, { recursive: true, force: true, maxRetries: 5 }) };
}
