/** One job of an upload plan: some inputs, made into one BAM or left as they are, and uploaded. */
export interface FileJob {
  readonly id: number;
  readonly number: number; // in the plan, from 1
  readonly state: FileJobState;
  /** Why it is refused, failed, was cancelled, or is tried again; one sentence for people. */
  readonly reason?: string;
  readonly manifestId?: string; // a job that cannot be read may lack it
  readonly inputs: readonly {
    readonly name: string;
    readonly bytes: number;
    readonly role?: string; // read1, read2, index1, index2: in a conversion
  }[];
  readonly schema?: string; // 10xV2, 10xV3; without one files are uploaded as they are
  readonly outputs: readonly string[]; // names that are uploaded
  readonly memory: number; // megabytes: estimated, and doubled where that was too little
  readonly minutes: number; // estimated
  /** While it runs. */
  readonly stage?: string; // `converting to lane_1.bam`
  readonly fraction: number; // 0 to 1
  readonly where?: string; // it runs or ran last: `this machine`, `Slurm job 17`
  readonly attempt: number; // 0 before the first
  readonly startedAt?: string; // ISO, of this attempt
  readonly movedAt?: string; // ISO: when it last went on
  readonly endedAt?: string; // ISO
  /** What was uploaded. */
  readonly files: readonly {
    readonly name: string;
    readonly bytes: number;
    readonly sha256: string;
    readonly reads?: number | undefined;
  }[];
  readonly warnings: readonly string[];
}

export type FileJobState =
  | 'refused'
  | 'planned'
  | 'waiting' // for a place among those that run at once, for its next attempt, or in the queue of a cluster
  | 'running'
  | 'uploaded'
  | 'failed'
  | 'cancelled';

/** One after the other, or as many at once as the installation allows. */
export type FileMode = 'sequential' | 'parallel';
