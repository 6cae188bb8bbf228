import { open } from 'node:fs/promises';
import { PIECE } from '../bytes-of.ts';
import { type Counts, NotCounts } from './counts.ts';

const LF = 0x0a;
const MINUS = 0x2d;
const ZERO = 0x30;
const NINE = 0x39;
/** So many digits are the same number wherever they go. */
const MOST_DIGITS = 15;

/** Some whole lines, cell by cell in their order. Good until the next are asked for. */
export interface Lines {
  readonly bytes: Buffer;
  readonly rows: number;
  /** Where each cell begins; it ends a byte before the next begins, also where there is none. */
  readonly starts: Int32Array;
  /** Of cells that are numbers. */
  readonly values: Float64Array;
}

/**
 * All lines behind the header. A number counts as one where its digits are as every program writes them: no sign but
 * that of less than zero, no zero in front.
 *
 * @throws {NotCounts}
 */
export async function* linesOf(counts: Counts, signal: AbortSignal): AsyncGenerator<Lines> {
  let starts = new Int32Array(0);
  let values = new Float64Array(0);
  for await (const bytes of wholeLines(counts.path, signal)) {
    if (starts.length <= bytes.length) {
      starts = new Int32Array(bytes.length + 1); // a cell takes a byte at least, its end
      values = new Float64Array(bytes.length);
    }
    yield { bytes, rows: cellsIn(bytes, counts, starts, values), starts, values };
  }
}

/** Pieces of a text behind its first line that end where a line does; so does the last, if nothing else ended it. */
export async function* wholeLines(path: string, signal: AbortSignal): AsyncGenerator<Buffer> {
  await using file = await open(path);
  let buffer = Buffer.allocUnsafeSlow(PIECE);
  let held = 0;
  let header = true;
  while (true) {
    signal.throwIfAborted();
    const { bytesRead } = await file.read(buffer, held, buffer.length - held - 1, null);
    if (bytesRead === 0) break;
    held += bytesRead;
    const end = buffer.lastIndexOf(LF, held - 1) + 1;
    if (end > 0) {
      const begin = header ? buffer.indexOf(LF) + 1 : 0;
      header = false;
      if (begin < end) yield buffer.subarray(begin, end);
      buffer.copyWithin(0, end, held);
      held -= end;
    } else if (held === buffer.length - 1) {
      const longer = Buffer.allocUnsafeSlow(2 * buffer.length);
      buffer.copy(longer);
      buffer = longer;
    }
  }
  if (held === 0 || header) return;
  buffer[held] = LF;
  yield buffer.subarray(0, held + 1);
}

/** Takes lines apart; answers how many there are. One loop for all of it, since most of the time is spent here. */
function cellsIn(
  bytes: Buffer,
  { names, numbers, delimiter }: Counts,
  starts: Int32Array,
  values: Float64Array,
): number {
  const last = names + numbers - 1;
  let at = 0;
  let cell = 0;
  let rows = 0;
  for (; at < bytes.length; rows++) {
    for (let place = 0; place <= last; place++) {
      starts[cell] = at;
      let byte = bytes[at] ?? 0;
      if (place < names) {
        while (byte !== delimiter && byte !== LF) byte = bytes[++at] ?? LF;
        if (at === starts[cell]) throw new NotCounts(); // it is missing
      } else {
        const negative = byte === MINUS;
        if (negative) byte = bytes[++at] ?? 0;
        const first = at;
        const zero = byte === ZERO;
        let value = 0;
        while (byte >= ZERO && byte <= NINE) {
          value = value * 10 + (byte - ZERO);
          byte = bytes[++at] ?? 0;
        }
        const digits = at - first;
        if (digits === 0 || digits > MOST_DIGITS || (zero && (negative || digits > 1)))
          throw new NotCounts();
        values[cell] = negative ? -value : value;
      }
      if (byte !== (place === last ? LF : delimiter)) throw new NotCounts();
      cell++;
      at++;
    }
  }
  starts[cell] = at;
  return rows;
}
