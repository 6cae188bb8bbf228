import type { Readable } from 'node:stream';
import type { Landed } from '../../storage/buckets/landed.ts';

/** Where an object is: in a bucket, under a key, perhaps as one version of several. */
export interface Place {
  readonly bucket: string;
  readonly key: string;
  readonly version?: string;
}

/** What can be seen of an object without reading it. */
export interface Seen {
  readonly bytes: number;
  readonly etag: string;
  /** Undefined where its bucket keeps no versions, `null` where it began to later. */
  readonly version: string | undefined;
  /** Has tags: reading them is another call. */
  readonly tagged: boolean;
  readonly description: Description;
}

/** What a listing tells of an object: enough to say whether it is the same. */
export type Glance = Pick<Seen, 'bytes' | 'etag'>;

/** What a store keeps beside the content, in its own words. */
export type Description = Readonly<Record<string, unknown>>;
export type Tags = readonly { readonly Key: string; readonly Value: string }[];

/** Which state of the target a write is meant for: stores that know conditions refuse it in any other. */
export type Over = 'nothing' | { readonly etag: string };

export interface Sending {
  readonly to: Place;
  readonly over: Over;
  /** The id of what is begun in parts, before the first of them is sent. */
  readonly begun: (uploadId: string) => Promise<void>;
  readonly signal: AbortSignal;
}

/** All buckets that one set of keys opens. Methods reject with OutsideError. */
export interface MoverStore {
  /** Refuses a write where something else is at the target than was said. */
  readonly keepsConditions: boolean;
  /** In the order of the keys; of one key the newest first. What somebody removed is not among them. */
  landed(bucket: string, prefix: string): AsyncIterable<readonly Landed[]>;
  /** `hidden`: there may be something, and these keys may not see it. */
  look(place: Place): Promise<Seen | 'hidden' | undefined>;
  /**
   * What one listing tells of these keys: what is there, and, as far as it reaches, that nothing is. Keys of which it
   * says nothing are not in the answer.
   */
  listed(bucket: string, keys: readonly string[]): Promise<ReadonlyMap<string, Glance | undefined>>;
  /** Of what was uploaded in parts, the size of the first; undefined where the store does not say. */
  firstPart(place: Place): Promise<number | undefined>;
  /** Fails rather than end early. Undefined where that object is there no longer. */
  read(place: Place, etag: string, signal: AbortSignal): Promise<Readable | undefined>;
  /** By the store, in one call, with all that belongs to it. */
  copy(from: Place, etag: string, sending: Sending): Promise<void>;
  /** By the store, in parts of this size. */
  copyInParts(from: Place, seen: Seen, partBytes: number, sending: Sending): Promise<void>;
  /** Content that passes through us; resolves to its SHA-256. */
  write(content: Readable, seen: Seen, sending: Sending): Promise<string>;
  tagsOf(place: Place): Promise<Tags>;
  tag(place: Place, tags: Tags): Promise<void>;
  /** What is not there counts as removed; where it has another etag by now nothing is. */
  remove(place: Place, etag: string): Promise<'removed' | 'another'>;
  /** Uploads in parts to this key that were begun since then and never ended; none where these keys may not ask. */
  begunAt(place: Place, since: Date): Promise<readonly string[]>;
  abandon(place: Place, uploadId: string): Promise<void>;
}
