import { ArchiveFailure } from '../failure.ts';
import type { Fastq } from './fastq.ts';
import { LAYOUTS, type Layout } from './layout.ts';

/** Characters of a batch: enough that its cost is in the reads, little enough to be on its way soon. */
const BATCH = 256 * 1024;
const BASES = /^[ACGTNRYKMSWBDHV]+$/; // what BAM keeps; it turns everything else into N

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
  { read1, read2, index1 }: Lane,
  layout: Layout,
  tally: Tally,
): AsyncGenerator<Buffer> {
  const umiEnd = layout.cell + layout.umi;
  const files = index1 === undefined ? [read1, read2] : [read1, read2, index1];
  let text = '';
  while (await allHaveOne(files, tally)) {
    if (tally.reads === 0) checkOrder(read1, read2);
    const ready = Math.min(...files.map(({ lines, at }) => Math.floor((lines.length - at) / 4)));
    for (let n = 0; n < ready; n += 1) {
      const read = tally.reads + 1;
      const [head1, bases1, quality1] = take(read1, read);
      const [head2, bases2, quality2] = take(read2, read);
      const name = nameOf(head1);
      if (nameOf(head2) !== name) throw otherName(read1, read2, read, head1, head2);
      if (bases1.length < umiEnd) throw tooShort(read1, read, bases1.length, umiEnd);
      if (bases1.length > umiEnd) tally.warnings.add(longer(read1, umiEnd));
      let sample = '';
      if (index1 !== undefined) {
        const [head3, bases3, quality3] = take(index1, read);
        if (nameOf(head3) !== name) throw otherName(read1, index1, read, head1, head3);
        if (bases3.length < layout.sample)
          throw tooShort(index1, read, bases3.length, layout.sample);
        if (bases3.length > layout.sample) tally.warnings.add(longer(index1, layout.sample));
        sample = `\tBC:Z:${bases3.slice(0, layout.sample)}\tQT:Z:${quality3.slice(0, layout.sample)}`;
      }
      text += `${read}\t4\t*\t0\t255\t*\t*\t0\t${bases2.length}\t${bases2}\t${quality2}\ton:Z:${head2.slice(1).replaceAll(' ', '@')}\top:Z:${quality2}\tRX:Z:${bases1.slice(layout.cell, umiEnd)}\tQX:Z:${quality1.slice(layout.cell, umiEnd)}\tCR:Z:${bases1.slice(0, layout.cell)}\tCY:Z:${quality1.slice(0, layout.cell)}${sample}\n`;
      tally.reads = read;
      if (text.length < BATCH) continue;
      yield Buffer.from(text, 'latin1');
      text = '';
    }
  }
  if (text !== '') yield Buffer.from(text, 'latin1');
}

/** Whether there is another read; the files must end together. */
async function allHaveOne(files: readonly Fastq[], { reads }: Tally): Promise<boolean> {
  const ended: Fastq[] = [];
  for (const file of files) {
    while (file.lines.length - file.at < 4) {
      if (await file.more()) continue;
      const left = file.lines.slice(file.at);
      if (left.some((line) => line !== '')) throw brokenOff(file, reads + 1);
      ended.push(file);
      break;
    }
  }
  if (ended.length === 0) return true;
  const longerOne = files.find((file) => !ended.includes(file));
  if (longerOne !== undefined) throw unequal(ended, longerOne, reads);
  if (reads === 0) throw new ArchiveFailure('input', `${files[0]?.name} holds no reads.`);
  return false;
}

function take(file: Fastq, read: number): [head: string, bases: string, quality: string] {
  const { lines, at } = file;
  const head = lines[at] ?? '';
  const bases = lines[at + 1] ?? '';
  const quality = lines[at + 3] ?? '';
  if (head[0] !== '@' || lines[at + 2]?.[0] !== '+') throw noFastq(file, read);
  if (bases.length !== quality.length) throw unlike(file, read, bases.length, quality.length);
  if (!BASES.test(bases)) throw strangeBases(file, read, bases);
  if (quality.includes(' ')) throw noFastq(file, read);
  file.at = at + 4;
  return [head, bases, quality];
}

/** Up to the first blank, and without the mark of old machines for which of a pair it is. */
function nameOf(head: string): string {
  const blank = head.indexOf(' ');
  const end = blank < 0 ? head.length : blank;
  const marked = head.charCodeAt(end - 2) === 47 && /[123]/.test(head[end - 1] ?? '');
  return head.slice(0, marked ? end - 2 : end);
}

/** R1 and R2 the other way round have bases enough for both. Trimmed cDNA may be short, but not all alike. */
function checkOrder(read1: Fastq, read2: Fastq): void {
  const marked = / 2:[NY]:/.test(read1.lines[read1.at] ?? '');
  const lengths = new Set(
    read2.lines.filter((_, line) => line % 4 === 1).map(({ length }) => length),
  );
  const [only] = lengths;
  const barcodes = Object.values(LAYOUTS).some(({ cell, umi }) => cell + umi === only);
  const longer = (read1.lines[read1.at + 1]?.length ?? 0) > (only ?? 0);
  if (!marked && !(lengths.size === 1 && barcodes && longer)) return;
  throw new ArchiveFailure(
    'input',
    `${read1.name} and ${read2.name} seem to be swapped: the barcodes are expected in read1, the cDNA in read2.`,
  );
}

const fault = (says: string): ArchiveFailure => new ArchiveFailure('input', says);
const count = (reads: number): string => `${reads.toLocaleString('en')} reads`;

const noFastq = ({ name }: Fastq, read: number) =>
  fault(`${name} is no FASTQ file: read ${read} does not have its four lines.`);

const brokenOff = ({ name }: Fastq, read: number) =>
  fault(`${name} breaks off within read ${read}.`);

const unlike = ({ name }: Fastq, read: number, bases: number, qualities: number) =>
  fault(`${name}, read ${read}: ${bases} bases, but ${qualities} qualities.`);

const strangeBases = ({ name }: Fastq, read: number, bases: string) =>
  fault(
    bases === ''
      ? `${name}, read ${read} is empty.`
      : `${name}, read ${read} has a letter that BAM does not keep: ${/[^ACGTNRYKMSWBDHV]/.exec(bases)?.[0]}.`,
  );

const tooShort = ({ name }: Fastq, read: number, bases: number, wanted: number) =>
  fault(
    `${name}, read ${read} has ${bases} bases, but its barcodes take ${wanted}. Are the files in their places, and is the schema right?`,
  );

const otherName = (one: Fastq, other: Fastq, read: number, head: string, otherHead: string) =>
  fault(
    `Read ${read} is ${nameOf(head).slice(1, 100)} in ${one.name} and ${nameOf(otherHead).slice(1, 100)} in ${other.name}: these files do not belong together.`,
  );

const unequal = (ended: readonly Fastq[], longerOne: Fastq, reads: number) =>
  fault(
    `${ended.map(({ name }) => name).join(' and ')} ${ended.length === 1 ? 'ends' : 'end'} after ${count(reads)}, ${longerOne.name} has more.`,
  );

const longer = ({ name }: Fastq, wanted: number) =>
  `${name} has reads of more than the ${wanted} bases of its barcodes; the rest is not in the BAM.`;
