import { PIECE } from '../bytes-of.ts';

const LF = 0x0a;
const CR = 0x0d;
/** As many lines of a piece are measured; and of so many pieces, about, the mean counts. */
const MEASURED = 64;
const MEAN_OF = 8;

/**
 * What the bytes of a text tell of its lines, found at next to no cost while it is read for its encoding. It does not
 * know what is in quotes, and takes \n alone for an end: where that is not enough, `survey` walks.
 */
export class Lines {
  /** Whether a carriage return is in it: its lines may end in more than one way. */
  returns = false;
  /** Whether one ends right after another. */
  blank = false;
  /** Whether a quote is in it: a row may have line breaks. */
  quotes = false;
  /** Bytes of the longest, or more: short ones are not told apart. */
  longest = PIECE;
  /** Bytes of a line, about, where many of them are longest. */
  usual = 0;
  #recent = 0;
  #open = 0;
  #ended = false;

  over(chunk: Buffer): void {
    if (chunk.length === 0) return;
    this.returns ||= chunk.includes('\r');
    this.quotes ||= chunk.includes('"');
    this.blank ||= (this.#ended && chunk[0] === LF) || chunk.includes('\n\n');
    const last = chunk.lastIndexOf(LF);
    // Within a chunk they are short.
    this.#open += last === -1 ? chunk.length : chunk.indexOf(LF);
    this.longest = Math.max(this.longest, this.#open);
    if (last !== -1) this.#open = chunk.length - last - 1;
    this.#ended = chunk[chunk.length - 1] === LF;
    const here = meanOf(chunk);
    this.#recent = this.#recent === 0 ? here : this.#recent + (here - this.#recent) / MEAN_OF;
    this.usual = Math.max(this.usual, this.#recent);
  }
}

/** Bytes of a line, by the first few that lie within it. */
function meanOf(chunk: Buffer): number {
  const ending = chunk.includes(LF) ? LF : CR;
  const from = chunk.indexOf(ending) + 1;
  let to = from;
  let lines = 0;
  while (lines < MEASURED) {
    const end = chunk.indexOf(ending, to);
    if (end === -1) break;
    to = end + 1;
    lines++;
  }
  return lines === 0 ? chunk.length : (to - from) / lines;
}
