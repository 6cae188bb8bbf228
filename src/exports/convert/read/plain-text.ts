import { isUtf8 } from 'node:buffer';
import { createReadStream, createWriteStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { bytesOf } from '../bytes-of.ts';
import { failure, unreadable } from '../failure.ts';
import { Lines } from './lines.ts';
import type { Input, Reading } from './reader.ts';

export interface PlainText {
  readonly path: string;
  readonly lines: Lines;
}

/** The text of a file as UTF-8 without a byte order mark: the file itself, or a copy of it where it is otherwise. */
export async function plainText(input: Input, reading: Reading): Promise<PlainText> {
  const path = input.gzip ? await unpacked(input.path, reading) : input.path;
  const head = await firstBytes(path, 4096);
  if (head.length === 0) throw unreadable('The file is empty.');
  const encoding = unicodeOf(head);
  if (encoding === undefined) {
    const utf8 = await asUtf8(path, reading);
    if (utf8 !== undefined) return utf8;
    reading.warnings.add({
      code: 'encoding',
      says: 'The file does not say its encoding and is not UTF-8: it was read as Windows-1252.',
      count: 1,
    });
  }
  const utf8 = join(reading.workFolder, 'text.utf8');
  const lines = await decoded(path, encoding ?? 'windows-1252', utf8, reading);
  return { path: utf8, lines };
}

/** A byte order mark tells; without one, every second byte of western UTF-16 is zero. */
function unicodeOf(head: Buffer): string | undefined {
  if (head.subarray(0, 3).equals(Buffer.from([0xef, 0xbb, 0xbf]))) return 'utf-8';
  if (head[0] === 0xff && head[1] === 0xfe) return 'utf-16le';
  if (head[0] === 0xfe && head[1] === 0xff) return 'utf-16be';
  const zeros = [0, 0];
  for (const [index, byte] of head.entries())
    if (byte === 0) zeros[index % 2] = (zeros[index % 2] ?? 0) + 1;
  const [even = 0, odd = 0] = zeros;
  const many = head.length / 5;
  if (odd > many && even < many / 10) return 'utf-16le';
  if (even > many && odd < many / 10) return 'utf-16be';
  return undefined;
}

async function unpacked(path: string, { workFolder, signal }: Reading): Promise<string> {
  const plain = join(workFolder, 'text.unpacked');
  try {
    await pipeline(createReadStream(path), createGunzip(), createWriteStream(plain), { signal });
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && /^Z_/.test(String(cause.code))) {
      throw unreadable('The gzip file is damaged or was cut off.', undefined, cause);
    }
    throw cause;
  }
  return plain;
}

/** Undefined where it is not UTF-8. */
async function asUtf8(path: string, { signal }: Reading): Promise<PlainText | undefined> {
  const lines = new Lines();
  let rest: Buffer = Buffer.alloc(0);
  for await (const piece of bytesOf(path, signal)) {
    const bytes = rest.length === 0 ? piece : Buffer.concat([rest, piece]);
    const whole = wholeCharacters(bytes);
    if (!isUtf8(bytes.subarray(0, whole))) return undefined;
    lines.over(piece);
    rest = Buffer.from(bytes.subarray(whole));
  }
  return rest.length === 0 ? { path, lines } : undefined;
}

/** Up to where no character is cut off: one has at most four bytes, and all but the first begin with the bits 10. */
function wholeCharacters(bytes: Buffer): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back++) {
    const byte = bytes[bytes.length - back] ?? 0;
    if ((byte & 0xc0) === 0x80) continue;
    const length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc0 ? 2 : 1;
    return length > back ? bytes.length - back : bytes.length;
  }
  return bytes.length;
}

async function decoded(
  path: string,
  encoding: string,
  to: string,
  { signal }: Reading,
): Promise<Lines> {
  const decoder = new TextDecoder(encoding, { fatal: true });
  let offset = 0;
  const lines = new Lines();
  const decode = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      try {
        const text = Buffer.from(decoder.decode(chunk, { stream: true }));
        offset += chunk.length;
        lines.over(text);
        done(null, text);
      } catch (cause) {
        done(notIn(encoding, offset, cause));
      }
    },
    flush(done) {
      try {
        done(null, decoder.decode());
      } catch (cause) {
        done(notIn(encoding, offset, cause));
      }
    },
  });
  await pipeline(createReadStream(path), decode, createWriteStream(to), { signal });
  return lines;
}

function notIn(encoding: string, offset: number, cause: unknown): Error {
  if (!isBadText(cause)) return new Error('the text could not be decoded', { cause });
  const says = `The file says that it is ${encoding.toUpperCase()}, but not all of it is.`;
  return failure('encoding', says, { offset }, cause);
}

function isBadText(cause: unknown): boolean {
  return (
    cause instanceof TypeError &&
    'code' in cause &&
    cause.code === 'ERR_ENCODING_INVALID_ENCODED_DATA'
  );
}

export async function firstBytes(path: string, most: number): Promise<Buffer> {
  await using file = await open(path);
  const length = Math.min(most, (await file.stat()).size); // most files are small, and room for more costs time
  const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, 0);
  return buffer.subarray(0, bytesRead);
}
