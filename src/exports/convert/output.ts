import { createHash, randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

/** The output while it is written: beside its final place, so that one rename makes it appear whole. */
export class Output implements AsyncDisposable {
  readonly path: string;
  readonly #final: string;

  constructor(final: string) {
    this.#final = final;
    this.path = join(dirname(final), `.${basename(final)}.${randomUUID().slice(0, 8)}.part`);
  }

  async discard(): Promise<void> {
    await rm(this.path, { force: true });
  }

  async publish(signal: AbortSignal): Promise<{ readonly bytes: number; readonly sha256: string }> {
    const hash = createHash('sha256');
    for await (const chunk of createReadStream(this.path, { signal, highWaterMark: 1 << 18 })) {
      hash.update(chunk);
    }
    const { size } = await stat(this.path);
    await synced(this.path);
    await rename(this.path, this.#final);
    await synced(dirname(this.#final));
    return { bytes: size, sha256: hash.digest('hex') };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.discard();
  }
}

async function synced(path: string): Promise<void> {
  await using file = await open(path);
  await file.sync();
}
