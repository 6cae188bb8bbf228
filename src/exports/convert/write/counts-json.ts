import { type FileHandle, open } from 'node:fs/promises';
import { type Counts, NotCounts } from '../counts/counts.ts';
import { type Lines, linesOf } from '../counts/lines.ts';
import type { Writing, Written } from './writer.ts';

const BLANK = 0x20;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const CLOSED = 0x7d;
const AT_ONCE = 1024 * 1024;

/** The objects that the engine makes of counts, byte for byte; their digits are copied, and no number is made of them. */
export async function writeCountsAsJson(
  counts: Counts,
  names: readonly string[],
  { lines: asLines }: { readonly lines: boolean },
  { engine, path, signal }: Writing,
): Promise<Written> {
  const before = names.map((name, at) => `${at === 0 ? '{' : ','}${JSON.stringify(name)}:`);
  const keys = before.map((key) => Buffer.from(key));
  const around = 16 + keys.reduce((sum, key) => sum + key.length + 2, 0); // bytes of an object beside its cells
  const [begin, next, end] = asLines ? ['', '\n', '\n'] : ['[\n\t', ',\n\t', '\n]\n'];
  let rows = 0;
  await using file = await open(path, 'wx');
  const text = new Text(file);
  for await (const lines of linesOf(counts, signal)) {
    const most = around + lines.bytes.length;
    for (let row = 0; row < lines.rows; row++, rows++) {
      if (text.room < most) await text.flush(most);
      text.add(rows === 0 ? begin : next);
      text.object(lines, row, counts, keys);
    }
    engine.phases.came(rows);
  }
  if (rows === 0) throw new NotCounts();
  text.add(end);
  await text.flush();
  return { rows, rowsRead: rows };
}

/** What is to be written, some of it at a time. */
class Text {
  readonly #file: FileHandle;
  #bytes = Buffer.alloc(0);
  #end = 0;

  constructor(file: FileHandle) {
    this.#file = file;
  }

  get room(): number {
    return this.#bytes.length - this.#end;
  }

  /** Writes what there is; there is room for so much more then. */
  async flush(most = 0): Promise<void> {
    if (this.#end > 0) await this.#file.writeFile(this.#bytes.subarray(0, this.#end));
    this.#end = 0;
    if (this.#bytes.length < most) this.#bytes = Buffer.allocUnsafeSlow(most + AT_ONCE);
  }

  add(sign: string): void {
    this.#end += this.#bytes.write(sign, this.#end);
  }

  /** Byte by byte, since each piece is short. */
  object(
    { bytes, starts }: Lines,
    row: number,
    { names, numbers }: Counts,
    keys: readonly Buffer[],
  ): void {
    const into = this.#bytes;
    let to = this.#end;
    let cell = row * (names + numbers);
    for (let place = 0; place < keys.length; place++, cell++) {
      const key = keys[place] ?? into;
      for (let from = 0; from < key.length; from++) into[to++] = key[from] ?? 0;
      const text = place < names;
      const end = (starts[cell + 1] ?? 0) - 1;
      if (text) into[to++] = QUOTE;
      for (let from = starts[cell] ?? 0; from < end; from++) {
        const byte = bytes[from] ?? 0;
        if (byte < BLANK || byte === BACKSLASH) throw new NotCounts(); // it is written otherwise
        into[to++] = byte;
      }
      if (text) into[to++] = QUOTE;
    }
    into[to++] = CLOSED;
    this.#end = to;
  }
}
