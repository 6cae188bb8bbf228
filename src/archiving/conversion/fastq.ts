import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { createGunzip } from 'node:zlib';
import { ArchiveFailure } from '../failure.ts';
import { BLANK, HEAD, LETTERS, LINE_END, NO_BASE, PLUS, STRANGE } from './letters.ts';
import { noFastq, strangeBases, strangeLetters, unlike } from './misfits.ts';
import type { Read } from './read.ts';

const PIECE = 256 * 1024; // bytes
const LONGEST_READ = 16 * PIECE;
const GZIP = Buffer.from([0x1f, 0x8b]);

/** A FASTQ file that is read. */
export interface FastqSource {
  readonly path: string;
  readonly name: string; // that people know it by
}

/** A FASTQ file, read by read: it stands at the last that was found, until more bytes are brought. */
export interface Fastq extends Read {
  /**
   * Goes to the next read; false where it is not here as a whole.
   * @throws {ArchiveFailure} `input` where it is none
   */
  find(read: number): boolean;
  /**
   * Brings more bytes; false at the end of the file.
   * @throws {ArchiveFailure} `input` where the file breaks off
   */
  more(): Promise<boolean>;
  /** Whether anything but line ends is behind the last read. */
  hasRest(): boolean;
  /** Lengths of all lines that are here, from the last read that was found on. */
  lineLengths(): readonly number[];
  /** Of the file as it lies on the disk, 0 to 1. */
  fraction(): number;
  close(): void;
}

/** Plain or gzip, also of several members, as lanes are put together. */
export async function openFastq({ path, name }: FastqSource): Promise<Fastq> {
  const { size, packed } = await look(path);
  const file = createReadStream(path, { highWaterMark: PIECE });
  const gunzip = packed ? file.pipe(createGunzip({ chunkSize: PIECE })) : undefined;
  file.on('error', (error) => gunzip?.destroy(error));
  gunzip?.on('error', () => undefined); // told by `more`, where anybody still wants it
  const pieces: AsyncIterator<Buffer> = (gunzip ?? file)[Symbol.asyncIterator]();
  let begin = 0; // of the last read that was found
  let at = 0; // behind it
  let end = 0; // of what is here; a line end that is none of the file’s follows
  let seen = 0; // bits of the letters of a line

  const fastq: Fastq = {
    name,
    bytes: Buffer.alloc(2 * PIECE, LINE_END),
    ...{ head: 0, nameEnd: 0, headEnd: 0, bases: 0, quality: 0, length: 0 },

    find(read) {
      const { bytes } = fastq;
      const headEnd = lineEnd(at);
      const bases = headEnd + 1;
      const basesEnd = lineEnd(bases);
      const letters = seen;
      const plus = basesEnd + 1;
      const plusEnd = lineEnd(plus);
      const quality = plusEnd + 1;
      const qualityEnd = lineEnd(quality);
      if (qualityEnd >= end) return false;
      if (bytes[at] !== HEAD || bytes[plus] !== PLUS) throw noFastq(fastq, read);
      const length = basesEnd - bases;
      if (length !== qualityEnd - quality) throw unlike(fastq, read, length, qualityEnd - quality);
      if ((letters & NO_BASE) !== 0 || length === 0)
        throw strangeBases(fastq, read, bytes.toString('latin1', bases, basesEnd));
      if ((seen & BLANK) !== 0) throw noFastq(fastq, read);
      fastq.head = at + 1;
      fastq.headEnd = headEnd;
      fastq.nameEnd = nameEnd(bytes, at + 1, headEnd);
      fastq.bases = bases;
      fastq.quality = quality;
      fastq.length = length;
      begin = at;
      at = qualityEnd + 1;
      return true;
    },

    async more() {
      const piece = await pieces.next().catch((cause: unknown) => {
        throw unreadable(name, cause);
      });
      if (piece.done === true) {
        // What follows the last member is skipped in silence: a member with a broken head would be, too.
        if (gunzip !== undefined && gunzip.bytesWritten < size) throw damaged(name);
        if (end === at || fastq.bytes[end - 1] === LINE_END) return false;
        end += 1; // the last line may lack its end
        if (end === fastq.bytes.length) fastq.bytes = Buffer.concat([fastq.bytes], end + 1);
        fastq.bytes[end] = LINE_END;
        return true;
      }
      const rest = fastq.bytes.subarray(at, end);
      const needed = rest.length + piece.value.length + 1;
      if (needed > LONGEST_READ + PIECE) throw noFastq(fastq, 1);
      if (needed > fastq.bytes.length) fastq.bytes = Buffer.allocUnsafe(2 * needed);
      rest.copy(fastq.bytes);
      piece.value.copy(fastq.bytes, rest.length);
      end = needed - 1;
      fastq.bytes[end] = LINE_END;
      at = 0;
      return true;
    },

    hasRest: () => fastq.bytes.subarray(at, end).some((byte) => byte !== LINE_END),
    lineLengths: () =>
      fastq.bytes
        .toString('latin1', begin, end)
        .split('\n')
        .map(({ length }) => length),
    fraction: () => (size === 0 ? 1 : Math.min(1, file.bytesRead / size)),
    close() {
      file.destroy();
      gunzip?.destroy();
    },
  };

  /** Where a line ends, which is `end` where it does not; `seen` tells what is in it. */
  function lineEnd(from: number): number {
    if (from > end) return end;
    const { bytes } = fastq;
    let bits = 0;
    let place = from;
    for (let byte = bytes[place] ?? 0; byte !== LINE_END; byte = bytes[place] ?? 0) {
      bits |= LETTERS[byte] ?? 0;
      place += 1;
    }
    seen = bits;
    if ((bits & STRANGE) !== 0)
      throw strangeLetters(fastq, bytes.toString('latin1', from, place + 1));
    return place;
  }
  return fastq;
}

const BLANK_BYTE = 32;
const SLASH = 47;

function nameEnd(bytes: Buffer, head: number, headEnd: number): number {
  let end = head;
  while (end < headEnd && bytes[end] !== BLANK_BYTE) end += 1;
  const mark = bytes[end - 1] ?? 0;
  const marked = end - head > 1 && bytes[end - 2] === SLASH && mark >= 49 && mark <= 51; // 1, 2, 3
  return marked ? end - 2 : end;
}

async function look(path: string): Promise<{ readonly size: number; readonly packed: boolean }> {
  await using file = await open(path);
  const { buffer } = await file.read(Buffer.alloc(2), 0, 2, 0);
  return { size: (await file.stat()).size, packed: buffer.equals(GZIP) };
}

function unreadable(name: string, cause: unknown): Error {
  const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
  if (code === 'Z_BUF_ERROR')
    return new ArchiveFailure('input', `${name} breaks off: its gzip data has no end.`, { cause });
  if (typeof code === 'string' && code.startsWith('Z_')) return damaged(name, cause);
  return new Error(`${name} could not be read.`, { cause });
}

function damaged(name: string, cause?: unknown): ArchiveFailure {
  return new ArchiveFailure('input', `${name} is damaged: its gzip data cannot be unpacked.`, {
    cause,
  });
}
