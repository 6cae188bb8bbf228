import { type Dataset, isExternal } from '../dataset/dataset.ts';
import { plainSpecies, type SupportedSpecies, supportOf } from './species.ts';

/** Fungi that Atlas knows; they are configured by hand. */
const FUNGI: ReadonlySet<string> = new Set(
  [
    'Aspergillus fumigatus',
    'Aspergillus nidulans',
    'Saccharomyces cerevisiae',
    'Schizosaccharomyces pombe',
    'Yarrowia lipolytica',
  ].map(plainSpecies),
);

/** Why a dataset is not configured automatically. */
export const OBJECTIONS = [
  'not external',
  'another archive', // neither ArrayExpress’s nor GEO’s
  'not eligible',
  'species not supported',
  'fungus',
  'not bulk RNA-seq',
  'already ingested',
] as const;
export type Objection = (typeof OBJECTIONS)[number];

export interface CandidateNeeds {
  readonly eligibility: ReadonlyMap<string, string>;
  readonly supported: SupportedSpecies;
  /** Accessions of external datasets that one of ours is the same as. */
  readonly ingested: ReadonlySet<string>;
}

/** All that stands against it; a candidate has none. */
export function objectionsTo(
  dataset: Dataset,
  { eligibility, supported, ingested }: CandidateNeeds,
): readonly Objection[] {
  const { accession, organisms, analysisTypes } = dataset;
  const type = analysisTypes.join(' & ');
  const holds: Readonly<Record<Objection, boolean>> = {
    'not external': !isExternal(dataset),
    'another archive': !/^E-(MTAB|GEOD)-/.test(accession),
    'not eligible': eligibility.get(accession) !== 'PASS',
    'species not supported': supportOf(dataset, supported) !== 'Supported in Atlas',
    fungus: organisms.some((organism) => FUNGI.has(plainSpecies(organism))),
    'not bulk RNA-seq': !type.includes('RNA') || !type.includes('seq') || type.includes('single'),
    'already ingested': ingested.has(accession),
  };
  return OBJECTIONS.filter((objection) => holds[objection]);
}
