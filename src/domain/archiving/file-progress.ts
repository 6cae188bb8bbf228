import type { FileJob, FileJobState } from './file-job.ts';

/** How far the file jobs of a submission are: what the card shows, and what the runbook decides by. */
export interface FileProgress {
  readonly jobs: number; // all of the plan; the counts below sum up to it
  readonly refused: number; // cannot be done at all: an unsupported schema, an input that is not there
  readonly planned: number; // nobody has started them
  readonly waiting: number;
  readonly running: number;
  readonly uploaded: number;
  readonly failed: number;
  readonly cancelled: number;
  /** Of the bytes of all jobs that can be done, whole percent; 100 only when all of them are uploaded. */
  readonly percent: number;
  /** When any of them last went on; ISO. */
  readonly movedAt: string;
  /** The first that is not done and will not be without somebody's help. */
  readonly fault?: FileFault;
}

interface FileFault {
  readonly name: string; // what would have been uploaded
  readonly because?: string;
}

const ENDED_WITHOUT: readonly FileJobState[] = ['failed', 'refused', 'cancelled'];

/** What to name first of all that is not archived: what failed before what somebody cancelled. */
export function firstFault(
  jobs: readonly Pick<FileJob, 'state' | 'reason' | 'outputs' | 'inputs' | 'number'>[],
): FileFault | undefined {
  const [job] = ENDED_WITHOUT.flatMap((state) => jobs.filter((one) => one.state === state));
  if (job === undefined) return undefined;
  const name = job.outputs[0] ?? job.inputs[0]?.name ?? `job ${job.number}`;
  return { name, ...(job.reason === undefined ? {} : { because: job.reason }) };
}

/** Whether the second look shows that files have gone on since the first: what ends an alert. */
export function filesMovedOn(before: FileProgress | undefined, after: FileProgress): boolean {
  return before !== undefined && after.movedAt > before.movedAt;
}
