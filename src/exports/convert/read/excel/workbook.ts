import { posix } from 'node:path';
import { crc32 } from 'node:zlib';
import { SaxesParser } from 'saxes';
import yauzl from 'yauzl';
import { beyond, unreadable } from '../../failure.ts';
import { isDateFormat } from './dates.ts';

/** Text that cells share is held in memory: the one part of a workbook that is. */
const MOST_SHARED_CHARACTERS = 100_000_000;

export interface Sheet {
  readonly name: string;
  readonly part: string;
}

export interface Xml {
  opened?(name: string, attributes: Readonly<Record<string, string>>): void;
  text?(text: string): void;
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
    try {
      const zip = await yauzl.openPromise(path, { autoClose: false });
      const entries = new Map<string, yauzl.Entry>();
      for await (const entry of zip.eachEntry()) entries.set(entry.fileName.toLowerCase(), entry);
      return new Workbook(zip, entries);
    } catch (cause) {
      throw unreadable('The workbook is damaged, protected or no .xlsx file.', undefined, cause);
    }
  }

  async sheets(): Promise<{ readonly sheets: readonly Sheet[]; readonly from1904: boolean }> {
    const targets = new Map<string, string>();
    await this.read('xl/_rels/workbook.xml.rels', {
      opened(name, { Id, Target }) {
        if (name === 'Relationship')
          targets.set(
            Id ?? '',
            posix.join('/xl', posix.resolve('/xl', Target ?? '').replace(/^\/xl/, '')),
          );
      },
    });
    const sheets: Sheet[] = [];
    let from1904 = false;
    await this.read('xl/workbook.xml', {
      opened(name, attributes) {
        if (name === 'workbookPr') from1904 = /^(1|true)$/.test(attributes['date1904'] ?? '');
        const part = targets.get(attributes['id'] ?? '');
        if (name === 'sheet' && part !== undefined) {
          sheets.push({ name: attributes['name'] ?? '', part: part.slice(1) });
        }
      },
    });
    if (sheets.length === 0) throw unreadable('The workbook has no sheet.');
    return { sheets, from1904 };
  }

  /** For each cell style, whether it shows a date. */
  async dateStyles(): Promise<readonly boolean[]> {
    const formats = new Map<string, string>();
    const styles: boolean[] = [];
    let inCells = false;
    if (!this.has('xl/styles.xml')) return styles;
    await this.read('xl/styles.xml', {
      opened(name, { numFmtId = '0', formatCode }) {
        if (name === 'numFmt') formats.set(numFmtId, formatCode ?? '');
        if (name === 'cellXfs') inCells = true;
        if (name === 'xf' && inCells) {
          styles.push(isDateFormat(Number(numFmtId), formats.get(numFmtId)));
        }
      },
      closed(name) {
        if (name === 'cellXfs') inCells = false;
      },
    });
    return styles;
  }

  async sharedStrings(): Promise<readonly string[]> {
    const strings: string[] = [];
    if (!this.has('xl/sharedStrings.xml')) return strings;
    let characters = 0;
    let current = '';
    let inText = false;
    let phonetic = false;
    await this.read('xl/sharedStrings.xml', {
      opened(name) {
        if (name === 'si') current = '';
        if (name === 'rPh') phonetic = true;
        if (name === 't') inText = !phonetic;
      },
      text(text) {
        if (inText) current += text;
      },
      closed(name) {
        if (name === 't') inText = false;
        if (name === 'rPh') phonetic = false;
        if (name !== 'si') return;
        characters += current.length;
        if (characters > MOST_SHARED_CHARACTERS) {
          throw beyond(
            `The workbook's shared text is longer than ${MOST_SHARED_CHARACTERS} characters.`,
          );
        }
        strings.push(unescaped(current));
      },
    });
    return strings;
  }

  has(part: string): boolean {
    return this.#entries.has(part.toLowerCase());
  }

  /** `between` is awaited after each piece: whoever collects can put down what it has. */
  async read(part: string, handle: Xml, between?: () => Promise<void>): Promise<void> {
    const entry = this.#entries.get(part.toLowerCase());
    if (entry === undefined) throw unreadable(`The workbook has no ${part}.`);
    const parser = new SaxesParser({ position: false });
    parser.on('opentag', ({ name, attributes }) => handle.opened?.(local(name), plain(attributes)));
    parser.on('text', (text) => handle.text?.(text));
    parser.on('closetag', ({ name }) => handle.closed?.(local(name)));
    parser.on('error', (cause) => {
      throw unreadable(`${part} is damaged.`, undefined, cause);
    });
    const decoder = new TextDecoder('utf-8', { fatal: true });
    const content = await this.#zip.openReadStreamPromise(entry).catch((cause: unknown) => {
      throw unreadable(`${part} is damaged or protected.`, undefined, cause);
    });
    let sum = 0;
    try {
      for await (const chunk of content) {
        sum = crc32(chunk, sum);
        parser.write(decoder.decode(chunk, { stream: true }));
        await between?.();
      }
      parser.write(decoder.decode()).close();
      if (sum !== entry.crc32) throw unreadable(`${part} is damaged.`);
    } catch (cause) {
      throw isDamage(cause) ? unreadable(`${part} is damaged.`, undefined, cause) : cause;
    }
  }

  [Symbol.dispose](): void {
    this.#zip.close();
  }
}

function isDamage(cause: unknown): boolean {
  if (!(cause instanceof Error)) return false;
  if ('code' in cause && /^(Z_|ERR_ENCODING)/.test(String(cause.code))) return true;
  return /bytes in the stream/.test(cause.message); // fewer or more than the archive says
}

/** `_x0001_` stands for a character that XML cannot hold. */
export function unescaped(text: string): string {
  if (!text.includes('_x')) return text;
  return text.replace(/_x([0-9A-Fa-f]{4})_/g, (_, code: string) =>
    String.fromCharCode(Number.parseInt(code, 16)),
  );
}

function local(name: string): string {
  return name.slice(name.indexOf(':') + 1);
}

function plain(attributes: Readonly<Record<string, unknown>>): Record<string, string> {
  const found: Record<string, string> = {};
  for (const name in attributes) found[local(name)] = String(attributes[name]);
  return found;
}
