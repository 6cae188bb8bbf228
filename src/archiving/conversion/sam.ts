import type { Fastq } from './fastq.ts';
import { LAYOUTS, type Layout } from './layout.ts';
import { brokenOff, longer, noReads, otherName, swapped, tooShort, unequal } from './misfits.ts';
import { emptyBatch, sizeOf, writeRecord } from './record.ts';

/** Bytes of a batch: enough that its cost is in the reads, little enough to be on its way soon. */
const BATCH = 512 * 1024;
/** The files of one lane, in step. */
export interface Lane {
  readonly read1: Fastq; // the barcodes
  readonly read2: Fastq; // the cDNA
  readonly index1: Fastq | undefined;
}

/** What was found while a lane was read. */
export interface Tally {
  reads: number;
  readonly warnings: Set<string>;
}

/**
 * The reads of a lane as records of SAM, with the tags and their order that `fastq2bam` writes: `on` and `op` hold the
 * name and qualities of R2 as they were, RX/QX the UMI, CR/CY the cell, BC/QT the sample. Reads are numbered.
 * @throws {ArchiveFailure} `input` where the files do not belong together, naming the file and the read.
 */
export async function* samRecords(
  lane: Lane,
  layout: Layout,
  tally: Tally,
): AsyncGenerator<Buffer> {
  const { read1, read2, index1 } = lane;
  const files = index1 === undefined ? [read1, read2] : [read1, read2, index1];
  const ended: Fastq[] = [];
  let batch = emptyBatch(BATCH);
  for (;;) {
    const read = tally.reads + 1;
    for (const file of files) if (!file.find(read) && !(await reach(file, read))) ended.push(file);
    if (ended.length > 0) break;
    if (read === 1) checkOrder(read1, read2);
    check(lane, layout, read, tally);
    const needed = sizeOf(lane, layout);
    if (batch.end + needed > batch.bytes.length) {
      yield batch.bytes.subarray(0, batch.end);
      batch = emptyBatch(Math.max(BATCH, needed));
    }
    writeRecord(batch, lane, layout, read);
    tally.reads = read;
  }
  const goesOn = files.find((file) => !ended.includes(file));
  if (goesOn !== undefined) throw unequal(ended, goesOn, tally.reads);
  if (tally.reads === 0) throw noReads(read1);
  yield batch.bytes.subarray(0, batch.end);
}

/** Brings bytes until the next read is here; false where there is none. */
async function reach(file: Fastq, read: number): Promise<boolean> {
  while (await file.more()) if (file.find(read)) return true;
  if (file.hasRest()) throw brokenOff(file, read);
  return false;
}

/** Whether the parts of a read belong together, and are as long as their barcodes. */
function check(
  { read1, read2, index1 }: Lane,
  { cell, umi, sample }: Layout,
  read: number,
  { warnings }: Tally,
) {
  if (!sameName(read1, read2)) throw otherName(read1, read2, read);
  if (read1.length < cell + umi) throw tooShort(read1, read, cell + umi);
  if (read1.length > cell + umi) warnings.add(longer(read1, cell + umi));
  if (index1 === undefined) return;
  if (!sameName(read1, index1)) throw otherName(read1, index1, read);
  if (index1.length < sample) throw tooShort(index1, read, sample);
  if (index1.length > sample) warnings.add(longer(index1, sample));
}

function sameName(one: Fastq, other: Fastq): boolean {
  const { bytes, head, nameEnd } = one;
  const away = other.head - head;
  if (other.nameEnd - away !== nameEnd) return false;
  for (let at = head; at < nameEnd; at += 1) if (bytes[at] !== other.bytes[at + away]) return false;
  return true;
}

/** R1 and R2 the other way round have bases enough for both. Trimmed cDNA may be short, but not all alike. */
function checkOrder(read1: Fastq, read2: Fastq): void {
  const marked = / 2:[NY]:/.test(read1.bytes.toString('latin1', read1.head, read1.headEnd));
  const lengths = new Set(read2.lineLengths().filter((_, line) => line % 4 === 1));
  const [only] = lengths;
  const barcodes = Object.values(LAYOUTS).some(({ cell, umi }) => cell + umi === only);
  const isLonger = read1.length > (only ?? 0);
  if (marked || (lengths.size === 1 && barcodes && isLonger)) throw swapped(read1, read2);
}
