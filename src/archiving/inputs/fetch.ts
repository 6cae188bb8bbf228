import { createHash } from 'node:crypto';
import { open, rm } from 'node:fs/promises';
import { z } from 'zod';
import { ArchiveFailure } from '../failure.ts';
import {
  findKept,
  fingerprint,
  hashFile,
  type Kept,
  keep,
  readRecord,
  writeRecord,
} from '../kept.ts';
import { type Patience, patiently } from '../patience.ts';
import type { PlannedInput } from '../plan/planned.ts';
import type { Source } from './source.ts';

const begun = z.object({ of: z.string() });

/**
 * Brings an input to a path, once: what is there unaltered is taken, what was begun is carried on with, also after
 * the process was killed.
 * @throws {ArchiveFailure} `input`
 */
export async function fetchInput(
  input: PlannedInput,
  path: string,
  source: Source,
  {
    signal,
    patience,
    progress,
  }: {
    readonly signal: AbortSignal;
    readonly patience: Patience;
    readonly progress: (bytes: number) => void;
  },
): Promise<Kept> {
  const facts = await patiently(patience, signal, () => source.facts());
  if (facts === undefined)
    throw new ArchiveFailure('input', `${input.name} is not where the plan says.`);
  const { bytes, version } = facts;
  if (bytes !== input.bytes)
    throw new ArchiveFailure(
      'input',
      `${input.name} is not the file that was planned with: it had ${input.bytes} bytes and has ${bytes}.`,
    );
  const of = fingerprint(input.url, version, String(bytes));
  const kept = await findKept(path, of);
  if (kept !== undefined) return kept;

  const part = `${path}.part`;
  const note = `${path}.begun.json`;
  if ((await readRecord(note, begun))?.of !== of) await rm(part, { force: true });
  await writeRecord(note, { of });
  const sha256 = await patiently(patience, signal, async () => {
    const hash = createHash('sha256');
    let at = await hashFile(part, hash);
    progress(at);
    await using target = await open(part, 'a', 0o600); // there also where nothing is to be fetched
    if (at < bytes)
      for await (const piece of await source.read(at)) {
        signal.throwIfAborted();
        await target.appendFile(piece);
        hash.update(piece);
        at += piece.length;
        progress(at);
      }
    if (at === bytes) return hash.digest('hex');
    if (at > bytes) await rm(part);
    throw new ArchiveFailure('input', `${input.name} came with ${at} bytes of ${bytes}.`, {
      passing: true,
    });
  });
  const done = await keep(path, { of, bytes, sha256 });
  await rm(note);
  return done;
}
