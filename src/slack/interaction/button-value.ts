import { z } from 'zod';
import { CHOICES } from '../../domain/cycle/choice.ts';

/**
 * A runbook event: cycle, the turn that the card showed, event; which choice, and the hash of what exactly is
 * confirmed, where there is one. Ids, not state: the store decides.
 */
export const pressedEvent = z.object({
  c: z.string(),
  t: z.number().int(),
  e: z.string(),
  v: z.number().int().min(0).optional(),
  h: z.string().optional(),
});
/** A previewed export: which preview, and what is chosen in it, or `not now`. */
export const pressedPreview = z.object({
  p: z.string(),
  a: z.enum([...CHOICES, 'not now']),
});
/** Words for a runbook's command: a project's UUID or whatever somebody typed. */
export const pressedWords = z.object({ b: z.string(), w: z.string() });
/** A runbook, of which a cycle is to be opened. */
export const pressedRunbook = z.object({ b: z.string() });
/** A sub-command that somebody meant of a runbook's command, with its argument. */
export const pressedSubcommand = z.object({ b: z.string(), s: z.string(), r: z.string() });
/** An export of files: its number, and whose it is, for the sentence that others read; which of its shares. */
export const pressedExport = z.object({
  j: z.number().int(),
  o: z.string(),
  s: z.string().optional(),
});
/** A request for a bucket, in the round that was shown, and the hash of exactly what was shown. */
export const pressedBucket = z.object({
  r: z.number().int(),
  n: z.number().int(),
  h: z.string().optional(),
});
/** A dataset that leaves by a bucket, and the hash of its file as it was shown. */
export const pressedDataset = z.object({ d: z.string(), h: z.string() });
/** Two datasets, what is to be said of them, and on which page they stood. */
export const pressedPair = z.object({
  a: z.string(),
  b: z.string(),
  v: z.enum(['not a duplicate', 'open again']),
  n: z.number().int().optional(),
});
/** What somebody wrote into a sheet, what becomes of it, and after which other it was listed. */
export const pressedProposal = z.object({
  p: z.number().int(),
  v: z.enum(['accept', 'refuse', 'take back']),
  n: z.number().int().optional(),
});
/** Words after a command, as somebody might have typed them. */
export const pressedSubject = z.object({ s: z.string() });

export type PressedEvent = z.infer<typeof pressedEvent>;

type ButtonValue =
  | PressedEvent
  | z.infer<typeof pressedPreview>
  | z.infer<typeof pressedWords>
  | z.infer<typeof pressedRunbook>
  | z.infer<typeof pressedSubcommand>
  | z.infer<typeof pressedExport>
  | z.infer<typeof pressedBucket>
  | z.infer<typeof pressedDataset>
  | z.infer<typeof pressedPair>
  | z.infer<typeof pressedProposal>
  | z.infer<typeof pressedSubject>;

export function buttonValue(value: ButtonValue): string {
  return JSON.stringify(value);
}

/** Undefined when it is not ours, or from a version of us that wrote other buttons. */
export function readButton<T>(schema: z.ZodType<T>, raw: string | undefined): T | undefined {
  try {
    return schema.safeParse(JSON.parse(raw ?? '')).data;
  } catch {
    return undefined;
  }
}
