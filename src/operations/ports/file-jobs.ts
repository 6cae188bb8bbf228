import type { FileJob, FileMode } from '../../domain/archiving/file-job.ts';
import type { FileProgress } from '../../domain/archiving/file-progress.ts';

/**
 * The file jobs of a DSP submission (archiving, Step 2 of 3): the upload plan, read and judged; its jobs, run wherever
 * this installation runs them. No crash of the bot loses one.
 *
 * How it meets the runbook. An effect’s delivery calls `plan`, `start`, `retry`, `cancel`; each may be repeated. After
 * `start` and `retry` it records `file jobs begun`, which leads from a state that nobody watches to one that watches
 * files: a look before that would still see how the last attempt ended. What becomes of the jobs is observed like any
 * other system: in that state the look is `fileNews(cycle.memory.fileProgress, await progress(cycle.id))`, which gives
 * one of the events
 *
 * - `file jobs progressed` (stay; keep `fileProgress`): the card is drawn, an alert of standing still ends,
 * - `all files uploaded` (each job of the plan),
 * - `file jobs failed`: nothing runs any more, and `fileProgress` counts what is failed, cancelled or refused.
 *
 * As soon as something has changed `changed(cycleId)` is called (wired to `Watch.lookNow`); a look that is lost in a
 * crash is made by the next round. Standing still is the engine’s own alert: `memory.progressAt` is set when files
 * have moved on.
 */
export interface FileJobs {
  /**
   * Reads the upload plan from the archiver and keeps its jobs. Repeated, it takes over what has changed in the plan
   * and keeps what is done; while jobs wait or run it answers what is kept.
   * @throws {OutsideError} `retry` where the archiver or the store of the inputs is silent.
   */
  plan(of: { readonly cycleId: string; readonly dspUuid: string }): Promise<FilePlan>;
  /** Starts what is planned. */
  start(asked: Asked & { readonly mode: FileMode }): Promise<void>;
  /** Only what failed, was cancelled, or has come into the plan since; in the mode that was chosen. */
  retry(asked: Asked): Promise<void>;
  /** Ends what runs, also at the scheduler, and what waits. Uploaded stays uploaded. */
  cancel(asked: Asked): Promise<void>;
  /** Undefined before there is a plan. */
  progress(cycleId: string): Promise<FileProgress | undefined>;
  /** In the order of the plan; none before there is one. */
  list(cycleId: string): Promise<readonly FileJob[]>;
  /** The last lines that a job has written, at most 50, oldest first. */
  log(jobId: number): Promise<readonly string[]>;
  /** Shown, never run; none before there is a plan. */
  commands(cycleId: string): Promise<DryRun | undefined>;
}

/** Command lines, each with what it is for. Nothing secret is in them: capital letters stand for it. */
export interface DryRun {
  /** What this installation would begin each job with: here, on Slurm or on LSF. */
  readonly own: readonly DryLine[];
  /** What the procedure would have people type. */
  readonly procedure: readonly DryLine[];
}
interface DryLine {
  readonly says: string;
  readonly line: string;
}

/**
 * `turn`: the cycle’s when it was asked for. Jobs that a later turn was about are left alone, so an old command that
 * is delivered again harms nobody. So `start`, `retry` and `cancel` belong to transitions that change the state.
 */
export interface Asked {
  readonly cycleId: string;
  readonly turn: number;
}

export type FilePlan =
  /** DSP has no jobs for us yet: look again. */
  | { readonly kind: 'building' }
  /** Nothing can be begun, and why: it is no plan, or the keys for its inputs are missing. */
  | { readonly kind: 'unreadable'; readonly says: string }
  /** `progress.refused` of `jobs` cannot be done: why, their `reason` says. Nothing runs yet. */
  | {
      readonly kind: 'plan';
      readonly jobs: readonly FileJob[];
      readonly progress: FileProgress;
      readonly mode?: FileMode; // where it was started already
    };
