import { isOfParts } from './decide.ts';

const MEGABYTE = 1024 ** 2;
/** Those that programs upload with, the usual ones first. */
const USUAL = [8, 16, 5, 10, 15, 32, 50, 64, 100, 128, 256, 512, 1024, 5120].map(
  (n) => n * MEGABYTE,
);
const LARGE = 512 * MEGABYTE;
const MOST_PARTS = 10_000;

export interface Parted {
  readonly etag: string;
  readonly bytes: number;
  /** Of what was uploaded in parts, the size of the first, where the store says it. */
  readonly firstPart: number | undefined;
}

/**
 * The size of parts with which a copy gets the etag of what it is a copy of. Where nothing says how it was uploaded it
 * is the likeliest: with a wrong one the etags differ, and the contents are compared.
 */
export function partSizeFor({ etag, bytes, firstPart }: Parted): number {
  const parts = isOfParts(etag) ? Number(etag.split('-')[1]) : undefined;
  if (parts === undefined) return Math.max(LARGE, Math.ceil(bytes / MOST_PARTS));
  const fits = (size: number | undefined): size is number =>
    size !== undefined && Math.ceil(bytes / size) === parts;
  if (fits(firstPart)) return firstPart;
  const uneven = (size: number): number => Number(bytes % size > 0);
  const [likeliest] = USUAL.filter(fits).toSorted((a, b) => uneven(a) - uneven(b));
  return likeliest ?? Math.max(Math.ceil(bytes / parts / MEGABYTE), 5) * MEGABYTE;
}
