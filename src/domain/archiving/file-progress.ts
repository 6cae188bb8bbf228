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
}

/** Whether the second look shows that files have gone on since the first: what ends an alert. */
export function filesMovedOn(before: FileProgress | undefined, after: FileProgress): boolean {
  return before !== undefined && after.movedAt > before.movedAt;
}
