import { existsSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { OutsideError, type Random } from '../../operations/ports.ts';
import type { LinkKeys } from '../signed-link.ts';

const keys = z.array(z.object({ id: z.string().min(1), secret: z.string().min(32) })).min(1);

/**
 * What signs the links to the folder: made at the first start, in a file that this user alone can read. Only who holds
 * the data folder calls this.
 *
 * @throws {OutsideError} when others can read it, or it is not what was written.
 */
export function linkKeysIn(dataDir: string, random: Pick<Random, 'id' | 'secret'>): LinkKeys {
  const path = join(dataDir, 'link-keys.json');
  if (!existsSync(path)) {
    const made: LinkKeys = [{ id: random.id(), secret: random.secret() }];
    writeFileSync(`${path}.part`, JSON.stringify(made), { mode: 0o600, flush: true });
    renameSync(`${path}.part`, path);
  }
  if (process.platform !== 'win32' && (statSync(path).mode & 0o077) !== 0)
    throw refused(`${path} can be read by others. Do: chmod 600 ${path}`);
  try {
    return keys.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch (cause) {
    const remedy = 'Remove it: a new one is made, and links that were given before end';
    throw refused(`${path} holds no keys. ${remedy}.`, cause);
  }
}

function refused(says: string, cause?: unknown): OutsideError {
  return new OutsideError('The folder of files', 'refused', says, { cause });
}
