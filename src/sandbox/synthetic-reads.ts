import { gzipSync } from 'node:zlib';
import { numberOf } from './world/identity.ts';

export type ReadIndex = 'read1' | 'read2' | 'index1';

const READS = 2000;
const BASES = 'ACGT';
const made = new Map<string, Buffer>();

/** A FASTQ file, gzipped: always the same for a name; the files of one lane hold the same reads. */
export function syntheticFastq(name: string, read: ReadIndex, length: number): Buffer {
  const kept = made.get(name);
  if (kept !== undefined) return kept;
  const lane = name.replace(/_[RI][12]_001\.fastq\.gz$/, '');
  const next = numbersFrom(numberOf(name, 2 ** 32));
  const which = read === 'read2' ? 2 : 1;
  const lines: string[] = [];
  for (let index = 0; index < READS; index += 1) {
    const letters = Array.from({ length }, () => BASES.charAt(next() >>> 30));
    const quality = Array.from({ length }, () => String.fromCharCode(58 + (next() >>> 28)));
    const place = `${1101 + Math.floor(index / 500)}:${1000 + (index % 500) * 17}`;
    lines.push(
      `@SIM:1:${lane}:1:${place}:${2000 + index} ${which}:N:0:ATCACG`,
      letters.join(''),
      '+',
      quality.join(''),
    );
  }
  const file = gzipSync(`${lines.join('\n')}\n`);
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
