import { ArchiveFailure } from '../failure.ts';
import type { Read } from './read.ts';

/** What is wrong with the files of a lane, in words for people. */

type Named = Pick<Read, 'name'>;
const fault = (says: string): ArchiveFailure => new ArchiveFailure('input', says);
const count = (reads: number): string => `${reads.toLocaleString('en')} reads`;

export const noFastq = ({ name }: Named, read: number) =>
  fault(`${name} is no FASTQ file: read ${read} does not have its four lines.`);

/** @param text from where something strange was found */
export const strangeLetters = ({ name }: Named, text: string) =>
  fault(
    text.includes('\r\n')
      ? `${name} has Windows line ends.`
      : `${name} holds what no FASTQ file does: it is something else, or damaged.`,
  );

export const noReads = ({ name }: Named) => fault(`${name} holds no reads.`);

export const brokenOff = ({ name }: Named, read: number) =>
  fault(`${name} breaks off within read ${read}.`);

export const unlike = ({ name }: Named, read: number, bases: number, qualities: number) =>
  fault(`${name}, read ${read}: ${bases} bases, but ${qualities} qualities.`);

export const strangeBases = ({ name }: Named, read: number, bases: string) =>
  fault(
    bases === ''
      ? `${name}, read ${read} is empty.`
      : `${name}, read ${read} has a letter that BAM does not keep: ${/[^ACGTNRYKMSWBDHV]/.exec(bases)?.[0]}.`,
  );

export const tooShort = (
  { name, length }: Named & Pick<Read, 'length'>,
  read: number,
  wanted: number,
) =>
  fault(
    `${name}, read ${read} has ${length} bases, but its barcodes take ${wanted}. Are the files in their places, and is the schema right?`,
  );

export const otherName = (one: Read, other: Read, read: number) =>
  fault(
    `Read ${read} is ${nameIn(one)} in ${one.name} and ${nameIn(other)} in ${other.name}: these files do not belong together.`,
  );

const nameIn = ({ bytes, head, nameEnd }: Read): string =>
  bytes.toString('latin1', head, Math.min(nameEnd, head + 99));

export const unequal = (ended: readonly Named[], longerOne: Named, reads: number) =>
  fault(
    `${ended.map(({ name }) => name).join(' and ')} ${ended.length === 1 ? 'ends' : 'end'} after ${count(reads)}, ${longerOne.name} has more.`,
  );

export const swapped = (read1: Named, read2: Named) =>
  fault(
    `${read1.name} and ${read2.name} seem to be swapped: the barcodes are expected in read1, the cDNA in read2.`,
  );

export const longer = ({ name }: Named, wanted: number): string =>
  `${name} has reads of more than the ${wanted} bases of its barcodes; the rest is not in the BAM.`;
