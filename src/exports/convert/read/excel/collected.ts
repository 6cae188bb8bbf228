import { isUtf8 } from 'node:buffer';
import { beyond, failure } from '../../failure.ts';
import type { Form, Kind } from '../../table.ts';
import type { StagedColumn, Staging } from '../staging.ts';
import { CsvRows } from './csv-row.ts';
import type { CellKind, RowTaker } from './sheet.ts';

const BITS: Readonly<Record<CellKind, number>> = {
  number: 1,
  text: 2,
  boolean: 4,
  date: 8,
  timestamp: 16,
  error: 32,
  'long number': 64,
};

/** The number in as few digits as it needs, which the engine finds in a fraction of the time that JavaScript takes. */
const shortest: Form = (x) => {
  const json = `CAST(to_json(CAST(${x} AS DOUBLE)) AS VARCHAR)`;
  return `CASE WHEN ends_with(${json}, '.0') THEN left(${json}, -2) ELSE ${json} END`;
};

/** No honest table is so much larger than its workbook; a hostile one could fill the disk. */
const MOST_TIMES_THE_FILE = 200;
const ALWAYS_ALLOWED_BYTES = 2 ** 30;

/** What has to be known of a table before its first row is read. */
export interface Known {
  readonly width: number; // at least
  /** Whether numbers stand among other cells, in a column of text: then nobody can tell them apart afterwards. */
  readonly exact: boolean;
}

/** The rows of one sheet after the other, as long as they belong to one table. */
export class Collected implements RowTaker {
  readonly rows = new CsvRows();
  header: readonly string[] | undefined;
  width: number;
  widest = 0;
  readonly #staging: Staging;
  readonly #signal: AbortSignal;
  readonly #mostBytes: number;
  readonly #exactly: boolean;
  readonly #kinds: number[] = [];
  #bytes = 0;
  #finished = 0; // rows since they were last put down
  #sheet: 'not begun' | 'of this table' | 'another table' = 'not begun';

  constructor(staging: Staging, signal: AbortSignal, known: Known, fileBytes: number) {
    this.#staging = staging;
    this.#signal = signal;
    this.width = known.width;
    this.#exactly = known.exact;
    this.#mostBytes = Math.max(ALWAYS_ALLOWED_BYTES, MOST_TIMES_THE_FILE * fileBytes);
  }

  beginSheet(): void {
    this.#sheet = 'not begun';
  }

  get belongs(): boolean {
    return this.#sheet === 'of this table';
  }

  get exact(): boolean {
    return this.#exactly || this.#sheet === 'not begun';
  }

  /** What would have had to be known, where it was not: then all is to be read again. */
  get needs(): Known | undefined {
    const exact = this.#exactly || this.#kinds.some((bits) => isAmongOthers(bits));
    if (this.widest <= this.width && exact === this.#exactly) return undefined;
    return { width: Math.max(this.widest, this.width), exact };
  }

  cell(column: number, kind: CellKind): void {
    if (this.belongs) this.#kinds[column] = (this.#kinds[column] ?? 0) | BITS[kind];
  }

  row(): void {
    if (this.#sheet === 'not begun') this.#begin(this.rows.texts());
    else if (this.#sheet === 'another table') this.rows.clear();
    else {
      this.widest = Math.max(this.widest, this.rows.width);
      if (this.rows.width > this.width)
        this.rows.clear(); // it is all read again
      else {
        this.rows.finish(this.width);
        this.#finished++;
      }
    }
  }

  async flush(): Promise<void> {
    this.#signal.throwIfAborted();
    if (this.rows.full) await this.putDown();
  }

  async putDown(): Promise<void> {
    const lines = this.rows.take();
    this.#bytes += lines.length;
    if (this.#bytes > this.#mostBytes) {
      const times = `${MOST_TIMES_THE_FILE} times`;
      throw beyond(`The table is more than ${times} as large as its workbook.`);
    }
    if (!isUtf8(lines)) throw failure('encoding', 'A cell of the workbook is not UTF-8.');
    await this.#staging.write(lines, this.#finished);
    this.#finished = 0;
  }

  columns(): readonly StagedColumn[] {
    return Array.from({ length: this.width }, (_, index) => {
      const bits = this.#kinds[index] ?? 0;
      const { kind, note } = kindOf(bits);
      const name = this.header?.[index] ?? '';
      const long = (bits & BITS['long number']) !== 0;
      return {
        name,
        kind,
        type: kind,
        ...(note !== undefined && { note }),
        ...(long && { form: shortest }),
      };
    });
  }

  #begin(header: readonly string[]): void {
    const same = JSON.stringify(header) === JSON.stringify(this.header);
    this.#sheet = this.header === undefined || same ? 'of this table' : 'another table';
    if (this.header !== undefined) return;
    this.header = header;
    this.width = Math.max(this.width, header.length);
  }
}

function isAmongOthers(bits: number): boolean {
  return (bits & BITS['long number']) !== 0 && kindOf(bits).kind !== 'number';
}

function kindOf(bits: number): { readonly kind: Kind; readonly note?: string } {
  const only = (allowed: number) => (bits & ~allowed) === 0;
  if (only(BITS.text)) return { kind: 'text' };
  if (only(BITS.number | BITS['long number'])) return { kind: 'number' };
  if (only(BITS.boolean)) return { kind: 'boolean' };
  if (only(BITS.date)) return { kind: 'date' };
  if (only(BITS.date | BITS.timestamp)) return { kind: 'timestamp' };
  const kinds = Object.entries(BITS).flatMap(([kind, bit]) => ((bits & bit) === 0 ? [] : [kind]));
  return { kind: 'text', note: `Cells of different types (${kinds.sort().join(', ')}), as text.` };
}
