import { z } from 'zod';
import { archived, archiveFileJob } from '../archiving/job.ts';
import { conversionSpec, MOST_PARTS } from '../exports/convert/conversion.ts';

/** What a worker is handed: plain data, so that it does not matter where it runs. All paths are below `folder`. */
export const task = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('convert'),
    folder: z.string(),
    conversions: z.array(z.strictObject({ file: z.int(), spec: conversionSpec })),
  }),
  z.strictObject({
    kind: z.literal('package'),
    folder: z.string(),
    output: z.string(),
    members: z.array(z.strictObject({ name: z.string(), path: z.string() })),
    modifiedAt: z.iso.datetime(),
  }),
  /** Its folder is kept between attempts; its secrets are in the run’s `environment`. */
  z.strictObject({ kind: z.literal('archive file'), folder: z.string(), job: archiveFileJob }),
]);
export type Task = z.input<typeof task>;

const part = z.object({
  bytes: z.int(),
  sha256: z.string(),
  rows: z.int(),
  value: z.string().nullable().optional(),
});

/** What is heard of a run on its way. For each file, in this order: begun, how far it is, how it ended. */
export const report = z.discriminatedUnion('kind', [
  /** From the executor itself: whether it runs, and where. */
  z.strictObject({
    kind: z.literal('standing'),
    state: z.enum(['waiting', 'running']),
    where: z.string(), // for people: `this machine`, `Slurm job 17: Priority`
  }),
  z.strictObject({ kind: z.literal('begun'), file: z.int() }),
  z.strictObject({
    kind: z.literal('progress'),
    file: z.int().optional(),
    fraction: z.number(),
    rows: z.int().optional(),
    note: z.string().optional(), // what is being done, for people
  }),
  z.strictObject({
    kind: z.literal('finished'),
    file: z.int(),
    report: z.looseObject({
      bytes: z.int(),
      sha256: z.string(),
      rowsOut: z.int().optional(),
      /** Its parts, where it was split. */
      files: z.array(part).max(MOST_PARTS).readonly().optional(),
    }),
  }),
  z.strictObject({
    kind: z.literal('failed'),
    file: z.int(),
    says: z.string(),
    unfit: z.boolean().optional(), // it and what was asked for do not go together: to try again ends the same
  }),
  z.strictObject({ kind: z.literal('packaged'), bytes: z.int() }),
  z.strictObject({ kind: z.literal('archived'), result: archived }),
]);
export type Report = z.infer<typeof report>;

export interface Limits {
  readonly memory: number; // bytes
  readonly disk: number; // bytes, besides what is there when it begins
  readonly time: number; // milliseconds
}

export type Ending =
  | { readonly kind: 'done' }
  | { readonly kind: 'stopped' } // as the signal asked
  /** It ended by itself, or had to be ended; the sentence is fit for people, the rest is for the log. */
  | {
      readonly kind: 'crashed';
      readonly says: string;
      readonly log?: string | undefined;
      /** That was the cause: with twice the memory it may go well, under another key. */
      readonly outOfMemory?: true | undefined;
    };

/**
 * The reason of a signal that does not end the work: the bot stops. What runs on a cluster goes on there, and the next
 * `run` of the same key follows it to its end; what runs on this machine ends. Any other reason ends it everywhere.
 */
export const LEAVING = 'leaving';

/** Runs one task somewhere else than in the bot’s own process. What it writes besides its outputs is in `folder`. */
export interface Executor {
  /** May be asked again with the same key and task, after a restart above all: it is one run, and never two at once. */
  run(
    task: Task,
    ports: {
      /** What the run is: letters, digits and `-`, up to 60, and of no other run ever. It is no secret. */
      readonly key: string;
      readonly signal: AbortSignal;
      readonly limits: Limits;
      /** Secrets, by the names of the environment: they reach the worker and are kept nowhere. */
      readonly environment?: Readonly<Record<string, string>>;
      /**
       * In order; the next is heard when this one has been kept. Whoever follows a run that was followed before hears it
       * from its beginning.
       */
      readonly onReport: (report: Report) => Promise<void>;
    },
  ): Promise<Ending>;
  /** The command line that a run of this would begin with: for people to see. Nothing secret is in it. */
  command(task: Task, its: { readonly key: string; readonly limits: Limits }): readonly string[];
  /** The last lines that a run wrote to its log, oldest first; none once it is forgotten. */
  logs(key: string): Promise<readonly string[]>;
  /** Ends what still runs under the key and clears away what was kept of it: once its ending is on record. */
  forget(key: string): Promise<void>;
  /**
   * Clears away runs that nobody has forgotten, a restored database above all: those in which nothing has happened since
   * then, and that nobody follows and no scheduler knows to be alive. Answers how many.
   */
  sweep(olderThan: Date): Promise<number>;
}
