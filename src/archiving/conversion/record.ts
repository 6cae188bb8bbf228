import type { Layout } from './layout.ts';
import { LINE_END } from './letters.ts';
import type { Read } from './read.ts';

/** The parts of one read in the files of a lane. */
export interface Parts {
  readonly read1: Read; // the barcodes
  readonly read2: Read; // the cDNA
  readonly index1: Read | undefined;
}

/** Records of SAM, one behind the other. */
export interface Batch {
  readonly bytes: Buffer;
  end: number;
}

export const emptyBatch = (size: number): Batch => ({ bytes: Buffer.allocUnsafe(size), end: 0 });

const COLUMNS = Buffer.from('\t4\t*\t0\t255\t*\t*\t0\t'); // unmapped, as fastq2bam has it
const TAB = Buffer.from('\t');
const tag = (name: string): Buffer => Buffer.from(`\t${name}:Z:`);
const [ON, OP, RX, QX] = [tag('on'), tag('op'), tag('RX'), tag('QX')];
const [CR, CY, BC, QT] = [tag('CR'), tag('CY'), tag('BC'), tag('QT')];
/** Of a record, besides what comes from the files: columns, names of tags, two numbers. */
const AROUND = 120;

/** Bytes that the record of these reads takes at most. */
export function sizeOf({ read2 }: Parts, { cell, umi, sample }: Layout): number {
  return AROUND + (read2.headEnd - read2.head) + 3 * read2.length + 2 * (cell + umi + sample);
}

/** The reads that the files are at, as one record. */
export function writeRecord(
  batch: Batch,
  { read1, read2, index1 }: Parts,
  layout: Layout,
  read: number,
): void {
  const { cell, umi, sample } = layout;
  writeNumber(batch, read);
  write(batch, COLUMNS);
  writeNumber(batch, read2.length);
  write(batch, TAB);
  writePart(batch, read2, read2.bases, read2.length);
  write(batch, TAB);
  writePart(batch, read2, read2.quality, read2.length);
  write(batch, ON);
  writeName(batch, read2);
  write(batch, OP);
  writePart(batch, read2, read2.quality, read2.length);
  write(batch, RX);
  writePart(batch, read1, read1.bases + cell, umi);
  write(batch, QX);
  writePart(batch, read1, read1.quality + cell, umi);
  write(batch, CR);
  writePart(batch, read1, read1.bases, cell);
  write(batch, CY);
  writePart(batch, read1, read1.quality, cell);
  if (index1 !== undefined) {
    write(batch, BC);
    writePart(batch, index1, index1.bases, sample);
    write(batch, QT);
    writePart(batch, index1, index1.quality, sample);
  }
  batch.bytes[batch.end] = LINE_END;
  batch.end += 1;
}

/** Byte by byte: what is copied is shorter than the call of anything that copies is long. */
function write(batch: Batch, what: Buffer): void {
  const { bytes, end } = batch;
  const { length } = what;
  for (let at = 0; at < length; at += 1) bytes[end + at] = what[at] ?? 0;
  batch.end = end + length;
}

function writePart(batch: Batch, { bytes: from }: Read, begin: number, length: number): void {
  const { bytes, end } = batch;
  for (let at = 0; at < length; at += 1) bytes[end + at] = from[begin + at] ?? 0;
  batch.end = end + length;
}

const BLANK = 32;
const INSTEAD_OF_BLANK = 64; // @

function writeName(batch: Batch, { bytes: from, head, headEnd }: Read): void {
  const { bytes, end } = batch;
  const length = headEnd - head;
  for (let at = 0; at < length; at += 1) {
    const byte = from[head + at] ?? 0;
    bytes[end + at] = byte === BLANK ? INSTEAD_OF_BLANK : byte;
  }
  batch.end = end + length;
}

function writeNumber(batch: Batch, number: number): void {
  const { bytes } = batch;
  let digits = 1;
  for (let more = number; more >= 10; more = Math.floor(more / 10)) digits += 1;
  let rest = number;
  for (let at = batch.end + digits - 1; at >= batch.end; at -= 1) {
    bytes[at] = 48 + (rest % 10);
    rest = Math.floor(rest / 10);
  }
  batch.end += digits;
}
