const LF = 0x0a;

/**
 * What the bytes of a text tell of its lines, found at next to no cost while it is read for its encoding. It does not
 * know what is in quotes, and takes \n alone for an end: where that is not enough, `survey` walks.
 */
export class Lines {
  /** Whether a carriage return is in it: its lines may end in more than one way. */
  returns = false;
  /** Whether one ends right after another. */
  blank = false;
  /** Bytes of the longest; of those that are short, about. */
  longest = 0;
  #open = 0;
  #ended = false;

  over(chunk: Buffer): void {
    if (chunk.length === 0) return;
    this.returns ||= chunk.includes('\r');
    this.blank ||= (this.#ended && chunk[0] === LF) || chunk.includes('\n\n');
    const last = chunk.lastIndexOf(LF);
    // Within a chunk they are short.
    this.#open += last === -1 ? chunk.length : chunk.indexOf(LF);
    this.longest = Math.max(this.longest, this.#open);
    if (last !== -1) this.#open = chunk.length - last - 1;
    this.#ended = chunk[chunk.length - 1] === LF;
  }
}
