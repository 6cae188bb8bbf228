import type { Dataset } from '../../src/tracker/dataset/dataset.ts';
import { highestOf, lowestOf, rankOf, type Stage } from '../../src/tracker/state/stage.ts';

/** A dataset that stands somewhere, with whatever is to be different. */
export function aDataset(accession: string, stage: Stage, change: Partial<Dataset> = {}): Dataset {
  return {
    accession,
    status: stage,
    reach: rankOf(stage),
    lowest: lowestOf([stage]),
    highest: highestOf([stage]),
    location: `/nfs/${stage}`,
    tech: ['bulk'],
    asOf: '2026-11-21T08:00:00.000Z',
    analysisTypes: [],
    curators: [],
    secondaryAccessions: [],
    organisms: [],
    libraries: [],
    ...change,
  };
}
