import type { FileMode } from './file-job.ts';
import type { Faults, Standing } from './standing.ts';

/** Which archives: dev and staging write to the archives' test systems, prod to the real ones. */
export const ARCHIVE_ENVIRONMENTS = ['dev', 'staging', 'prod'] as const;
export type ArchiveEnvironment = (typeof ARCHIVE_ENVIRONMENTS)[number];

/** The archiver's record of a submission to DSP; without a UUID nothing was made there. */
export interface DspRecord {
  readonly created: string; // ISO
  readonly uuid?: string;
  readonly url?: string;
}

/** What is known of the archiving of a submission, beside what every cycle remembers. */
export interface Archive {
  /** As this cycle was begun: it is never carried on in another one. */
  readonly environment: ArchiveEnvironment;
  /** When a DSP submission was asked for. Until it is known that nobody heard it, nobody asks again. ISO */
  readonly askedAt?: string;
  /** What the archiver had of it before: to be used, or to be told from what comes. */
  readonly earlier?: DspRecord;
  readonly dsp?: DspRecord;
  readonly standing?: Standing;
  /** How its files are archived. */
  readonly way?: 'file archiver' | 'ENA';
  readonly mode?: FileMode; // of the file archiver
  readonly ena?: EnaRequest;
  /** When DSP was asked to complete, which is never done twice. ISO */
  readonly completeAskedAt?: string;
  readonly accessions?: Accessions;
  /** As long as the archiver does not let the bot in: why; fit for people. */
  readonly locked?: string;
  /** The metadata errors that the developers know of. */
  readonly faultsTold?: Faults;
  /** Why the last thing that was asked for did not come about; fit for people. */
  readonly because?: string;
}

/** Files that are sent straight to ENA. */
export interface EnaRequest {
  readonly files?: readonly string[]; // their UUIDs; absent: all
  /** When the archiver was asked, which is not repeated by itself. ISO */
  readonly askedAt?: string;
  /** What ENA said of files before it was asked, without a time. */
  readonly errorsBefore?: readonly { readonly uuid: string; readonly because: string }[];
  /** What this cycle asked for before, the newest first. */
  readonly earlier?: readonly EnaRequest[];
}

/** What the archives call what they took: how much, and the first of it. */
export interface Accessions {
  readonly total: number;
  readonly first: readonly { readonly accession: string; readonly of: string }[];
}

/** Whether the archiver has something of a submission that it did not have before. */
export function isNew(record: DspRecord, { earlier }: Archive): boolean {
  return record.created !== earlier?.created;
}
