import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { createGunzip } from 'node:zlib';
import { ArchiveFailure } from '../failure.ts';

const PIECE = 256 * 1024; // bytes
const GZIP = Buffer.from([0x1f, 0x8b]);

/** A FASTQ file that is read. */
export interface FastqSource {
  readonly path: string;
  readonly name: string; // that people know it by
}

/** The lines of a FASTQ file, four a read, as they come. */
export interface Fastq {
  readonly name: string;
  /** What is here of it, from `at` on. Never more than one read’s lines are carried over. */
  lines: string[];
  at: number;
  /** Brings more lines; false at the end of the file. */
  more(): Promise<boolean>;
  /** Of the file as it lies on the disk, 0 to 1. */
  fraction(): number;
  close(): void;
}

/**
 * Plain or gzip, also of several members, as lanes are put together.
 * @throws {ArchiveFailure} `input` from `more`, where the file breaks off or holds what no FASTQ does.
 */
export async function openFastq({ path, name }: FastqSource): Promise<Fastq> {
  const { size, packed } = await look(path);
  const file = createReadStream(path, { highWaterMark: PIECE });
  const gunzip = packed ? file.pipe(createGunzip({ chunkSize: PIECE })) : undefined;
  file.on('error', (error) => gunzip?.destroy(error));
  gunzip?.on('error', () => undefined); // told by `more`, where anybody still wants it
  const pieces: AsyncIterator<Buffer> = (gunzip ?? file)[Symbol.asyncIterator]();
  let rest = '';

  const fastq: Fastq = {
    name,
    lines: [],
    at: 0,
    async more() {
      const piece = await pieces.next().catch((cause: unknown) => {
        throw unreadable(name, cause);
      });
      const kept = fastq.lines.slice(fastq.at);
      fastq.at = 0;
      if (piece.done === true) {
        // What follows the last member is skipped in silence: a member with a broken head would be, too.
        if (gunzip !== undefined && gunzip.bytesWritten < size) throw damaged(name);
        fastq.lines = rest === '' ? kept : [...kept, rest];
        rest = '';
        return fastq.lines.length > kept.length;
      }
      const text = piece.value.toString('latin1');
      if (/[^\n -~]/.test(text)) throw strangeLetters(name, text);
      const lines = (rest + text).split('\n');
      rest = lines.pop() ?? '';
      fastq.lines = kept.length === 0 ? lines : [...kept, ...lines];
      return true;
    },
    fraction: () => (size === 0 ? 1 : Math.min(1, file.bytesRead / size)),
    close() {
      file.destroy();
      gunzip?.destroy();
    },
  };
  return fastq;
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

function strangeLetters(name: string, text: string): ArchiveFailure {
  const says = text.includes('\r\n')
    ? `${name} has Windows line ends.`
    : `${name} holds what no FASTQ file does: it is something else, or damaged.`;
  return new ArchiveFailure('input', says);
}
