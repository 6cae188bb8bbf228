import { type Counts, NotCounts } from './counts.ts';
import { wholeLines } from './lines.ts';

const LF = 0x0a;
const ASCII = 0x80;

/** The texts of a column of names. */
export interface Names {
  readonly widest: number; // bytes
  readonly bytes: number; // of all of them
  readonly ascii: boolean;
}

/**
 * Looks at the names of all lines, and leaves their numbers alone.
 *
 * @throws {NotCounts}
 */
export async function namesOf(
  { path, names, delimiter }: Counts,
  signal: AbortSignal,
): Promise<{ readonly rows: number; readonly names: readonly Names[] }> {
  const found = Array.from({ length: names }, () => ({ widest: 0, bytes: 0, ascii: true }));
  let rows = 0;
  for await (const bytes of wholeLines(path, signal)) {
    if (names > 0 && bytes.includes(0)) throw new NotCounts();
    for (let at = 0; at < bytes.length; at = bytes.indexOf(LF, at) + 1, rows++) {
      for (const column of found) {
        const start = at;
        let byte = bytes[at] ?? LF;
        for (; byte !== delimiter && byte !== LF; byte = bytes[++at] ?? LF) {
          if (byte >= ASCII) column.ascii = false;
        }
        if (byte === LF) throw new NotCounts();
        column.bytes += at - start;
        if (at - start > column.widest) column.widest = at - start;
        at++;
      }
    }
  }
  return { rows, names: found };
}
