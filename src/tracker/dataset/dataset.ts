import type { Software } from '../metadata/schema.ts';
import type { Stage } from '../state/stage.ts';

/** Where a dataset stands, and what its metadata say. Plain data. */
export interface Dataset {
  readonly accession: string;
  readonly status: string; // `analysing processed`
  readonly reach: number; // the rank that decides
  readonly lowest: Stage;
  readonly highest: Stage;
  readonly location: string; // the place that says so
  readonly tech: readonly string[];
  readonly asOf: string; // ISO, when that place was last read
  readonly idf?: string | undefined; // path
  readonly sdrf?: string | undefined;
  readonly analysis?: string | undefined;
  readonly modifiedAt?: string | undefined; // ISO, the newer of IDF and SDRF
  readonly title?: string | undefined;
  readonly experimentType?: string | undefined;
  readonly analysisTypes: readonly string[];
  readonly curators: readonly string[];
  readonly secondaryAccessions: readonly string[];
  readonly organisms: readonly string[];
  readonly libraries: readonly string[];
  readonly mapping?: Software | undefined;
  readonly ensembl?: string | undefined;
  readonly genes?: Software | undefined;
  readonly transcripts?: Software | undefined;
}

/** Somebody else has it, and we may want it: of the two sheets the one to discover in. */
export const isExternal = ({ lowest }: Pick<Dataset, 'lowest'>): boolean => lowest === 'external';
