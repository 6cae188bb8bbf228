/** What was done with a test file, in this order. */
export type Deed = 'put' | 'delivered' | 'copied' | 'read' | 'deleted';

/** What became of a test file: each thing that was done, or what the store said to the first that was not. */
export interface Trial {
  readonly path: string; // s3://their-landing/lung/handoff-test-7f.txt
  readonly did: readonly Deed[];
  readonly milliseconds: number;
  readonly failed?: string;
  /** Who can mend it: only the owner of the target, who makes the bucket, or adds what lets data be delivered there. */
  readonly missing?: 'bucket' | 'grant';
  /** Where it still lies, since the bot may not delete there. */
  readonly stays?: string;
}
