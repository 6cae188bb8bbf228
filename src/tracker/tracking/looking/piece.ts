import { z } from 'zod';
import { findings } from '../../../storage/tracker/runs.ts';
import { STAGES } from '../../state/stage.ts';

const texts = z.array(z.string());

/** A version as it goes from one process to another: times are milliseconds since 1970. */
const version = z.object({
  accession: z.string(),
  status: z.string(),
  reach: z.int(),
  isExternal: z.boolean(),
  since: z.number(),
  modifiedAt: z.number().optional(),
  tech: texts,
  curators: texts,
  content: z.string(),
});

const newChange = z.object({ accession: z.string(), kind: z.string(), content: z.string() });

/** What somebody who looks through all places hands over, in this order, to whoever may write it down. */
export const piece = z.discriminatedUnion('what', [
  z.object({
    what: z.literal('batch'),
    ended: texts,
    begun: z.array(version),
    changes: z.array(newChange),
  }),
  /** What files said, for the next run: whether or not this one is ever done. */
  z.object({
    what: z.literal('readings'),
    rows: z.array(z.object({ path: z.string(), content: z.string() })),
  }),
  z.object({ what: z.literal('readings are gone'), paths: texts }),
  /** All batches were there: the run is done. The rest is for the next one, and can be lost. */
  z.object({ what: z.literal('found'), findings }),
  z.object({ what: z.literal('listing begins'), location: z.string() }),
  z.object({
    what: z.literal('listing'),
    location: z.string(),
    pieces: z.array(z.object({ number: z.int().min(1), content: z.string() })),
  }),
  /** `content`: when it was listed, and what else there is to say of it. */
  z.object({ what: z.literal('listing ends'), location: z.string(), content: z.string() }),
  z.object({ what: z.literal('listing is gone'), location: z.string() }),
]);
export type Piece = z.infer<typeof piece>;

/** What is to be looked through. */
export const order = z.object({
  at: z.iso.datetime(), // when the run began
  /** Since when the program runs: what one before it remembered may be made otherwise. */
  program: z.string(),
  sources: z.array(
    z.object({
      kind: z.enum(['folder', 'web', 'bucket']),
      location: z.string(),
      stages: z.tuple([z.enum(STAGES)], z.enum(STAGES)),
      tech: texts,
    }),
  ),
});
export type Order = z.infer<typeof order>;

/** Looks through all places, here or in a process of its own. */
export type Look = (order: Order, signal: AbortSignal) => AsyncIterable<readonly Piece[]>;
