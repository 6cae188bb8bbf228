import { z } from 'zod';
import { type LatestFiles, latestFiles } from '../dataset/latest-files.ts';
import type { Source } from '../sources/source.ts';
import type { ListedPlace } from './list-places.ts';
import { type FoundFile, holding } from './place.ts';

export interface FileInPlace {
  readonly file: FoundFile;
  readonly source: Source;
  readonly fresh: boolean; // it was seen in this crawl
}

export interface SeenIn {
  readonly source: Source;
  readonly at: string; // ISO, when that place was listed
}

/** A dataset as all places hold it. */
export interface SeenDataset {
  readonly accession: string;
  readonly places: readonly [SeenIn, ...SeenIn[]]; // in the order of the sources
  readonly curators: readonly string[]; // whom files in its folders name
  readonly latest: LatestFiles<FileInPlace>;
}

const holdings = z.array(holding);

/** Undefined where no place has the dataset itself, though there may be files of it. */
export function datasetSeen(
  places: readonly ListedPlace[],
  accession: string,
): SeenDataset | undefined {
  const files: FileInPlace[] = [];
  const curators: string[] = [];
  const having = places.flatMap(({ source, listing, fresh }): SeenIn[] => {
    const text = listing?.held.get(accession);
    if (listing === undefined || text === undefined) return [];
    const here = holdings.parse(JSON.parse(`[${text}]`));
    for (const one of here) {
      curators.push(...one.curators);
      for (const file of one.files) files.push({ file, source, fresh });
    }
    return here.some(({ isDataset }) => isDataset) ? [{ source, at: listing.at }] : [];
  });
  const [first, ...others] = having;
  if (first === undefined) return undefined;
  return { accession, places: [first, ...others], curators, latest: latestFiles(files) };
}
