import type { DuckDBDataChunk } from '@duckdb/node-api';
import {
  type Builder,
  makeBuilder,
  makeData,
  RecordBatch,
  type Schema,
  Struct,
} from 'apache-arrow';
import { cellOf } from '../cell.ts';
import type { Held } from './held.ts';

/** The rows of a batch are in memory until it is complete, each text as an object of its own. */
const MOST_ROWS = 16_384;
const MOST_BYTES = 8 * 1024 * 1024;

/** Rows become batches, column by column. */
export class Batches {
  readonly #schema: Schema;
  readonly #held: readonly Held[];
  readonly #builders: readonly Builder[];
  #rows = 0;

  constructor(schema: Schema, held: readonly Held[]) {
    this.#schema = schema;
    this.#held = held;
    this.#builders = held.map(({ built }) => makeBuilder({ type: built, nullValues: [null] }));
  }

  add(chunk: DuckDBDataChunk): void {
    for (const [at, builder] of this.#builders.entries()) {
      const cell = cellOf(chunk.getColumnVector(at));
      for (let row = 0; row < chunk.rowCount; row++) builder.append(cell(row));
    }
    this.#rows += chunk.rowCount;
  }

  get full(): boolean {
    if (this.#rows >= MOST_ROWS) return true;
    return this.#builders.reduce((sum, { byteLength }) => sum + byteLength, 0) >= MOST_BYTES;
  }

  take(): RecordBatch {
    const length = this.#rows;
    const children = this.#builders.map((builder, at) => {
      const data = builder.flush();
      return data.clone(this.#held[at]?.type);
    });
    this.#rows = 0;
    const type = new Struct(this.#schema.fields);
    return new RecordBatch(this.#schema, makeData({ type, length, nullCount: 0, children }));
  }
}
