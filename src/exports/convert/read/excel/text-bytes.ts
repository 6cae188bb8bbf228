import { unreadable } from '../../failure.ts';

const NAMED: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
};
const [AMPERSAND, RETURN, NEWLINE] = [0x26, 0x0d, 0x0a];

/** The text of a cell while it is read: the bytes that XML stands for. */
export class TextBytes {
  bytes = Buffer.allocUnsafeSlow(1 << 16);
  length = 0;
  /** Whether there may be a `_x0041_` in it. */
  escaped = false;

  clear(): void {
    this.length = 0;
    this.escaped = false;
  }

  append(from: Buffer, start: number, end: number, raw: boolean): void {
    if (this.length + end - start > this.bytes.length) {
      const larger = Buffer.allocUnsafeSlow(2 * (this.length + end - start));
      this.bytes.copy(larger, 0, 0, this.length);
      this.bytes = larger;
    }
    for (let at = start; at < end; at++) {
      const byte = from[at] ?? 0;
      if (byte === AMPERSAND && !raw) at = this.#entity(from, at, end);
      else if (byte === RETURN) {
        if (from[at + 1] !== NEWLINE) this.bytes[this.length++] = NEWLINE;
      } else {
        if (byte === 0x5f) this.escaped = true;
        this.bytes[this.length++] = byte;
      }
    }
  }

  /** `_x0001_` stands for a character that XML cannot hold. */
  resolveEscapes(): void {
    if (!this.escaped) return;
    this.escaped = false;
    const text = this.toString();
    const plain = text.replace(/_x([0-9A-Fa-f]{4})_/g, (_, code: string) =>
      String.fromCharCode(Number.parseInt(code, 16)),
    );
    if (plain !== text) this.length = this.bytes.write(plain);
  }

  toString(): string {
    return this.bytes.toString('utf8', 0, this.length);
  }

  /** Answers where it ends. What it stands for is never longer than itself. */
  #entity(from: Buffer, start: number, end: number): number {
    const semicolon = from.indexOf(0x3b, start);
    const name =
      semicolon > 0 && semicolon < end ? from.toString('latin1', start + 1, semicolon) : '';
    const sign = NAMED[name] ?? numbered(name);
    if (sign === undefined)
      throw unreadable(`The workbook has an entity “&${name.slice(0, 20)}” that is none.`);
    this.length += this.bytes.write(sign, this.length);
    return semicolon;
  }
}

function numbered(name: string): string | undefined {
  const [, hexadecimal, decimal] = /^#(?:x([0-9A-Fa-f]{1,6})|([0-9]{1,7}))$/.exec(name) ?? [];
  const code = Number.parseInt(hexadecimal ?? decimal ?? '', hexadecimal === undefined ? 10 : 16);
  return code <= 0x10ffff ? String.fromCodePoint(code) : undefined;
}
