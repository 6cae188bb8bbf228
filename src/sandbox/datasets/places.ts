import { mkdirSync, renameSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { MOVES, PLACES, type PlaceName, SEED_DATASETS, type SeedDataset } from './seed-datasets.ts';

const DAY = 86_400_000; // milliseconds

/** Folders of datasets as curators leave them, one for each state. */
export interface Places {
  /** sources_config.json, as an installation has it. */
  readonly sources: string;
  /** A curator does something. */
  moveOn(): void;
  /** As in the beginning. */
  begin(): void;
}

export function openPlaces(folder: string, now: () => Date): Places {
  const sources = join(folder, 'sources_config.json');
  const standing = new Map<string, PlaceName>();
  const at = (place: PlaceName, accession: string): string => join(folder, place, accession);

  function begin(): void {
    rmSync(folder, { recursive: true, force: true });
    for (const place of PLACES) mkdirSync(join(folder, place), { recursive: true });
    for (const dataset of SEED_DATASETS) {
      const { accession, place } = dataset;
      mkdirSync(at(place, accession));
      const modified = new Date(now().getTime() - dataset.daysAgo * DAY);
      for (const [name, text] of filesOf(dataset)) {
        const path = join(at(place, accession), name);
        writeFileSync(path, text);
        utimesSync(path, modified, modified);
      }
      standing.set(accession, place);
    }
    const config = PLACES.map((stage) => [join(folder, stage), { stage: [stage], tech: ['bulk'] }]);
    writeFileSync(sources, `${JSON.stringify(Object.fromEntries(config), null, 2)}\n`);
    moves = MOVES.values();
  }

  let moves = MOVES.values();
  begin();
  return {
    sources,
    begin,
    moveOn() {
      const { value } = moves.next();
      const from = value && standing.get(value.accession);
      if (value === undefined || from === undefined) return;
      renameSync(at(from, value.accession), at(value.to, value.accession));
      standing.set(value.accession, value.to);
    },
  };
}

function filesOf(dataset: SeedDataset): readonly (readonly [name: string, text: string])[] {
  const { accession, title, organism, curator, alsoCalled = [] } = dataset;
  const idf = [
    ['Investigation Title', title],
    ['Comment[EAExperimentType]', 'Differential'],
    ['Comment[AEExperimentType]', 'RNA-seq of coding RNA'],
    ...(curator === undefined ? [] : [['Comment[EACurator]', curator]]),
    ...alsoCalled.map((name) => ['Comment[SecondaryAccession]', name]),
    ['SDRF File', `${accession}.sdrf.txt`],
  ];
  const sdrf = [
    ['Source Name', 'Characteristics[organism]', 'Comment[library construction]'],
    ['sample 1', organism, '10xV3'],
    ['sample 2', organism, '10xV3'],
  ];
  return [
    [`${accession}.idf.txt`, tsv(idf)],
    [`${accession}.sdrf.txt`, tsv(sdrf)],
  ];
}

const tsv = (rows: readonly (readonly string[])[]): string =>
  rows.map((row) => `${row.join('\t')}\n`).join('');
