import { createHash, randomUUID } from 'node:crypto';
import { open, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, extname, join } from 'node:path';
import { bytesOf } from './bytes-of.ts';

/** The name of a part of an output that is split: `counts.0001.csv`. */
export function partPath(path: string, number: number, named = ''): string {
  const ending = extname(path);
  const stem = path.slice(0, path.length - ending.length);
  return `${stem}.${String(number).padStart(4, '0')}${named}${ending}`;
}

/**
 * The output while it is written: beside its final place, so that one rename makes it appear whole. Left before it is
 * complete, there is nothing of it.
 */
export class Output implements AsyncDisposable {
  readonly path: string;
  readonly #final: string;
  readonly #published: string[] = [];
  #complete = false;

  constructor(final: string) {
    this.#final = final;
    this.path = join(dirname(final), `.${basename(final)}.${randomUUID().slice(0, 8)}.part`);
  }

  async discard(): Promise<void> {
    await rm(this.path, { force: true });
  }

  /** The whole, or the part of this number, counted from 1. */
  async publish(
    signal: AbortSignal,
    part?: number,
  ): Promise<{ readonly bytes: number; readonly sha256: string }> {
    // The disk writes what is being read for the checksum.
    const [sha256] = await Promise.all([checksum(this.path, signal), synced(this.path)]);
    const { size } = await stat(this.path);
    const final = part === undefined ? this.#final : partPath(this.#final, part);
    await rename(this.path, final);
    this.#published.push(final);
    await synced(dirname(final));
    return { bytes: size, sha256 };
  }

  /** Nothing more is to come. */
  complete(): void {
    this.#complete = true;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.discard();
    if (this.#complete) return;
    for (const path of this.#published) await rm(path, { force: true });
  }
}

async function checksum(path: string, signal: AbortSignal): Promise<string> {
  const hash = createHash('sha256');
  for await (const piece of bytesOf(path, signal)) hash.update(piece);
  return hash.digest('hex');
}

async function synced(path: string): Promise<void> {
  await using file = await open(path);
  await file.sync();
}
