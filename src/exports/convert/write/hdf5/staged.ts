import type { Counts } from '../../counts/counts.ts';
import type { Table } from '../../table.ts';

/** What has to be known of a column before its first row is written. */
export interface Fact {
  readonly missing: number;
  readonly widest: number; // bytes of the longest text
  readonly mean: number; // bytes of a text
  readonly zero: boolean; // whether a text has a zero character in it
  readonly ascii: boolean; // whether all texts are
  readonly largest: bigint; // of an integer, without its sign
  /** Whether a cell is what usually stands for a missing one: an empty text, or what netCDF fills up with. */
  readonly usual: boolean;
}

/** The rows as they will be written. */
export interface Staged extends Table {
  readonly rows: number;
  /** Computed and checked once, in a table of the engine's own; otherwise whenever they are asked for. */
  readonly kept: boolean;
  readonly facts: readonly Fact[];
  /** Where they lie, if their cells are read from there. */
  readonly counts?: Counts;
}

/** Some rows, column by column, in the bytes that HDF5 stores; of long text each cell ends in a zero instead. */
export interface Block {
  readonly from: number;
  readonly rows: number;
  readonly columns: readonly Buffer[];
}
