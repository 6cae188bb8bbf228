import { once } from 'node:events';
import { createWriteStream, type WriteStream } from 'node:fs';
import { join } from 'node:path';
import { finished } from 'node:stream/promises';
import type { Column, Form, Table } from '../table.ts';
import { csvTable } from './csv.ts';

const FLUSH_AT = 1 << 20;

export interface StagedColumn extends Omit<Column, 'expression'> {
  readonly form?: Form;
}

/** Rows that do not come from the engine are put down as text, once, where it can read them again and again. */
export class Staging implements AsyncDisposable {
  readonly #path: string;
  readonly #file: WriteStream;
  #text = '';
  rows = 0;

  constructor(workFolder: string, name: string) {
    this.#path = join(workFolder, name);
    this.#file = createWriteStream(this.#path);
    this.#file.on('error', () => {}); // it is thrown where the stream is next waited for
  }

  add(cells: readonly (string | null)[]): void {
    let line = '';
    for (const [index, cell] of cells.entries()) {
      if (index > 0) line += ',';
      if (cell !== null)
        line += /^$|[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
    }
    this.#text += `${line}\n`;
    this.rows++;
  }

  /** So many rows, which are the bytes of CSV already. */
  async write(lines: Buffer, rows: number): Promise<void> {
    this.rows += rows;
    if (this.#file.errored) throw this.#file.errored;
    if (!this.#file.write(lines)) await once(this.#file, 'drain');
  }

  /** To be waited for now and then, so that rows do not pile up in memory. */
  async flush(): Promise<void> {
    if (this.#text.length < FLUSH_AT) return;
    const text = this.#text;
    this.#text = '';
    if (this.#file.errored) throw this.#file.errored;
    if (!this.#file.write(text)) await once(this.#file, 'drain');
  }

  /** Each column's form is over the text that was put down; without one it is what its kind says. */
  async table(columns: readonly StagedColumn[]): Promise<Table> {
    this.#file.end(this.#text);
    await finished(this.#file);
    const staged = columns.map(({ form, ...column }, index) => {
      const field = `c${index}`;
      return { ...column, expression: form === undefined ? cast(field, column.kind) : form(field) };
    });
    return { ...csvTable(this.#path, ',', staged, { header: false }), rows: this.rows };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#file.destroy();
  }
}

function cast(field: string, kind: Column['kind']): string {
  switch (kind) {
    case 'integer':
      return `CAST(${field} AS BIGINT)`;
    case 'double':
      return `CAST(${field} AS DOUBLE)`;
    case 'boolean':
      return `CAST(${field} AS BOOLEAN)`;
    case 'date':
      return `CAST(${field} AS DATE)`;
    case 'timestamp':
      return `CAST(${field} AS TIMESTAMP)`;
    case 'untyped':
    case 'number':
    case 'text':
    case 'instant':
    case 'other':
      return field;
  }
}
