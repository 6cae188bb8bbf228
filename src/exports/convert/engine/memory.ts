import type { Format } from '../options.ts';

const USUAL = 256;
const FEW = 128;

/**
 * Megabytes that the engine may take. Rows that are put down in it fill all that there is, beside the library that
 * writes them: there it has less, unless it reads Parquet, whose pages have to fit as they are.
 */
export function engineMemory(from: readonly Format[], to: Format): number {
  const putsDown = to === 'hdf5' || to === 'netcdf';
  return putsDown && !from.includes('parquet') ? FEW : USUAL;
}
