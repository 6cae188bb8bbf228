import { posix } from 'node:path';
import type { Readable } from 'node:stream';
import { crc32, createInflateRaw } from 'node:zlib';
import { SaxesParser } from 'saxes';
import yauzl from 'yauzl';
import { ConversionFailure, unreadable } from '../../failure.ts';
import { type Shown, shownAs } from './dates.ts';
import { refuseOldFormats } from './old-formats.ts';
import { XmlBytes, type XmlHandler } from './xml-bytes.ts';

const DEFLATED = 8;
/** Node's own pieces are a sixteenth of it: most of the time went by between them. */
const PIECE = 256 * 1024;

export interface Sheet {
  readonly name: string;
  readonly part: string;
  readonly hidden: boolean;
}

export interface Outline {
  readonly sheets: readonly Sheet[];
  readonly from1904: boolean;
  readonly shared: string | undefined;
  readonly styles: string | undefined;
}

interface Xml {
  opened?(name: string, attributes: Readonly<Record<string, string>>): void;
  closed?(name: string): void;
}

/** The parts of a workbook, read one after the other. */
export class Workbook implements Disposable {
  readonly #zip: yauzl.ZipFile;
  readonly #entries: ReadonlyMap<string, yauzl.Entry>;

  private constructor(zip: yauzl.ZipFile, entries: ReadonlyMap<string, yauzl.Entry>) {
    this.#zip = zip;
    this.#entries = entries;
  }

  static async open(path: string): Promise<Workbook> {
    await refuseOldFormats(path);
    try {
      const zip = await yauzl.openPromise(path, { autoClose: false });
      const entries = new Map<string, yauzl.Entry>();
      for await (const entry of zip.eachEntry()) entries.set(entry.fileName.toLowerCase(), entry);
      return new Workbook(zip, entries);
    } catch (cause) {
      throw unreadable('The workbook is damaged, or it is no .xlsx file.', undefined, cause);
    }
  }

  /** Where each of its parts is: not all programs call them as Excel does. */
  async outline(): Promise<Outline> {
    const [start] = await this.#related('', 'officeDocument');
    if (start === undefined)
      throw unreadable('It is no workbook: nothing in it says where one is.');
    const folder = start.part;
    const worksheets = new Map(
      (await this.#related(folder, 'worksheet')).map(({ id, part }) => [id, part]),
    );
    const sheets: Sheet[] = [];
    let from1904 = false;
    await this.read(folder, {
      opened(element, { name = '', state = 'visible', id = '', date1904 }) {
        if (element === 'workbookPr') from1904 = /^(1|true)$/.test(date1904 ?? '');
        const part = worksheets.get(id);
        if (element === 'sheet' && part !== undefined) {
          sheets.push({ name, part, hidden: state !== 'visible' });
        }
      },
    });
    if (sheets.length === 0) throw unreadable('The workbook has no sheet.');
    const [shared] = await this.#related(folder, 'sharedStrings');
    const [styles] = await this.#related(folder, 'styles');
    return { sheets, from1904, shared: shared?.part, styles: styles?.part };
  }

  /** For each cell style, what it shows numbers as. */
  async styles(part: string | undefined): Promise<readonly Shown[]> {
    const formats = new Map<string, string>();
    const styles: Shown[] = [];
    let inCells = false;
    if (part === undefined) return styles;
    await this.read(part, {
      opened(name, { numFmtId = '0', formatCode }) {
        if (name === 'numFmt') formats.set(numFmtId, formatCode ?? '');
        if (name === 'cellXfs') inCells = true;
        if (name === 'xf' && inCells) {
          styles.push(shownAs(Number(numFmtId), formats.get(numFmtId)));
        }
      },
      closed(name) {
        if (name === 'cellXfs') inCells = false;
      },
    });
    return styles;
  }

  sizeOf(part: string): number {
    return this.#entry(part).uncompressedSize;
  }

  /** For parts that are small. */
  async read(part: string, handle: Xml): Promise<void> {
    const parser = new SaxesParser({ position: false });
    parser.on('opentag', ({ name, attributes }) => handle.opened?.(local(name), plain(attributes)));
    parser.on('closetag', ({ name }) => handle.closed?.(local(name)));
    parser.on('doctype', () => {
      throw unreadable(`${part} is damaged.`);
    });
    const decoder = new TextDecoder('utf-8', { fatal: true });
    try {
      for await (const chunk of this.#content(part)) {
        parser.write(decoder.decode(chunk, { stream: true }));
      }
      parser.write(decoder.decode()).close();
    } catch (cause) {
      if (cause instanceof ConversionFailure) throw cause;
      throw unreadable(`${part} is damaged.`, undefined, cause);
    }
  }

  /** For parts that may be large. `between` is awaited after each piece. */
  async readBytes(part: string, handler: XmlHandler, between?: () => Promise<void>): Promise<void> {
    const xml = new XmlBytes(part, handler);
    for await (const chunk of this.#content(part)) {
      xml.feed(chunk);
      await between?.();
    }
    xml.end();
  }

  async *#content(part: string): AsyncGenerator<Buffer> {
    try {
      const entry = this.#entry(part);
      let sum = 0;
      for await (const piece of await this.#inflated(entry)) {
        sum = crc32(piece, sum);
        yield piece;
      }
      if (sum !== entry.crc32) throw unreadable(`${part} is damaged.`);
    } catch (cause) {
      if (cause instanceof ConversionFailure) throw cause;
      throw unreadable(`${part} is damaged or protected.`, undefined, cause);
    }
  }

  async #inflated(entry: yauzl.Entry): Promise<Readable> {
    if (entry.compressionMethod !== DEFLATED || entry.isEncrypted()) {
      return this.#zip.openReadStreamPromise(entry);
    }
    const packed = await this.#zip.openReadStreamPromise(entry, { decodeFileData: false });
    const inflate = createInflateRaw({ chunkSize: PIECE });
    packed.on('error', (cause) => inflate.destroy(cause)).pipe(inflate);
    return inflate;
  }

  /** What a part says it belongs together with. */
  async #related(part: string, kind: string): Promise<readonly { id: string; part: string }[]> {
    const { dir, base } = posix.parse(part);
    const found: { id: string; part: string }[] = [];
    const relations = posix.join(dir, '_rels', `${base}.rels`);
    if (!this.#entries.has(relations.toLowerCase())) return found;
    await this.read(relations, {
      opened(name, { Id: id = '', Type = '', Target = '' }) {
        if (name !== 'Relationship' || !Type.endsWith(`/${kind}`)) return;
        found.push({ id, part: posix.resolve('/', dir, Target).slice(1) });
      },
    });
    return found;
  }

  #entry(part: string): yauzl.Entry {
    const entry = this.#entries.get(part.toLowerCase());
    if (entry === undefined) throw unreadable(`The workbook has no ${part}.`);
    return entry;
  }

  [Symbol.dispose](): void {
    this.#zip.close();
  }
}

function local(name: string): string {
  return name.slice(name.indexOf(':') + 1);
}

function plain(attributes: Readonly<Record<string, unknown>>): Record<string, string> {
  const found: Record<string, string> = {};
  for (const name in attributes) found[local(name)] = String(attributes[name]);
  return found;
}
