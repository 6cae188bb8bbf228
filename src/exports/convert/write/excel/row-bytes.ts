import { LONGEST_TEXT, type Shape, tooLong } from './cells.ts';
import { columnLetters, xmlText } from './xml-text.ts';

/** More than any number, or all around a text, takes. */
const MOST_AROUND = 128;
const PIECE = 1 << 20;

/** Positions in the workbook's list of styles. */
export const STYLES = { plain: 0, header: 1, date: 2, time: 3 } as const;

const AFTER_NUMBER: Readonly<Record<Shape, string>> = {
  number: '"><v>',
  boolean: '" t="b"><v>',
  date: `" s="${STYLES.date}"><v>`,
  time: `" s="${STYLES.time}"><v>`,
};

const ASCII = new TextEncoder();
const ROW = ASCII.encode('<row r="');
const ROW_OPEN = ASCII.encode('">');
const ROW_END = ASCII.encode('</row>');
const VALUE_END = ASCII.encode('</v></c>');
const TEXT = ASCII.encode('" t="inlineStr"><is><t>');
const TEXT_WITH_BLANKS = ASCII.encode('" t="inlineStr"><is><t xml:space="preserve">');
const TEXT_END = ASCII.encode('</t></is></c>');

const BLANK = 0x20;
const ZERO = 0x30;
const [COMMA, POINT, BRACKET, QUOTE, BACKSLASH] = [0x2c, 0x2e, 0x5d, 0x22, 0x5c];
const [UNDERSCORE, SMALL_X] = [0x5f, 0x78];
/** By byte: 1 for what is the same in JSON and in XML. */
const SAME = Uint8Array.from({ length: 256 }, (_, byte) =>
  byte >= BLANK && byte <= 0x7e && !'"\\&<>'.includes(String.fromCharCode(byte)) ? 1 : 0,
);

/** Cells as the bytes of a sheet: without a string of JavaScript for each, which would take most of the time. */
export class RowBytes {
  readonly #open: readonly Uint8Array[];
  readonly #afterNumber: readonly Uint8Array[];
  readonly #labels: readonly string[];
  #bytes = Buffer.allocUnsafeSlow(PIECE + MOST_AROUND);
  #end = 0;
  readonly #rowNumber = new Uint8Array(7);
  #rowDigits = 0;

  constructor(columns: readonly { readonly label: string; readonly shape: Shape }[]) {
    this.#labels = columns.map(({ label }) => label);
    this.#open = columns.map((_, index) => ASCII.encode(`<c r="${columnLetters(index)}`));
    this.#afterNumber = columns.map(({ shape }) => ASCII.encode(AFTER_NUMBER[shape]));
  }

  beginRow(row: number): void {
    this.#room(MOST_AROUND);
    this.#put(ROW);
    const start = this.#end;
    this.#digits(row);
    this.#rowDigits = this.#end - start;
    for (let at = 0; at < this.#rowDigits; at++) {
      this.#rowNumber[at] = this.#bytes[start + at] ?? 0;
    }
    this.#put(ROW_OPEN);
  }

  endRow(): void {
    this.#room(MOST_AROUND);
    this.#put(ROW_END);
  }

  number(column: number, value: number): void {
    this.#room(MOST_AROUND);
    this.#place(column);
    this.#put(this.#afterNumber[column]);
    if (Object.is(value, -0)) this.#ascii('-0');
    else if (value === (value | 0)) this.#digits(value);
    else this.#ascii(String(value));
    this.#put(VALUE_END);
  }

