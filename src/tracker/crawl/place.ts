import { z } from 'zod';
import { FILE_KINDS } from '../dataset/metadata-file.ts';
import { facts, note } from '../metadata/schema.ts';

/** Why something could not be read. */
export const OBSTACLES = [
  'absent', // there is no such place
  'emptied', // it holds nothing, and held much the last time: nothing may be mounted there
  'denied',
  'silent', // it did not answer in time: a dead mount, a service that is down
  'outside', // a link leads out of the place
  'no file', // a pipe, a socket, a device: these are never opened
  'vanished', // it went while it was looked at
  'odd name', // not UTF-8
  'broken',
] as const;
export type Obstacle = (typeof OBSTACLES)[number];

/** A file whose content says something of a dataset, as it was when it was seen. */
export const foundFile = z.object({
  kind: z.enum(FILE_KINDS),
  path: z.string(), // out of all links
  bytes: z.number(),
  modified: z.number(), // milliseconds since 1970
  mark: z.string(), // what changes with the file though size and time may not: inode and time of change, ETag
});
export type FoundFile = z.infer<typeof foundFile>;

/** What an entry of a place holds of a dataset. */
export const holding = z.object({
  isDataset: z.boolean(), // it stands for the dataset; otherwise files of it merely lie there
  curators: z.array(z.string()),
  files: z.array(foundFile),
});
export type Holding = z.infer<typeof holding>;

const obstacle = z.object({
  what: z.literal('obstacle'),
  why: z.enum(OBSTACLES),
  path: z.string().optional(), // absent: the place itself could not be read
  detail: z.string().optional(),
});

/** `text`: a holding, JSON. It is compared with what was there before far more often than it is read. */
const held = z.object({ what: z.literal('held'), accession: z.string(), text: z.string() });

export const found = z.discriminatedUnion('what', [held, obstacle]);
export type Found = z.infer<typeof found>;

export const reading = foundFile
  .pick({ path: true, bytes: true, modified: true, mark: true })
  .extend({ what: z.literal('reading'), facts, notes: z.array(note) });
export type Reading = z.infer<typeof reading>;

export const read = z.discriminatedUnion('what', [reading, obstacle]);
export type Read = z.infer<typeof read>;

/** A part of a file’s content, base64; or why there is none, or no more. */
export const fetched = z.discriminatedUnion('what', [
  z.object({ what: z.literal('piece'), content: z.string() }),
  obstacle,
]);
export type Fetched = z.infer<typeof fetched>;

/** A source as it is looked through. Nothing that lies there makes it fail: an obstacle is found like all else. */
export interface Place {
  /** An obstacle without a path comes last, and means that what came before is not all. */
  list(signal: AbortSignal): AsyncIterable<readonly Found[]>;
  read(files: readonly FoundFile[], signal: AbortSignal): AsyncIterable<readonly Read[]>;
  /** A file that was found here, as it is; more than `most` bytes of it are not wanted. */
  fetch(path: string, most: number, signal: AbortSignal): AsyncIterable<readonly Fetched[]>;
}
