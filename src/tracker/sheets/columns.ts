import { type SiteRow, webLink } from '../databases/web-link.ts';
import type { Dataset } from '../dataset/dataset.ts';
import { type SupportedSpecies, supportOf } from '../eligibility/species.ts';
import type { Software } from '../metadata/schema.ts';

/** What databases say beside the crawl; nothing where none is configured. */
export interface LookedUp {
  readonly eligibility: ReadonlyMap<string, string>; // by accession
  readonly site: ReadonlyMap<string, SiteRow>; // by accession
  readonly supported?: SupportedSpecies | undefined;
}
export const NOTHING_LOOKED_UP: LookedUp = { eligibility: new Map(), site: new Map() };

/** A dataset as the sheets show it. */
export interface SheetEntry {
  readonly dataset: Dataset;
  readonly warning?: string | undefined; // one of ours seems to be the same
  readonly lookedUp: LookedUp;
}

export interface Column {
  readonly title: string;
  readonly text: (entry: SheetEntry) => string;
  readonly link?: true; // its text is an address, where it begins with https
}

export const SHEETS = {
  discover: 'Discover Experiments',
  track: 'Track Ingested Experiments',
} as const;
export type SheetName = keyof typeof SHEETS;
export const SHEET_NAMES = ['discover', 'track'] as const satisfies readonly SheetName[];

const list = (values: readonly string[]): string => values.join(' & ');

/** A column that says one thing of the dataset itself. */
const says = (title: string, text: (dataset: Dataset) => string | undefined): Column => ({
  title,
  text: ({ dataset }) => text(dataset) ?? '',
});
const software = (titles: readonly [string, string], of: (d: Dataset) => Software | undefined) => [
  says(titles[0], (dataset) => of(dataset)?.name),
  says(titles[1], (dataset) => of(dataset)?.version),
];

const BOTH: readonly Column[] = [
  says('Accession', ({ accession }) => accession),
  says('Status', ({ status }) => status),
  { ...says('Discovery Location', ({ location }) => location), link: true },
  says('Investigation Title', ({ title }) => title),
  says('Analysis Type', ({ analysisTypes }) => list(analysisTypes)),
  says('Organism', ({ organisms }) => list(organisms)),
  says('Secondary Accessions', ({ secondaryAccessions }) => list(secondaryAccessions)),
  says('IDF', ({ idf }) => idf),
  says('SDRF', ({ sdrf }) => sdrf),
  says('Last Modified', ({ modifiedAt }) => modifiedAt),
  {
    title: 'Atlas Eligibility',
    text: ({ dataset, lookedUp }) => lookedUp.eligibility.get(dataset.accession) ?? '',
  },
];

export const COLUMNS: Readonly<Record<SheetName, readonly Column[]>> = {
  discover: [
    ...BOTH,
    {
      title: 'Organism Status',
      text: ({ dataset, lookedUp: { supported } }) =>
        (supported && supportOf(dataset, supported)) ?? '',
    },
    { title: 'Already Ingested', text: ({ warning }) => warning ?? '' },
    says('AutoConfig Location', () => undefined), // nothing is configured automatically yet
  ],
  track: [
    ...BOTH,
    says('Tech Type', ({ tech }) => list(tech)),
    {
      title: 'Web Link',
      text: ({ dataset, lookedUp }) => {
        const row = lookedUp.site.get(dataset.accession);
        return (row && webLink(dataset, row)) ?? '';
      },
      link: true,
    },
    says('Experiment Type', ({ experimentType }) => experimentType),
    says('Single-cell Experiment Type', ({ libraries }) => list(libraries)),
    ...software(['GeneQuantSoft', 'GQSVersion'], ({ genes }) => genes),
    ...software(['MappingSoft', 'MappingSoftVersion'], ({ mapping }) => mapping),
    says('E!Version', ({ ensembl }) => ensembl),
    ...software(['TransQuantSoft', 'TQSVersion'], ({ transcripts }) => transcripts),
    says('Curator', ({ curators }) => list(curators)),
  ],
};
