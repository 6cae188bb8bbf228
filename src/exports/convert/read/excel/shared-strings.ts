import { beyond } from '../../failure.ts';
import { TextBytes } from './text-bytes.ts';
import type { Workbook } from './workbook.ts';

/** Text that cells share is held in memory, the one part of a workbook that is: this much, and no more. */
const MOST_BYTES = 100 * 1024 * 1024;
const BYTES_AN_ENTRY = 8;

/** All of a workbook's shared texts, one behind the other. */
export class SharedStrings {
  readonly bytes: Buffer;
  #ends = new Uint32Array(1024);
  #count = 0;

  /** None takes more bytes than the part that it is in. */
  constructor(partBytes: number) {
    this.bytes = Buffer.allocUnsafeSlow(Math.min(partBytes, MOST_BYTES));
  }

  static async read(workbook: Workbook, part: string | undefined): Promise<SharedStrings> {
    if (part === undefined) return new SharedStrings(0);
    const strings = new SharedStrings(workbook.sizeOf(part));
    const text = new TextBytes();
    let inText = false;
    let phonetic = false;
    await workbook.readBytes(part, {
      opened(name) {
        if (name === 't') inText = !phonetic;
        else if (name === 'si') text.clear();
        else if (name === 'rPh') phonetic = true;
      },
      text(bytes, start, end, raw) {
        if (inText) text.append(bytes, start, end, raw);
      },
      closed(name) {
        if (name === 't') inText = false;
        else if (name === 'rPh') phonetic = false;
        else if (name === 'si') strings.#add(text);
      },
    });
    return strings;
  }

  has(index: number): boolean {
    return index >= 0 && index < this.#count;
  }

  startOf(index: number): number {
    return index === 0 ? 0 : this.endOf(index - 1);
  }

  endOf(index: number): number {
    return this.#ends[index] ?? 0;
  }

  #add(text: TextBytes): void {
    text.resolveEscapes();
    const start = this.endOf(this.#count - 1);
    const end = start + text.length;
    if (end + this.#count * BYTES_AN_ENTRY > MOST_BYTES || end > this.bytes.length) {
      throw beyond(`The workbook's shared text is longer than ${MOST_BYTES / 1024 / 1024} MB.`);
    }
    if (this.#count === this.#ends.length) {
      const ends = this.#ends;
      this.#ends = new Uint32Array(2 * ends.length);
      this.#ends.set(ends);
    }
    text.bytes.copy(this.bytes, start, 0, text.length);
    this.#ends[this.#count++] = end;
  }
}
