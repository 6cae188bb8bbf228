import { createHash } from 'node:crypto';
import { OutsideError } from '../operations/ports.ts';
import type { Content } from './object-store.ts';

/** Content on its way into a store: counted, hashed, and at its end held against what was announced. */
export interface Metered {
  readonly pieces: AsyncGenerator<Uint8Array>;
  /** Once all pieces were taken. */
  sum(): { readonly bytes: number; readonly sha256: string };
}

export function meter(system: string, content: Content, announced?: string): Metered {
  const hash = createHash('sha256');
  let bytes = 0;
  let sha256: string | undefined;

  async function* pieces(): AsyncGenerator<Uint8Array> {
    for await (const piece of content instanceof Uint8Array ? [content] : content) {
      hash.update(piece);
      bytes += piece.byteLength;
      yield piece;
    }
    sha256 = hash.digest('hex');
    if (announced === undefined || announced.toLowerCase() === sha256) return;
    throw new OutsideError(system, 'refused', 'The content is not what was announced (SHA-256).');
  }

  return {
    pieces: pieces(),
    sum() {
      if (sha256 === undefined) throw new Error('The content was not taken to its end.');
      return { bytes, sha256 };
    },
  };
}

/** Parts of exactly this size, but for the last; one empty part where there is nothing. */
export async function* cut(
  pieces: AsyncIterable<Uint8Array>,
  size: number,
): AsyncGenerator<Uint8Array> {
  let part = Buffer.allocUnsafe(size);
  let filled = 0;
  let yielded = false;
  for await (let piece of pieces) {
    while (piece.byteLength > 0) {
      const taken = piece.subarray(0, size - filled);
      part.set(taken, filled);
      filled += taken.byteLength;
      piece = piece.subarray(taken.byteLength);
      if (filled < size) continue;
      yield part;
      yielded = true;
      part = Buffer.allocUnsafe(size); // the one before may still be on its way
      filled = 0;
    }
  }
  if (filled > 0 || !yielded) yield part.subarray(0, filled);
}
