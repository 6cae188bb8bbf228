import type { File } from '../../hdf5/library.ts';
import type { OptionsOf } from '../../options.ts';
import type { Writing } from '../writer.ts';
import type { Stored } from './layout.ts';
import type { Staged } from './staged.ts';
import type { Storage } from './storage.ts';

const BLOCK_BYTES = 32 * 1024 * 1024;
const MOST_ROWS_IN_BLOCK = 65_536;
/** Of one column. The library holds a chunk several times while it is written. */
const CHUNK_BYTES = 4 * 1024 * 1024;

export interface FileWriting {
  readonly file: File;
  readonly storage: Storage;
  readonly options: OptionsOf<'hdf5'>;
  readonly writing: Writing;
}

/** Every layout has this shape. */
export type LayoutWriter = (staged: Staged, into: FileWriting) => Promise<void>;

/** Rows that are held in memory at a time. */
export function rowsThatFit(stored: readonly Pick<Stored, 'width'>[]): number {
  const rowBytes = stored.reduce((sum, { width }) => sum + width, 8);
  const widest = stored.reduce((most, { width }) => Math.max(most, width), 8);
  const fitting = Math.min(BLOCK_BYTES / rowBytes, CHUNK_BYTES / widest);
  return Math.max(1, Math.min(MOST_ROWS_IN_BLOCK, Math.floor(fitting)));
}

/** Numbers that count on. */
export function int64s(from: number, count: number): Buffer {
  const bytes = Buffer.alloc(count * 8);
  const halves = new Uint32Array(bytes.buffer, bytes.byteOffset, count * 2);
  for (let at = 0; at < count; at++) {
    const value = from + at;
    halves[at * 2] = value;
    halves[at * 2 + 1] = value / 2 ** 32;
  }
  return bytes;
}

/** Columns beside each other become rows: cell by cell, as each is wide. */
export function records(
  columns: readonly Buffer[],
  stored: readonly Pick<Stored, 'width'>[],
  rows: number,
): Buffer {
  const rowBytes = stored.reduce((sum, { width }) => sum + width, 0);
  const bytes = Buffer.alloc(rows * rowBytes);
  let start = 0;
  for (const [at, { width }] of stored.entries()) {
    const column = columns[at] ?? Buffer.alloc(0);
    for (let row = 0; row < rows; row++) {
      const to = row * rowBytes + start;
      for (let byte = 0; byte < width; byte++) bytes[to + byte] = column[row * width + byte] ?? 0;
    }
    start += width;
  }
  return bytes;
}
