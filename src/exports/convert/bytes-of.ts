import { open } from 'node:fs/promises';

/** Bytes of a piece, at most: as much as stays near the processor. */
export const PIECE = 1 << 18;

/**
 * The bytes of a file, a piece at a time, each in the place of the one before: whoever keeps some copies them. A stream
 * makes a new buffer for each, which takes longer than to read it.
 */
export async function* bytesOf(path: string, signal: AbortSignal): AsyncGenerator<Buffer> {
  await using file = await open(path);
  const buffer = Buffer.allocUnsafeSlow(PIECE);
  while (true) {
    signal.throwIfAborted();
    const { bytesRead } = await file.read(buffer, 0, PIECE, null);
    if (bytesRead === 0) return;
    yield buffer.subarray(0, bytesRead);
  }
}
