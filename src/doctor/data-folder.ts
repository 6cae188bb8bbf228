import { statSync, unlinkSync, writeFileSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { type Check, type Finding, fail, ok, warn } from './check.ts';

const ROOM_LEAST = 1e9; // bytes
const PROBE = 4096; // bytes: a page of the database

/** The folder the bot writes to, and the disk that it is on. */
export function dataFolderChecks(dataDir: string): readonly Check[] {
  return [
    { name: 'data folder', run: async () => folder(dataDir) },
    { name: 'disk', run: () => room(dataDir) },
  ];
}

function folder(dataDir: string): Finding {
  const found = statSync(dataDir, { throwIfNoEntry: false });
  if (found === undefined) {
    const fix = 'Set DATA_DIR, if the bot has run before: then its data is elsewhere.';
    return warn(`${dataDir} is not there; the first start makes it`, fix);
  }
  if (!found.isDirectory()) return fail(`${dataDir} is a file`, 'Set DATA_DIR to a folder.');
  const probe = join(dataDir, `.doctor-${process.pid}`);
  try {
    writeFileSync(probe, Buffer.alloc(PROBE), { mode: 0o600, flush: true });
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return fail(`${dataDir} can’t be written to: ${why}`, 'Make room, or give it to this user.');
  } finally {
    if (statSync(probe, { throwIfNoEntry: false })) unlinkSync(probe);
  }
  if (process.platform !== 'win32' && (found.mode & 0o077) !== 0)
    return warn(`${dataDir} is open to other users`, `Do: chmod 700 ${dataDir}`);
  const user = process.getuid?.();
  if (user !== undefined && found.uid !== user) {
    const fix = 'Run the command line as the user of the bot: what it makes is to be its own.';
    return warn(`${dataDir} belongs to user ${found.uid}, and this is user ${user}`, fix);
  }
  return ok(`${dataDir} can be written to, by this user alone`);
}

async function room(dataDir: string): Promise<Finding> {
  const { bavail, bsize } = await statfs(nearest(resolve(dataDir)));
  const says = `${((bavail * bsize) / 1e9).toFixed(1)} GB free`;
  return bavail * bsize < ROOM_LEAST
    ? warn(says, 'Make room: without any, nothing is acknowledged. See docs/operate/disk-full.md')
    : ok(says);
}

/** The folder itself, or the one that it will be made in. */
function nearest(path: string): string {
  return statSync(path, { throwIfNoEntry: false }) || dirname(path) === path
    ? path
    : nearest(dirname(path));
}
