import { z } from 'zod';
import { software } from '../metadata/schema.ts';
import { rankOf, STAGES } from '../state/stage.ts';
import { commonName } from './accession.ts';

const texts = z.array(z.string()).readonly();

/** Where a dataset stands, and what its metadata say. Plain data. */
export const dataset = z.object({
  accession: z.string(),
  status: z.string(), // `analysing processed`
  reach: z.int(), // the rank that decides
  lowest: z.enum(STAGES),
  highest: z.enum(STAGES),
  location: z.string(), // the place that says so
  tech: texts,
  asOf: z.string(), // ISO, when that place was last read
  idf: z.string().optional(), // path
  sdrf: z.string().optional(),
  analysis: z.string().optional(),
  modifiedAt: z.string().optional(), // ISO, the newer of IDF and SDRF
  title: z.string().optional(),
  experimentType: z.string().optional(),
  analysisTypes: texts,
  curators: texts,
  secondaryAccessions: texts,
  organisms: texts,
  libraries: texts,
  mapping: software.optional(),
  ensembl: z.string().optional(),
  genes: software.optional(),
  transcripts: software.optional(),
});
export type Dataset = Readonly<z.infer<typeof dataset>>;

/** All that it is called: by its own accession, by secondary ones, and as GEO calls it. */
export const namesOf = ({
  accession,
  secondaryAccessions,
}: Pick<Dataset, 'accession' | 'secondaryAccessions'>): readonly string[] => [
  ...new Set([accession, ...secondaryAccessions].flatMap((name) => [name, commonName(name)])),
];

/** Somebody else has it, and we may want it: of the two sheets the one to discover in. */
export const isExternal = ({ lowest }: Pick<Dataset, 'lowest'>): boolean => lowest === 'external';

/**
 * Whether it counts as a status that people accepted, of this rank; none where that names no state. What is external, and
 * what is ours, only a crawl says.
 */
export const countsAs = (reach: number | undefined, dataset: Pick<Dataset, 'lowest'>): boolean =>
  reach !== undefined && (reach === rankOf('external')) === isExternal(dataset);