  text(column: number, text: string): void {
    if (text.length > LONGEST_TEXT) throw tooLong(this.#labels[column] ?? '');
    this.#room(MOST_AROUND + text.length);
    this.#place(column);
    const start = this.#end;
    const blanks = text.charCodeAt(0) <= BLANK || text.charCodeAt(text.length - 1) <= BLANK;
    this.#put(blanks ? TEXT_WITH_BLANKS : TEXT);
    if (!this.#ascii(text)) {
      this.#end = start;
      this.#put(TEXT_WITH_BLANKS);
      this.#escaped(text);
    }
    this.#put(TEXT_END);
  }

  /** The number of JSON that begins there; answers where it ends. */
  jsonNumber(column: number, json: Uint8Array, start: number): number {
    this.#room(MOST_AROUND);
    this.#place(column);
    this.#put(this.#afterNumber[column]);
    let at = start;
    for (; at < json.length; at++) {
      const byte = json[at] ?? 0;
      if (byte === COMMA || byte === BRACKET) break;
      this.#bytes[this.#end++] = byte;
    }
    if (this.#bytes[this.#end - 1] === ZERO && this.#bytes[this.#end - 2] === POINT) this.#end -= 2;
    this.#put(VALUE_END);
    return at;
  }

  /** The text of JSON whose quote is there; answers where it ends. */
  jsonText(column: number, json: Uint8Array, start: number): number {
    this.#room(MOST_AROUND + json.length);
    const before = this.#end;
    this.#place(column);
    this.#put(TEXT);
    let at = start + 1;
    for (; at < json.length; at++) {
      const byte = json[at] ?? 0;
      if (SAME[byte] === 0 || (byte === UNDERSCORE && json[at + 1] === SMALL_X)) break;
      this.#bytes[this.#end++] = byte;
    }
    const blanks = json[start + 1] === BLANK || json[at - 1] === BLANK;
    if (json[at] === QUOTE && !blanks && at - start <= LONGEST_TEXT) {
      this.#put(TEXT_END);
      return at + 1;
    }
    this.#end = before;
    while (json[at] !== QUOTE) at += json[at] === BACKSLASH ? 2 : 1;
    const text = Buffer.from(json.buffer, json.byteOffset + start, at + 1 - start).toString();
    this.text(column, String(JSON.parse(text)));
    return at + 1;
  }

  get full(): boolean {
    return this.#end >= PIECE;
  }

  /** All that was put down since the last time. It is the caller's from now on. */
  take(): Buffer {
    const taken = this.#bytes.subarray(0, this.#end);
    this.#bytes = Buffer.allocUnsafeSlow(PIECE + MOST_AROUND);
    this.#end = 0;
    return taken;
  }

  #place(column: number): void {
    this.#put(this.#open[column]);
    for (let at = 0; at < this.#rowDigits; at++) {
      this.#bytes[this.#end++] = this.#rowNumber[at] ?? 0;
    }
  }

  #put(some: Uint8Array | undefined): void {
    if (some === undefined) throw new Error('no such column');
    for (let at = 0; at < some.length; at++) this.#bytes[this.#end++] = some[at] ?? 0;
  }

  /** An integer of 32 bits. */
  #digits(value: number): void {
    let rest = value;
    if (rest < 0) {
      this.#bytes[this.#end++] = 0x2d;
      rest = -rest;
    }
    let digits = 1;
    for (let above = 10; above <= rest; above *= 10) digits++;
    for (let at = this.#end + digits - 1; at >= this.#end; at--) {
      const tenth = Math.floor(rest / 10);
      this.#bytes[at] = ZERO + rest - tenth * 10;
      rest = tenth;
    }
    this.#end += digits;
  }

  /** False where there is more to the text than letters: what was put down is then to be overwritten. */
  #ascii(text: string): boolean {
    for (let at = 0; at < text.length; at++) {
      const code = text.charCodeAt(at);
      if (code < BLANK || code > 0x7e || code === 0x26 || code === 0x3c || code === 0x3e) {
        return false;
      }
      if (code === 0x5f && text.charCodeAt(at + 1) === 0x78) return false; // `_x`
      this.#bytes[this.#end++] = code;
    }
    return true;
  }

  #escaped(text: string): void {
    const xml = xmlText(text);
    this.#room(3 * xml.length + MOST_AROUND);
    this.#end += this.#bytes.write(xml, this.#end);
  }

  #room(bytes: number): void {
    if (this.#end + bytes <= this.#bytes.length) return;
    const larger = Buffer.allocUnsafeSlow(2 * this.#bytes.length + bytes);
    this.#bytes.copy(larger, 0, 0, this.#end);
    this.#bytes = larger;
  }
}
