import { z } from 'zod';
import { type FoundFile, reading } from './place.ts';

/** What a place held when it was last read to its end. */
export interface Listing {
  readonly at: string; // ISO
  /** By accession holdings, JSON, with commas between them: text takes a fifth of the memory, and is soon compared. */
  readonly held: ReadonlyMap<string, string>;
}

/** What a file said, and how it looked when it did. */
export const remembered = reading.omit({ what: true, path: true }).extend({
  readAt: z.number(), // milliseconds since 1970
});
export type Remembered = Readonly<z.infer<typeof remembered>>;

/** What earlier crawls left to the next. */
export interface Known {
  /** Wanted only where its place can’t be read. */
  listing(location: string): Promise<Listing | undefined>;
  /** By path. */
  readings(paths: readonly string[]): Promise<ReadonlyMap<string, Remembered>>;
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
