import type { FileJob } from '../../domain/archiving/file-job.ts';
import type { Cycle } from '../../domain/cycle/cycle.ts';
import type { ArchivingNeeds } from '../delivery/archiving/carry-out.ts';
import type { Accession, ArchiveBlockers, ArchiveValidation, DataFile, DryRun } from '../ports.ts';

/** What people ask of an archiving, read at once. Each rejects with OutsideError where nobody answers. */
export interface ArchiveReport {
  /** What DSP has against it; undefined before there is a DSP submission. */
  errors(cycle: Cycle): Promise<ArchiveErrors | undefined>;
  /** The jobs of the upload plan; none before it is read. */
  jobs(cycle: Cycle): Promise<readonly FileJob[]>;
  /** Files that went straight to ENA. */
  dataFiles(cycle: Cycle): Promise<readonly DataFile[]>;
  /** The last lines that a job of this cycle has written; undefined when it is not of this cycle. */
  log(cycle: Cycle, job: number): Promise<FileJobLog | undefined>;
  /** What would be run, and what the procedure would have people type; undefined before there is a plan. */
  commands(cycle: Cycle): Promise<DryRun | undefined>;
  accessions(cycle: Cycle): Promise<readonly Accession[]>;
}

export interface ArchiveErrors extends ArchiveValidation {
  readonly blockers: ArchiveBlockers;
}

export interface FileJobLog {
  readonly job: FileJob;
  readonly lines: readonly string[];
}

export function createArchiveReport({ archiver, fileJobs }: ArchivingNeeds): ArchiveReport {
  return {
    async errors({ memory }) {
      const dspUuid = memory.archive?.dsp?.uuid;
      if (dspUuid === undefined) return undefined;
      const [validation, blockers] = await Promise.all([
        archiver.validation(dspUuid),
        archiver.blockers(dspUuid),
      ]);
      return { ...validation, blockers };
    },

    jobs: ({ id }) => fileJobs.list(id),
    dataFiles: ({ dataset }) => archiver.dataProgress(dataset.submissionUuid),

    async log({ id }, number) {
      const job = (await fileJobs.list(id)).find((one) => one.number === number);
      return job && { job, lines: await fileJobs.log(job.id) };
    },

    commands: ({ id }) => fileJobs.commands(id),
    accessions: ({ dataset }) => archiver.accessions(dataset.submissionUuid),
  };
}
