import { commonName } from '../dataset/accession.ts';
import { type Dataset, isExternal } from '../dataset/dataset.ts';

/** Two datasets that somebody looked at and found to be two. */
export interface NotDuplicate {
  readonly accessions: readonly [string, string]; // in either order
  readonly reason: string;
}

/** An external dataset that we seem to have already. */
export interface Duplicate {
  readonly external: Dataset;
  readonly internal: readonly [InternalTwin, ...InternalTwin[]];
  readonly warning: string; // as it stands in the sheet
}
export interface InternalTwin {
  readonly dataset: Dataset;
  /** What both are called, E-GEOD-5 as GSE5. */
  readonly names: readonly string[];
}

/** By common name: who is called so, by its own accession or by a secondary one. */
type Names = ReadonlyMap<string, readonly Dataset[]>;

/**
 * External datasets that share a name with one of ours: the accession, a secondary accession, or GEO’s name of it, on
 * either side.
 */
export function findDuplicates(
  datasets: readonly Dataset[],
  decided: readonly NotDuplicate[],
): readonly Duplicate[] {
  const twinsOf = twinsAmong(datasets, decided);
  return datasets.filter(isExternal).flatMap((external) => {
    const [first, ...others] = twinsOf(external);
    if (first === undefined) return [];
    const internal = [first, ...others] as const;
    const see = internal.map(({ dataset }) => dataset.accession).join(' & ');
    return { external, internal, warning: `WARNING Already Ingested. See ${see}` };
  });
}

/** Two of ours that share a name: one may have been ingested twice. */
export interface OwnTwins {
  readonly dataset: Dataset;
  readonly twin: InternalTwin; // behind it in the order of accessions
}

/** Of one dataset: a series of hundreds shares the name of all. */
const MOST_TWINS = 20;

export function findOwnTwins(
  datasets: readonly Dataset[],
  decided: readonly NotDuplicate[],
): readonly OwnTwins[] {
  const twinsOf = twinsAmong(datasets, decided);
  return datasets
    .filter((dataset) => !isExternal(dataset))
    .flatMap((dataset) =>
      twinsOf(dataset)
        .filter((twin) => twin.dataset.accession > dataset.accession)
        .slice(0, MOST_TWINS)
        .map((twin) => ({ dataset, twin })),
    );
}

/** Finds those of ours that share a name with a dataset, unless somebody found the two to be two. */
function twinsAmong(datasets: readonly Dataset[], decided: readonly NotDuplicate[]) {
  const known = namesOf(datasets.filter((dataset) => !isExternal(dataset)));
  const dismissed = new Set(decided.map(({ accessions }) => pairOf(...accessions)));
  return (one: Dataset): readonly InternalTwin[] => {
    const names = commonNamesOf(one);
    return [...new Set(names.flatMap((name) => known.get(name) ?? []))]
      .filter(({ accession }) => !dismissed.has(pairOf(accession, one.accession)))
      .sort((a, b) => (a.accession < b.accession ? -1 : 1))
      .map((dataset) => {
        const its = new Set(commonNamesOf(dataset));
        return { dataset, names: names.filter((name) => its.has(name)) };
      });
  };
}

export interface AlreadyHere {
  readonly accession: string; // as it was asked for
  readonly dataset: Dataset;
  readonly says: string;
}

/** Before something external is taken in: which of these names one of our datasets has. */
export function alreadyIngested(
  accessions: readonly string[],
  datasets: readonly Dataset[],
): readonly AlreadyHere[] {
  const known = namesOf(datasets.filter((dataset) => !isExternal(dataset)));
  return accessions.flatMap((accession) =>
    (known.get(commonName(accession)) ?? []).map((dataset) => ({
      accession,
      dataset,
      says: `External accession ${accession} has already been ingested into atlas. See internal accession ${dataset.accession}.`,
    })),
  );
}

/** Before an accession of ours is given out: which of these are taken. */
export function alreadyTaken(
  accessions: readonly string[],
  datasets: readonly Dataset[],
): readonly AlreadyHere[] {
  const taken = new Map(datasets.map((dataset) => [dataset.accession, dataset]));
  return accessions.flatMap((accession) => {
    const dataset = taken.get(accession);
    const says = `Internal accession ${accession} has already been ingested into atlas.`;
    return dataset === undefined ? [] : [{ accession, dataset, says }];
  });
}

/** What makes two datasets one perhaps: the common names of all that it is called. */
export const commonNamesOf = ({ accession, secondaryAccessions }: Dataset): readonly string[] => [
  ...new Set([accession, ...secondaryAccessions].map(commonName)),
];

function namesOf(datasets: readonly Dataset[]): Names {
  const names = new Map<string, Dataset[]>();
  for (const dataset of datasets)
    for (const name of commonNamesOf(dataset)) {
      const called = names.get(name);
      if (called === undefined) names.set(name, [dataset]);
      else called.push(dataset);
    }
  return names;
}

/** JSON, since no two pairs are written alike. */
const pairOf = (...accessions: [string, string]): string => JSON.stringify(accessions.sort());
