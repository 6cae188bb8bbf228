import type { Format } from '../options.ts';

const USUAL = 256;
const FEW = 128;
/** Rows that the engine reads at once of a table that was put down: a step. */
export const ROWS_AT_ONCE = 2048;
/** Rows with so many bytes are read step by step; two steps of shorter ones may be in memory. */
export const LONG_IN_STEPS = 16 * 1024;

/**
 * Megabytes that the engine may take. Rows that are put down in it fill all that there is, beside the library that
 * writes them: there it has less.
 */
export function engineMemory(to: Format): number {
  return to === 'hdf5' || to === 'netcdf' ? FEW : USUAL;
}

/** What it takes at least where rows are so long, in bytes. */
export function withRowsOf(bytes: number): number {
  const step = (ROWS_AT_ONCE * bytes) / 1e6;
  const least = bytes < LONG_IN_STEPS ? FEW + 1.2 * step : Math.max(FEW, 1.4 * step);
  return Math.min(USUAL, least);
}

/** What it takes at least to read Parquet whose groups of rows have so many bytes: their pages have to fit as they are. */
export function withGroupsOf(bytes: number): number {
  return Math.min(USUAL, FEW + (1.5 * bytes) / 1e6);
}
