import { librariesOf, libraryFile } from './libraries.ts';
import { syntheticFastq } from './synthetic-reads.ts';
import { numberOf } from './world/identity.ts';
import type { Project } from './world/record.ts';

/** The data files of a project: two lanes of two reads for every assay, or those of its libraries. */
export const filesPerAssay = 4;

export function dataFileNames({ shortName, assays }: Project): readonly string[] {
  const real = librariesOf(shortName).flatMap(({ lanes }) => lanes.flat());
  if (real.length > 0) return real.map(({ name }) => name);
  return Array.from({ length: assays * filesPerAssay }, (_, index) =>
    dataFileName(shortName, index),
  );
}

function dataFileName(shortName: string, index: number): string {
  const sample = Math.floor(index / filesPerAssay) + 1;
  const lane = Math.floor((index % filesPerAssay) / 2) + 1;
  return `${shortName.replace(/Sim$/, '')}_S${sample}_L00${lane}_R${(index % 2) + 1}_001.fastq.gz`;
}

/** The size of a file by its name, the same wherever a copy of it lies. */
export function dataFileSize(name: string): number {
  const body = dataFileBody(name);
  if (body !== undefined) return body.length;
  return name.endsWith('.xlsx') ? 60_000 + numberOf(name, 400_000) : 2e9 + numberOf(name, 18e9);
}

/** What is in it, where that really exists. */
export function dataFileBody(name: string): Buffer | undefined {
  const file = libraryFile(name);
  return file && syntheticFastq(name, file.read, file.length);
}
