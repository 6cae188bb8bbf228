import { z } from 'zod';
import { type FoundFile, foundFile, reading } from './place.ts';

/** What a place held when it was last read to its end. */
export const listing = z.object({
  at: z.string(), // ISO
  accessions: z.array(z.string()).readonly(),
  files: z.array(foundFile).readonly(),
  curators: z.array(z.object({ accession: z.string(), name: z.string() })).readonly(),
});
export type Listing = Readonly<z.infer<typeof listing>>;

/** What a file said, and how it looked when it did. */
export const remembered = reading.omit({ what: true, path: true }).extend({
  facts: z.string(), // JSON, which takes a third of the memory; there are hundreds of thousands
  readAt: z.number(), // milliseconds since 1970
});
export type Remembered = Readonly<z.infer<typeof remembered>>;

/** What one crawl leaves to the next: plain data, for whoever keeps it. */
export interface Memo {
  readonly listings: ReadonlyMap<string, Listing>; // by location
  readonly readings: ReadonlyMap<string, Remembered>; // by path
}

/** The same, as the next crawl asks for it: a listing is wanted only where its place can’t be read. */
export interface Known {
  listing(location: string): Promise<Listing | undefined>;
  readonly readings: Memo['readings'];
}

/**
 * Some file systems keep every second second only: what had changed a moment before it was read may have changed once
 * more without looking so.
 */
const SETTLED = 2000; // milliseconds

/** Whether a file is as it was when it was read. */
export const isSame = (file: FoundFile, known: Remembered | undefined): boolean =>
  known !== undefined &&
  known.bytes === file.bytes &&
  known.modified === file.modified &&
  known.mark === file.mark &&
  known.modified < known.readAt - SETTLED;
