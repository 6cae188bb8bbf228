import { createHash, type Hash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open, readFile, rename } from 'node:fs/promises';
import { z } from 'zod';

const record = z.object({
  of: z.string(), // what it was made of: other files, another address
  bytes: z.number(),
  sha256: z.string(),
  reads: z.number().optional(),
  warnings: z.array(z.string()).optional(),
});
/** What is known of a file that was made; written beside it once it is whole. */
export type Kept = z.infer<typeof record>;

/** The record of a file that is there, of the same making, and unaltered; undefined otherwise. */
export async function findKept(path: string, of: string): Promise<Kept | undefined> {
  const found = await readRecord(`${path}.json`, record);
  if (found === undefined || found.of !== of) return undefined;
  const hash = createHash('sha256');
  const bytes = await hashFile(path, hash);
  return bytes === found.bytes && hash.digest('hex') === found.sha256 ? found : undefined;
}

/** Names a file that was written as `${path}.part`, for good: after a crash it is whole or not there. */
export async function keep(path: string, kept: Kept): Promise<Kept> {
  await writeRecord(`${path}.json`, kept);
  await using part = await open(`${path}.part`, 'r+');
  await part.sync();
  await rename(`${path}.part`, path);
  return kept;
}

export async function writeRecord(path: string, what: unknown): Promise<void> {
  {
    await using draft = await open(`${path}.part`, 'w', 0o600);
    await draft.writeFile(JSON.stringify(what));
    await draft.sync();
  }
  await rename(`${path}.part`, path);
}

/** Undefined where there is none, or none that can be read. */
export async function readRecord<T>(path: string, shape: z.ZodType<T>): Promise<T | undefined> {
  try {
    return shape.safeParse(JSON.parse(await readFile(path, 'utf8'))).data;
  } catch (error) {
    if (error instanceof SyntaxError || isAbsent(error)) return undefined;
    throw error;
  }
}

/** Puts a file into a hash and tells its bytes; none where there is no file. */
export async function hashFile(path: string, hash: Hash): Promise<number> {
  let bytes = 0;
  try {
    for await (const piece of createReadStream(path, { highWaterMark: 1024 ** 2 })) {
      hash.update(piece);
      bytes += piece.length;
    }
  } catch (error) {
    if (!isAbsent(error)) throw error;
  }
  return bytes;
}

const isAbsent = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === 'ENOENT';

/** A short name for what was made of these. */
export const fingerprint = (...parts: readonly string[]): string =>
  createHash('sha256').update(parts.join('\n')).digest('hex');
