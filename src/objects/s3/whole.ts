import { type Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { OutsideError } from '../../operations/ports.ts';

/** A body that breaks off must not look like one that ended. */
export function whole(system: string, body: Readable, expected: number | undefined): Readable {
  const broken = (cause?: unknown) =>
    new OutsideError(system, 'retry', `${system} broke off while it was read.`, { cause });
  let bytes = 0;
  const counted = new Transform({
    transform(piece: Uint8Array, _, done) {
      bytes += piece.byteLength;
      done(null, piece);
    },
    flush(done) {
      done(bytes === (expected ?? bytes) ? null : broken());
    },
    destroy(cause, done) {
      done(cause === null || cause instanceof OutsideError ? cause : broken(cause));
    },
  });
  // Whoever reads meets the fault; here it would only be met twice.
  pipeline(body, counted).catch(() => undefined);
  return counted;
}
