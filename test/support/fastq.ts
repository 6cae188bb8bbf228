import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { createGzip } from 'node:zlib';

/** Reads of a 10x lane as a sequencer would have written them; the same for the same seed. */
export interface Synthetic {
  readonly reads: number;
  readonly barcodes: number; // bases of R1
  readonly seed?: number;
  readonly cDna?: number; // bases of R2
}

const BATCH = 2000;
const POOL = 2 ** 18;

/** The text of R1, R2 and I1, batch by batch. */
export function* tenX({ reads, barcodes, seed = 1, cDna = 98 }: Synthetic) {
  let state = seed;
  const next = (): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state;
  };
  const pick = (letters: string) => () => letters[next() >>> 28] ?? '';
  // Far more than gzip looks back over, so that it finds as little to spare as in real reads.
  const pool = Array.from({ length: POOL }, pick('ACGTACGTACGTACGT')).join('');
  const qualities = Array.from({ length: POOL }, pick('FFFFFFFFFFFF:F,#')).join('');
  const cut = (from: string, length: number): string => {
    const at = next() % (POOL - length);
    return from.slice(at, at + length);
  };
  for (let first = 0; first < reads; first += BATCH) {
    let [r1, r2, i1] = ['', '', ''];
    for (let n = first; n < Math.min(reads, first + BATCH); n += 1) {
      const name = `@A00228:279:HFWFVDMXX:${1 + (n % 2)}:${1101 + (n % 570)}:${next() % 33000}:${n}`;
      const half = cDna >> 1;
      r1 += `${name} 1:N:0:ATTGCGTG\n${cut(pool, 16)}${cut(pool, barcodes - 16)}\n+\n${cut(qualities, barcodes)}\n`;
      r2 += `${name} 2:N:0:ATTGCGTG\n${cut(pool, half)}${cut(pool, cDna - half)}\n+\n${cut(qualities, cDna)}\n`;
      i1 += `${name} 1:N:0:ATTGCGTG\nATTGCGTG\n+\n${cut(qualities, 8)}\n`;
    }
    yield { r1, r2, i1 };
  }
}

/** Writes `<start>R1.fastq.gz` and so on. */
export async function writeTenX(start: string, what: Synthetic) {
  const names = ['r1', 'r2', 'i1'] as const;
  const paths = { r1: `${start}R1.fastq.gz`, r2: `${start}R2.fastq.gz`, i1: `${start}I1.fastq.gz` };
  const files = names.map((name) => {
    const packed = createGzip({ level: 4, chunkSize: 256 * 1024 });
    const file = packed.pipe(createWriteStream(paths[name]));
    return { name, packed, closed: once(file, 'close') };
  });
  for (const batch of tenX(what)) {
    for (const { name, packed } of files)
      if (!packed.write(batch[name], 'latin1')) await once(packed, 'drain');
  }
  for (const { packed } of files) packed.end();
  await Promise.all(files.map(({ closed }) => closed));
  return paths;
}
