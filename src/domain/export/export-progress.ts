/** One look at ingest while it exports: what the newest export job and the envelope say. */
export interface ExportProgress {
  /** The submission envelope's state in ingest's own words, e.g. `Submitted`, `Exporting`. */
  readonly envelope: string;
  readonly job?: {
    readonly id: string;
    readonly status: string;
    readonly transfer?: JobPart; // absent in a metadata-only export
    readonly spreadsheet: JobPart;
    readonly assaysDone: number;
    readonly assaysTotal?: number; // unknown until the spreadsheet is made
  };
}
export type JobPart = 'not started' | 'started' | 'complete';

export interface Diagnosis {
  readonly likely: string;
  readonly next: string;
}

/** The table of likely causes (ingest operations' own; six places where an export gets stuck). */
export function diagnose(progress: ExportProgress | undefined, accepted: boolean): Diagnosis {
  if (!accepted) {
    return {
      likely: 'not known: ingest has not confirmed the submit',
      next: 'see whether ingest answers; I ask again until it does',
    };
  }
  if (progress === undefined) {
    return {
      likely: 'not known: ingest has not answered since the submit',
      next: 'see whether ingest answers; I keep looking',
    };
  }
  const { job } = progress;
  if (job === undefined) {
    return {
      likely: 'the message to the exporter was never sent: ingest shows no export job',
      next: 'look in the ingest core log for this submission',
    };
  }
  if (job.status === 'Exported') {
    return {
      likely: 'the state tracker lost an event: the export job is done, the envelope does not know',
      next: 'restart the state tracker, then read the envelope again',
    };
  }
  if (job.transfer === 'not started') {
    return {
      likely: 'the exporter has not picked up the message: the data transfer never started',
      next: 'look at the exporter and its queue',
    };
  }
  if (job.transfer === 'started') {
    return {
      likely: 'the data transfer is slow, or failed silently (only its success is reported)',
      next: `look at transfer job ${job.id}`,
    };
  }
  if (job.spreadsheet !== 'complete') {
    return {
      likely: 'the message that makes the spreadsheet was dead-lettered',
      next: 'look in the exporter’s error queue',
    };
  }
  const total = job.assaysTotal ?? 0;
  if (job.assaysDone < total) {
    const missing = total - job.assaysDone;
    return {
      likely: `${missing} of ${total} ${total === 1 ? 'assay' : 'assays'} never arrived: ${missing === 1 ? 'its message was' : 'their messages were'} dead-lettered`,
      next: 'look in the error queue and compare the counts in the staging area',
    };
  }
  return {
    likely: 'the state tracker lost an event: all assays are done, the envelope does not know',
    next: 'restart the state tracker, then read the envelope again',
  };
}

/** True when the second look shows more done than the first: what ends an alert. */
export function movedOn(before: ExportProgress | undefined, after: ExportProgress): boolean {
  // Never seen before: what may have stood still all the time is no movement.
  return rank(after) > (before === undefined ? RANK_STARTED : rank(before));
}

/** An export job whose transfer has begun, and nothing else. */
const RANK_STARTED = 11;

/** Progress as one growing number, so that two looks can be compared. */
function rank(progress: ExportProgress): number {
  const job = progress.job;
  if (job === undefined) return 0;
  const part = (p: JobPart | undefined): number => (p === 'complete' ? 2 : p === 'started' ? 1 : 0);
  const envelope = progress.envelope === 'Exported' ? 1_000_000_000 : 0;
  return (
    1 +
    part(job.transfer) * 10 +
    part(job.spreadsheet) * 100 +
    job.assaysDone * 1000 +
    (job.status === 'Exported' ? 100_000_000 : 0) +
    envelope
  );
}

/** Short words for a card: `transfer done · spreadsheet done · assays 31 of 48`. */
export function describeProgress(progress: ExportProgress | undefined): string {
  const job = progress?.job;
  if (job === undefined) return 'waiting for ingest to start the export job';
  const words: string[] = [];
  if (job.transfer !== undefined) words.push(`transfer ${inWords(job.transfer)}`);
  words.push(`spreadsheet ${inWords(job.spreadsheet)}`);
  if (job.assaysTotal !== undefined) words.push(`assays ${job.assaysDone} of ${job.assaysTotal}`);
  return words.join(' · ');
}

function inWords(part: JobPart): string {
  switch (part) {
    case 'not started':
      return 'not started';
    case 'started':
      return 'running';
    case 'complete':
      return 'done';
  }
}
