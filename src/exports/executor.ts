import { z } from 'zod';
import { conversionSpec, MOST_PARTS } from './convert/conversion.ts';

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
]);
export type Task = z.input<typeof task>;

const part = z.object({
  bytes: z.int(),
  sha256: z.string(),
  rows: z.int(),
  value: z.string().nullable().optional(),
});

/** What a worker says on its way, in this order for each file: begun, how far it is, how it ended. */
export const report = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('begun'), file: z.int() }),
  z.strictObject({
    kind: z.literal('progress'),
    file: z.int().optional(),
    fraction: z.number(),
    rows: z.int().optional(),
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
  z.strictObject({ kind: z.literal('failed'), file: z.int(), says: z.string() }),
  z.strictObject({ kind: z.literal('packaged'), bytes: z.int() }),
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
  | { readonly kind: 'crashed'; readonly says: string; readonly log?: string };

/** Runs one task somewhere else than in the bot’s own process. What it writes besides its outputs is in `folder`. */
export interface Executor {
  run(
    task: Task,
    ports: {
      readonly signal: AbortSignal;
      readonly limits: Limits;
      /** In order; the next is heard when this one has been kept. */
      readonly onReport: (report: Report) => Promise<void>;
    },
  ): Promise<Ending>;
}
