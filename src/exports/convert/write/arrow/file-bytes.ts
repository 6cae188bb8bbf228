import { type RecordBatch, RecordBatchFileWriter, type Schema } from 'apache-arrow';
import type { CompressionType } from '../../arrow/compression.ts';

/** The library's writer, whose bytes are taken batch by batch: its own queue has no bound when the disk is slow. */
export class FileBytes extends RecordBatchFileWriter {
  #pieces: Uint8Array[] = [];

  constructor(schema: Schema, compressionType: CompressionType | null) {
    super({ compressionType });
    this.reset(undefined, schema);
  }

  of(batch: RecordBatch): readonly Uint8Array[] {
    if (batch.numRows > 0) this.write(batch);
    return this.#take();
  }

  end(): readonly Uint8Array[] {
    this.finish();
    return this.#take();
  }

  protected override _write(chunk: unknown): this {
    if (!ArrayBuffer.isView(chunk)) throw new Error('a piece of a file has bytes');
    const bytes = new Uint8Array(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    if (bytes.byteLength > 0) this.#pieces.push(bytes);
    this._position += bytes.byteLength;
    return this;
  }

  #take(): readonly Uint8Array[] {
    const pieces = this.#pieces;
    this.#pieces = [];
    return pieces;
  }
}
