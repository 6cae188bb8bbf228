const [COMMA, QUOTE, NEWLINE, RETURN] = [0x2c, 0x22, 0x0a, 0x0d];
const PIECE = 1 << 20;

/** Cells as the bytes of CSV, in whatever order a row has them. */
export class CsvRows {
  #row = Buffer.allocUnsafeSlow(1 << 16);
  #rowEnd = 1; // so that an end is never 0
  #starts = new Uint32Array(256);
  #ends = new Uint32Array(256); // 0 where there is no cell
  #width = 0;
  #lines = Buffer.allocUnsafeSlow(PIECE * 2);
  #end = 0;

  /** One more than the last column that has a cell. */
  get width(): number {
    return this.#width;
  }

  /** A text that is there is quoted where it is empty: a cell without one is missing. */
  put(column: number, text: Buffer, start: number, end: number): void {
    this.#begin(column, 2 * (end - start) + 2);
    let plain = end > start;
    for (let at = start; at < end && plain; at++) {
      const byte = text[at] ?? 0;
      if (byte === COMMA || byte === QUOTE || byte === NEWLINE || byte === RETURN) plain = false;
      else this.#row[this.#rowEnd++] = byte;
    }
    if (!plain) this.#quoted(column, text, start, end);
    this.#ends[column] = this.#rowEnd;
  }

  /** For text of ours, which needs no quotes. */
  putPlain(column: number, text: string): void {
    this.#begin(column, text.length);
    for (let at = 0; at < text.length; at++) this.#row[this.#rowEnd++] = text.charCodeAt(at);
    this.#ends[column] = this.#rowEnd;
  }

  /** The row as text, and none of it among the lines. */
  texts(): readonly string[] {
    const cells = Array.from({ length: this.#width }, (_, column) => {
      const cell = this.#row.toString('utf8', this.#starts[column], this.#ends[column]);
      const is = (this.#ends[column] ?? 0) > 0;
      return !is ? '' : cell.startsWith('"') ? cell.slice(1, -1).replaceAll('""', '"') : cell;
    });
    this.clear();
    return cells;
  }

  /** Puts the row down among the lines, so many columns wide. */
  finish(width: number): void {
    const needed = this.#rowEnd + width + 1;
    if (this.#end + needed > this.#lines.length) {
      const larger = Buffer.allocUnsafeSlow(this.#lines.length + 2 * needed);
      this.#lines.copy(larger, 0, 0, this.#end);
      this.#lines = larger;
    }
    for (let column = 0; column < width; column++) {
      if (column > 0) this.#lines[this.#end++] = COMMA;
      if (column >= this.#width) continue;
      const end = this.#ends[column] ?? 0;
      for (let at = this.#starts[column] ?? 0; at < end; at++) {
        this.#lines[this.#end++] = this.#row[at] ?? 0;
      }
    }
    this.#lines[this.#end++] = NEWLINE;
    this.clear();
  }

  clear(): void {
    this.#ends.fill(0, 0, this.#width);
    this.#width = 0;
    this.#rowEnd = 1; // so that an end is never 0
  }

  get full(): boolean {
    return this.#end >= PIECE;
  }

  /** The lines so far, which are the caller's from now on. */
  take(): Buffer {
    const taken = this.#lines.subarray(0, this.#end);
    this.#lines = Buffer.allocUnsafeSlow(PIECE * 2);
    this.#end = 0;
    return taken;
  }

  #begin(column: number, bytes: number): void {
    if (column >= this.#ends.length) {
      const [starts, ends] = [this.#starts, this.#ends];
      this.#starts = new Uint32Array(2 * column);
      this.#ends = new Uint32Array(2 * column);
      this.#starts.set(starts);
      this.#ends.set(ends);
    }
    if (this.#rowEnd + bytes > this.#row.length) {
      const larger = Buffer.allocUnsafeSlow(2 * (this.#row.length + bytes));
      this.#row.copy(larger, 0, 0, this.#rowEnd);
      this.#row = larger;
    }
    this.#starts[column] = this.#rowEnd;
    if (column >= this.#width) this.#width = column + 1;
  }

  #quoted(column: number, text: Buffer, start: number, end: number): void {
    this.#rowEnd = this.#starts[column] ?? 0;
    this.#row[this.#rowEnd++] = QUOTE;
    for (let at = start; at < end; at++) {
      const byte = text[at] ?? 0;
      if (byte === QUOTE) this.#row[this.#rowEnd++] = QUOTE;
      this.#row[this.#rowEnd++] = byte;
    }
    this.#row[this.#rowEnd++] = QUOTE;
  }
}
