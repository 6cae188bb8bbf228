import { z } from 'zod';
import { foundFile } from '../place.ts';

/** What a process that looks at a folder is asked for. */
export const job = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('list'), folder: z.string() }),
  z.object({ kind: z.literal('read'), files: z.array(foundFile.pick({ path: true, kind: true })) }),
]);
export type Job = z.infer<typeof job>;
