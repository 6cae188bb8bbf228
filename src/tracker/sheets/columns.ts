import { type SiteRow, siteRowOf, webLink } from '../databases/web-link.ts';
import type { Dataset } from '../dataset/dataset.ts';
import { objectionsTo } from '../eligibility/automatic-configuration.ts';
import { type SupportedSpecies, supportOf } from '../eligibility/species.ts';
import type { Software } from '../metadata/schema.ts';

/** What databases say beside the crawl; nothing where none is configured. */
export interface LookedUp {
  readonly eligibility: ReadonlyMap<string, string>; // by accession
  readonly site: ReadonlyMap<string, SiteRow>; // by accession
  readonly supported?: SupportedSpecies | undefined;
  /**
   * How old that is where it could not be asked the last time; undefined where it is of now, or never asked. Not kept: it
   * is of a time later than the sheet.
   */
  readonly age: Readonly<Record<'eligibility' | 'site' | 'species', Age>>;
}
type Age = Date | 'never answered' | 'not kept' | undefined;

/** A dataset as the sheets show it. */
export interface SheetEntry {
  readonly dataset: Dataset;
  readonly warning?: string | undefined; // one of ours seems to be the same
  /** What people found to be so, by title of the column: it holds over the crawl. */
  readonly corrected?: ReadonlyMap<string, { readonly text: string }> | undefined;
  readonly lookedUp: LookedUp;
}

export interface Column {
  readonly title: string;
  readonly text: (entry: SheetEntry) => string;
  readonly link?: true; // its text is an address, where it begins with https
}

const NOT_ASKED: LookedUp = {
  eligibility: new Map(),
  site: new Map(),
  age: { eligibility: undefined, site: undefined, species: undefined },
};

/** What the crawl alone says in a column; empty where it is a database that says it. */
export function crawledText(title: string, dataset: Dataset): string {
  const column = [...COLUMNS.track, ...COLUMNS.discover].find((one) => one.title === title);
  return column?.text({ dataset, lookedUp: NOT_ASKED }) ?? '';
}

/** What a cell says. */
export const saidIn = (column: Column, entry: SheetEntry): string =>
  entry.corrected?.get(column.title)?.text ?? column.text(entry);

export const SHEETS = {
  discover: 'Discover Experiments',
  track: 'Track Ingested Experiments',
} as const;
export type SheetName = keyof typeof SHEETS;
export const SHEET_NAMES = ['discover', 'track'] as const satisfies readonly SheetName[];

const UNKNOWN = {
  'never answered': 'not known: the database did not answer',
  'not kept': 'not kept: the database was asked again since',
} as const;

/** What a database says, with its time where it is an older answer. */
function aged(says: string | undefined, age: Age): string {
  if (typeof age === 'string') return says ?? UNKNOWN[age];
  if (says === undefined || age === undefined) return says ?? '';
  return `${says} (as of ${age.toISOString().slice(0, 10)})`;
}

/** Nothing stands against it that it is configured automatically, once somebody says where. */
export function isCandidate({ dataset, warning, lookedUp }: SheetEntry): boolean {
  const { eligibility, supported } = lookedUp;
  if (supported === undefined) return false;
  const ingested = new Set(warning === undefined ? [] : [dataset.accession]);
  return objectionsTo(dataset, { eligibility, supported, ingested }).length === 0;
}

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

/** Of the column by which rows are told apart. */
export const KEY = 'Accession';

const BOTH: readonly Column[] = [
  says(KEY, ({ accession }) => accession),
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
    text: ({ dataset, lookedUp: { eligibility, age } }) =>
      aged(eligibility.get(dataset.accession), age.eligibility),
  },
];

export const COLUMNS: Readonly<Record<SheetName, readonly Column[]>> = {
  discover: [
    ...BOTH,
    {
      title: 'Organism Status',
      text: ({ dataset, lookedUp: { supported, age } }) =>
        aged(supported && supportOf(dataset, supported), age.species),
    },
    { title: 'Already Ingested', text: ({ warning }) => warning ?? '' },
    { title: 'AutoConfig Location', text: (entry) => (isCandidate(entry) ? 'Candidate' : '') },
  ],
  track: [
    ...BOTH,
    says('Tech Type', ({ tech }) => list(tech)),
    {
      title: 'Web Link',
      text: ({ dataset, lookedUp }) => {
        const { site, age } = lookedUp;
        const isAsked = site.size > 0 || age.site !== undefined;
        const row = isAsked ? site.get(dataset.accession) : siteRowOf(dataset);
        const link = row && webLink(dataset, row);
        return link ?? (typeof age.site === 'string' ? UNKNOWN[age.site] : '');
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
