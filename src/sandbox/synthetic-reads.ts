import { gzipSync } from 'node:zlib';
import { numberOf } from './world/identity.ts';

export type ReadIndex = 'read1' | 'read2' | 'index1';

const READS = 2000;
const BASES = Buffer.from('ACGT');
const BEST_QUALITIES = 58; // and fifteen above, as FASTQ writes them
const made = new Map<string, Buffer>();

/** A FASTQ file, gzipped: always the same for a name; the files of one lane hold the same reads. */
export function syntheticFastq(name: string, read: ReadIndex, length: number): Buffer {
  const kept = made.get(name);
  if (kept !== undefined) return kept;
  const lane = name.replace(/_[RI][12]_001\.fastq\.gz$/, '');
  const next = numbersFrom(numberOf(name, 2 ** 32));
  const which = read === 'read2' ? 2 : 1;
  const lines: string[] = [];
  const letters = Buffer.alloc(length);
  const quality = Buffer.alloc(length);
  for (let index = 0; index < READS; index += 1) {
    for (let base = 0; base < length; base += 1) {
      letters[base] = BASES[next() >>> 30] ?? 0;
      quality[base] = BEST_QUALITIES + (next() >>> 28);
    }
    const place = `${1101 + Math.floor(index / 500)}:${1000 + (index % 500) * 17}`;
    lines.push(
      `@SIM:1:${lane}:1:${place}:${2000 + index} ${which}:N:0:ATCACG`,
      letters.toString('latin1'),
      '+',
      quality.toString('latin1'),
    );
  }
  const file = gzipSync(`${lines.join('\n')}\n`, { level: 1 });
  made.set(name, file);
  return file;
}

/** Numbers from 0 to below 2³², always the same for a seed (mulberry32). */
function numbersFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return (mixed ^ (mixed >>> 14)) >>> 0;
  };
}
