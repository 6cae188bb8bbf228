const MOST_BYTES = 240; // of 256, so that there is room to tell two apart

/** What netCDF uses itself for a variable that is called like a dimension. */
const RESERVED = '_nc4_non_coord_';

/** A name as netCDF allows it: composed, without a slash or a control character, begun by a letter, a digit or `_`. */
export function legal(name: string): string {
  const plain = name
    .normalize('NFC')
    .replaceAll(/[\p{Cc}/]/gu, '_')
    .replace(/\s+$/u, '_');
  const begun = /^[^A-Za-z0-9_\u0080-\uffff]/.test(plain) || plain.startsWith(RESERVED);
  return shortened(begun ? `_${plain}` : plain);
}

function shortened(name: string): string {
  if (Buffer.byteLength(name) <= MOST_BYTES) return name;
  let short = '';
  for (const sign of name) {
    if (Buffer.byteLength(short) + Buffer.byteLength(sign) > MOST_BYTES) break;
    short += sign;
  }
  return short;
}

/** A name that no column has: a variable of a dimension's name would be its coordinate. */
export function besides(taken: ReadonlySet<string>, wanted: string): string {
  let name = wanted;
  while (taken.has(name)) name = `${name}_`;
  return name;
}
