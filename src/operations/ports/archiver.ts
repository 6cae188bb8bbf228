import type { ArchiveEnvironment } from '../../domain/archiving/archive.ts';

export type { ArchiveEnvironment };

/** The archiver service between ingest and the archives (EBI), and what ingest core knows of its work. */

/**
 * What became of a request that must not be made twice. `unknown`: it may have been done; only reading tells
 * (`latest`, `dataProgress`, the envelope's state), never another request. Where it surely was not done and may be
 * tried again, an `OutsideError` with outcome `retry` is thrown instead.
 */
export type Sent<Details = unknown> =
  | ({ readonly outcome: 'sent' } & Details)
  | { readonly outcome: 'refused'; readonly reason: string } // words fit for a person
  | { readonly outcome: 'unknown'; readonly reason: string };

/** The newest record of archiving a submission. Without `dspUuid` nothing was made in DSP: `errors` say why. */
export interface ArchiveSubmission {
  readonly submissionUuid: string; // ingest's
  readonly dspUuid?: string;
  readonly dspUrl?: string;
  readonly created: string; // ISO
  readonly errors: readonly { readonly code: string; readonly says: string }[];
}

/** What DSP holds against a submission. Ready: both lists are empty. */
export interface ArchiveValidation {
  readonly errors: readonly EntityErrors[];
  /** What DSP has not looked at yet: addresses, or what else names them. */
  readonly pending: readonly string[];
}

/** All faults of one type of entity: `sequencingRuns`; `''` for what belongs to none. */
export interface EntityErrors {
  readonly type: string;
  readonly entities: readonly {
    readonly link?: string; // in DSP
    readonly says: readonly string[];
  }[];
}

/** What keeps DSP from completing. Ready: 0, 0, false, false. */
export interface ArchiveBlockers {
  readonly filesNotReady: number;
  readonly metadata: number;
  readonly empty: boolean;
  readonly validating: boolean;
  readonly byType: readonly {
    readonly type: string;
    readonly name: string; // for people: `Sequencing runs`
    readonly count: number;
  }[];
}

/**
 * The jobs of the file archiver as the archiver wrote them, out of their nesting; none while it is still building.
 * What a job may hold is judged where files are archived.
 */
export interface UploadPlanGiven {
  readonly jobs: readonly Readonly<Record<string, unknown>>[];
}

/** A data file on its way to ENA. Without `result` it waits or has failed: only time tells. */
export interface DataFile {
  readonly uuid: string;
  readonly name: string;
  readonly cloudUrl?: string;
  readonly result?: {
    readonly archivedAt?: string; // ISO
    readonly md5?: string;
    readonly enaPath?: string;
    readonly error?: string;
  };
}

/** An accession and whose it is. */
export interface Accession {
  readonly of: 'project' | 'biomaterial' | 'protocol' | 'process' | 'file';
  readonly uuid: string;
  readonly label: string; // a person's name for it: `RetA_S1_L001_R1_001.fastq.gz`; its UUID where it has none
  readonly kind: string; // as the metadata calls it: `biosamples_accession`
  readonly accession: string; // SAMEA…
}

/** A direct archiving of metadata. */
export interface DirectJob {
  readonly status: 'Pending' | 'Running' | 'Failed' | 'Completed';
  readonly submissionUuid?: string;
  readonly accessions: readonly Accession[];
  readonly errors: readonly string[];
}

/**
 * Every reading rejects with an `OutsideError` that names the system: `retry` for silence and faults, `refused` where
 * the key is wrong, which no repetition mends.
 */
export interface Archiver {
  readonly environment: ArchiveEnvironment;
  /**
   * Asks for a DSP submission. **Not idempotent**: look at `latest` first. Sent means accepted, not made.
   * `direct`: straight to the archives, without DSP; then `directJob` is the id of the job.
   */
  create(
    submissionUuid: string,
    options?: { readonly excludeTypes?: readonly string[]; readonly direct?: boolean },
  ): Promise<Sent<{ readonly directJob?: string }>>;
  /** Undefined while there is none, or it is still being built: minutes. */
  latest(submissionUuid: string): Promise<ArchiveSubmission | undefined>;
  validation(dspUuid: string): Promise<ArchiveValidation>;
  blockers(dspUuid: string): Promise<ArchiveBlockers>;
  uploadPlan(dspUuid: string): Promise<UploadPlanGiven>;
  /** **Not idempotent.** Done is when the envelope leaves Archiving. */
  complete(dspUuid: string): Promise<Sent>;
  /** Sends all data files to ENA, or these (UUIDs of files). **Not idempotent.** */
  archiveData(submissionUuid: string, files?: readonly string[]): Promise<Sent>;
  dataProgress(submissionUuid: string): Promise<readonly DataFile[]>;
  /** Removes a DSP submission to begin anew; whatever the answer, only a look at what is there counts. */
  remove(of: {
    readonly submissionUuid: string;
    readonly dspUuid: string;
  }): Promise<'gone' | 'there'>;
  /** From ingest core. Undefined when there is no such job. */
  directJob(id: string): Promise<DirectJob | undefined>;
  /** From ingest core: all accessions in the metadata of a submission; none when it is not known. */
  accessions(submissionUuid: string): Promise<readonly Accession[]>;
}
