import { unreadable } from '../../failure.ts';

const [LESS, MORE, SLASH, BANG, ASK, COLON] = [0x3c, 0x3e, 0x2f, 0x21, 0x3f, 0x3a];
const [DOUBLE_QUOTE, SINGLE_QUOTE] = [0x22, 0x27];
/** No tag and no text of a workbook is longer. */
const LONGEST_TOKEN = 16 * 1024 * 1024;
const SHORT_NAME = 6;

export interface XmlHandler {
  /** The attributes are the bytes from `start` to `end`. Names are without their prefix. */
  opened(name: string, bytes: Buffer, start: number, end: number): void;
  /** `raw`: in a CDATA section, where `&` is nothing but itself. */
  text(bytes: Buffer, start: number, end: number, raw: boolean): void;
  closed(name: string): void;
}

/**
 * Tags and texts of XML in UTF-8, as they come. The rows of a workbook are read so, without a string for each name and
 * value: a general parser took most of the time of a conversion.
 */
export class XmlBytes {
  readonly #part: string;
  readonly #handler: XmlHandler;
  readonly #names = new Map<number, string>();
  readonly #open: string[] = [];
  #rest: Buffer = Buffer.alloc(0);
  #begun = false;

  constructor(part: string, handler: XmlHandler) {
    this.#part = part;
    this.#handler = handler;
  }

  feed(chunk: Buffer): void {
    const bytes = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
    let at = 0;
    if (!this.#begun && bytes.length >= 3) {
      if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) at = 3;
      this.#begun = true;
    }
    while (at < bytes.length) {
      const end = bytes[at] === LESS ? this.#markup(bytes, at) : this.#text(bytes, at);
      if (end < 0) break;
      at = end;
    }
    this.#rest = bytes.subarray(at);
    if (this.#rest.length > LONGEST_TOKEN) throw this.#damaged();
  }

  end(): void {
    const blank = this.#rest.every((byte) => byte <= 0x20);
    if (!this.#begun || this.#open.length > 0 || !blank) throw this.#damaged();
  }

  /** Where it ends, or -1 where that is not here yet. */
  #text(bytes: Buffer, start: number): number {
    let at = start;
    while (at < bytes.length && bytes[at] !== LESS) at++;
    if (at === bytes.length) return -1;
    if (this.#open.length > 0) this.#handler.text(bytes, start, at, false);
    return at;
  }

  #markup(bytes: Buffer, start: number): number {
    const kind = bytes[start + 1];
    if (kind === undefined) return -1;
    if (kind === ASK) return after(bytes, '?>', start);
    if (kind === BANG) return this.#special(bytes, start);
    let end = start + 1;
    for (let quote = 0; ; end++) {
      const byte = bytes[end];
      if (byte === undefined) return -1;
      if (quote !== 0) {
        if (byte === quote) quote = 0;
      } else if (byte === MORE) break;
      else if (byte === DOUBLE_QUOTE || byte === SINGLE_QUOTE) quote = byte;
      else if (byte === LESS) throw this.#damaged();
    }
    if (kind === SLASH) {
      const name = this.#name(bytes, start + 2, nameEnd(bytes, start + 2, end));
      if (this.#open.pop() !== name) throw this.#damaged();
      this.#handler.closed(name);
      return end + 1;
    }
    const empty = bytes[end - 1] === SLASH;
    const last = empty ? end - 1 : end;
    const attributes = nameEnd(bytes, start + 1, last);
    const name = this.#name(bytes, start + 1, attributes);
    this.#open.push(name);
    this.#handler.opened(name, bytes, attributes, last);
    if (empty) {
      this.#open.pop();
      this.#handler.closed(name);
    }
    return end + 1;
  }

  #special(bytes: Buffer, start: number): number {
    if (bytes.length < start + 9) return -1;
    const beginning = bytes.toString('latin1', start, start + 9);
    if (beginning.startsWith('<!--')) return after(bytes, '-->', start + 4);
    if (beginning !== '<![CDATA[') throw this.#damaged(); // no workbook declares entities of its own
    const end = after(bytes, ']]>', start + 9);
    if (end > 0) this.#handler.text(bytes, start + 9, end - 3, true);
    return end;
  }

  #name(bytes: Buffer, start: number, end: number): string {
    let from = start;
    for (let at = start; at < end; at++) if (bytes[at] === COLON) from = at + 1;
    if (from === end) throw this.#damaged();
    if (end - from > SHORT_NAME) return bytes.toString('latin1', from, end);
    let key = 0;
    for (let at = from; at < end; at++) key = key * 256 + (bytes[at] ?? 0);
    const known = this.#names.get(key);
    if (known !== undefined) return known;
    const name = bytes.toString('latin1', from, end);
    this.#names.set(key, name);
    return name;
  }

  #damaged(): Error {
    return unreadable(`${this.#part} is damaged.`);
  }
}

/** Calls `found` for each attribute with where its name and its value are. */
export function eachAttribute(
  bytes: Buffer,
  start: number,
  end: number,
  found: (bytes: Buffer, name: number, nameEnd: number, value: number, valueEnd: number) => void,
): void {
  let at = start;
  while (true) {
    while (at < end && (bytes[at] ?? 0) <= 0x20) at++;
    if (at >= end) return;
    const name = at;
    while (at < end && bytes[at] !== 0x3d && (bytes[at] ?? 0) > 0x20) at++;
    const nameEnd = at;
    while (at < end && bytes[at] !== DOUBLE_QUOTE && bytes[at] !== SINGLE_QUOTE) at++;
    const quote = bytes[at++];
    const value = at;
    while (at < end && bytes[at] !== quote) at++;
    found(bytes, name, nameEnd, value, at++);
  }
}

function nameEnd(bytes: Buffer, start: number, end: number): number {
  let at = start;
  while (at < end && (bytes[at] ?? 0) > 0x20) at++;
  return at;
}

function after(bytes: Buffer, sign: string, start: number): number {
  const found = bytes.indexOf(sign, start, 'latin1');
  return found < 0 ? -1 : found + sign.length;
}
