import { createHash } from 'node:crypto';
import { mkdir, open, readFile, realpath, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { findFiles } from '../folder/read-folder.ts';
import { inTurn, type Proposal, placeOf, type Records } from './records.ts';

/** Requests as files of a folder without history; a proposal is kept by whoever made it. */
export function plainRecords(folder: string): Records {
  const turn = inTurn();

  return {
    files: () => findFiles(folder),
    before: async () => [],
    propose: (change) =>
      turn(async () => ({ ...change, base: hashOf(await textAt(folder, change)) })),
    accept: (proposal) =>
      turn(async () => {
        const now = await textAt(folder, proposal);
        // Accepted before, and the answer was lost.
        if (now === proposal.text) return 'accepted';
        if (hashOf(now) !== proposal.base) return 'changed meanwhile';
        await put(folder, proposal);
        return 'accepted';
      }),
    withdraw: async () => undefined,
  };
}

/** Whole or not at all, and never through a link. */
async function put(folder: string, proposal: Proposal): Promise<void> {
  const path = join(await realpath(folder), placeOf(proposal).path);
  if (proposal.text === null) return rm(path, { force: true });
  await mkdir(dirname(path), { recursive: true });
  if ((await realpath(dirname(path))) !== dirname(path))
    throw new Error(`${dirname(path)} is a link: make it a folder.`);
  const draft = `${dirname(path)}/.${proposal.name}.part`;
  await rm(draft, { force: true });
  const file = await open(draft, 'wx');
  try {
    await file.writeFile(proposal.text);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(draft, path);
}

async function textAt(
  folder: string,
  change: Pick<Proposal, 'kind' | 'name'>,
): Promise<string | null> {
  try {
    return await readFile(join(folder, placeOf(change).path), 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
}

function hashOf(text: string | null): string | null {
  return text === null ? null : createHash('sha256').update(text).digest('hex');
}
