import { z } from 'zod';

/** What the load process is asked to send; it answers with a `LoadReport`. */
export const loadOrder = z.object({
  url: z.string(),
  signingSecret: z.string(),
  /** Where the bot may answer persons. */
  responseUrl: z.string(),
  channel: z.string(),
  /** People who type `/export <project>`, and people of the import team who press. */
  askers: z.array(z.string()),
  pressers: z.array(z.string()),
  projects: z.array(z.string()), // UUIDs to be asked for
  cycles: z.array(z.string()), // ids of cycles in `import requested`, each pressed once
  turn: z.number(),
  seconds: z.number(),
  /** Open loop: so many a second. Closed loop: each connection sends when it has been answered. */
  pace: z.union([z.object({ perSecond: z.number() }), z.object({ connections: z.number() })]),
});
export type LoadOrder = z.infer<typeof loadOrder>;

const kinds = z.object({ help: z.number(), ask: z.number(), press: z.number() });
export type Kind = keyof z.infer<typeof kinds>;

export const loadReport = z.object({
  /** Milliseconds from when each was due (open loop) or sent (closed loop) to its answer. */
  took: z.array(z.number()),
  sent: kinds,
  failures: z.array(z.string()),
  seconds: z.number(),
});
export type LoadReport = z.infer<typeof loadReport>;

/** In ten requests: four that only ask for help, three durable commands, three durable transitions. */
export const MIX: readonly Kind[] = [
  'help',
  'press',
  'ask',
  'help',
  'press',
  'ask',
  'help',
  'press',
  'ask',
  'help',
];
