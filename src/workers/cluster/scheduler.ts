/** What a scheduler knows of one job. */
export interface Job {
  readonly id: string;
  readonly state: 'waiting' | 'running' | 'ended';
  /** Why it ended, where the scheduler says so. */
  readonly why?: Why;
  readonly detail: string; // in the scheduler’s own words: `NODE_FAIL`, `Priority`
}

export type Why =
  | 'out of memory'
  | 'out of time'
  | 'node failed'
  | 'preempted'
  | 'cancelled'
  | 'never started'
  | 'failed';

/** By the names that jobs were given; several of one name where it was submitted more than once. */
export type Jobs = ReadonlyMap<string, readonly Job[]>;

/** What is submitted. */
export interface Order {
  readonly name: string;
  readonly script: string; // its path
  readonly log: string; // its path
  readonly memory: number; // bytes
  readonly time: number; // milliseconds
  readonly cores: number;
}

/**
 * A scheduler, as far as it differs from others. Each call is one command, whatever the number of jobs.
 * @throws `OutsideError` where it does not answer: nothing is known then.
 */
export interface Scheduler {
  readonly system: string; // `Slurm`
  /** The variable that tells a job its own number. */
  readonly jobVariable: string;
  /** The jobs of this user that it has in mind: those under way, and those that ended not long ago. */
  list(): Promise<Jobs>;
  /** What its records tell of others. */
  past(names: readonly string[]): Promise<Jobs>;
  /** The command line that submits it. */
  command(order: Order): readonly string[];
  /** Answers the number of the job. @throws `OutsideError`, `refused`, with its words, where it does not take it. */
  submit(order: Order): Promise<string>;
  /** Also of jobs that have ended. */
  cancel(ids: readonly string[]): Promise<void>;
}

export function byName(jobs: Iterable<Job & { readonly name: string }>): Jobs {
  const found = new Map<string, Job[]>();
  for (const { name, ...job } of jobs) found.set(name, [...(found.get(name) ?? []), job]);
  return found;
}
