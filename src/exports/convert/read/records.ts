import { createReadStream, createWriteStream } from 'node:fs';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { bytesOf } from '../bytes-of.ts';

const LF = 0x0a;
const CR = 0x0d;
const QUOTE = 0x22;
const BEGINNING = 1024 * 1024; // characters

/** What a walk over a delimited file has found. */
export interface Records {
  /** Of the longest record, in bytes. */
  readonly longest: number;
  /** How many records end in each way. */
  readonly endings: { readonly '\n': number; readonly '\r\n': number; readonly '\r': number };
  /** How many of them, before the last that is not, are blank lines. */
  readonly blank: number;
}

export async function survey(
  path: string,
  delimiter: string,
  signal: AbortSignal,
): Promise<Records> {
  const walk = new Walk(delimiter);
  for await (const piece of bytesOf(path, signal)) walk.over(piece);
  return walk.end();
}

/** Of the beginning of a text: how many records, in how many lines and bytes. One that does not end there counts. */
export function firstRecords(
  text: string,
  delimiter: string,
): { readonly records: number; readonly lines: number; readonly bytes: number } {
  const beginning = text.slice(0, BEGINNING);
  const bytes = Buffer.from(beginning);
  const lines = Math.max(1, beginning.split(beginning.includes('\n') ? '\n' : '\r').length - 1);
  if (!beginning.includes('"')) return { records: lines, lines, bytes: bytes.length };
  const walk = new Walk(delimiter);
  walk.over(bytes);
  const { endings } = walk.end();
  const records = Math.max(1, endings['\n'] + endings['\r\n'] + endings['\r']);
  return { records, lines: Math.max(records, lines), bytes: bytes.length };
}

/** A copy in which every record ends in \n. What is in quotes stays as it is. */
export async function withOneEnding(
  path: string,
  delimiter: string,
  to: string,
  signal: AbortSignal,
): Promise<void> {
  const walk = new Walk(delimiter);
  const copy = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      const copied = Buffer.allocUnsafe(chunk.length);
      done(null, copied.subarray(0, walk.over(chunk, copied)));
    },
  });
  const from = createReadStream(path, { highWaterMark: 1 << 20 });
  await pipeline(from, copy, createWriteStream(to), { signal });
}

/** Byte by byte: a line break in quotes ends nothing, and a quote opens a cell only where that begins. */
class Walk {
  readonly #delimiter: number;
  #quoted = false;
  #begins = true;
  #afterReturn = false;
  #length = 0;
  #longest = 0;
  #lf = 0;
  #crlf = 0;
  #cr = 0;
  #blank = 0;
  #blankSince = 0; // the last record that is not

  constructor(delimiter: string) {
    this.#delimiter = delimiter.charCodeAt(0);
  }

  /** Answers how many bytes it has copied. */
  over(chunk: Buffer, copy?: Buffer): number {
    let to = 0;
    for (let at = 0; at < chunk.length; at++) {
      const byte = chunk[at] ?? 0;
      const second = byte === LF && this.#afterReturn;
      this.#afterReturn = false;
      if (second) {
        this.#cr--;
        this.#crlf++;
        continue;
      }
      this.#length++;
      const ends = !this.#quoted && (byte === LF || byte === CR);
      if (ends) this.#ended(byte);
      else if (byte === QUOTE && (this.#quoted || this.#begins)) this.#quoted = !this.#quoted;
      else if (!this.#quoted) this.#begins = byte === this.#delimiter;
      if (copy !== undefined) copy[to++] = ends ? LF : byte;
    }
    return to;
  }

  end(): Records {
    if (this.#length > 0) this.#recorded();
    return {
      longest: Math.max(this.#longest, this.#length),
      endings: { '\n': this.#lf, '\r\n': this.#crlf, '\r': this.#cr },
      blank: this.#blank,
    };
  }

  #ended(byte: number): void {
    if (byte === LF) this.#lf++;
    else this.#cr++;
    this.#afterReturn = byte === CR;
    if (this.#length === 1) this.#blankSince++;
    else this.#recorded();
    this.#begins = true;
    this.#longest = Math.max(this.#longest, this.#length);
    this.#length = 0;
  }

  #recorded(): void {
    this.#blank += this.#blankSince;
    this.#blankSince = 0;
  }
}
