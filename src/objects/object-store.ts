import type { Readable } from 'node:stream';

/**
 * Where files are kept under keys (`exports/2026/lung.h5ad`): a folder of this machine, or a bucket over S3. Both
 * keep the same contract, and the same tests prove it. Methods reject with OutsideError; what is merely absent or
 * in the way is a value.
 */
export interface ObjectStore {
  /** Everything whose key begins so, in the order of the keys’ bytes. */
  list(prefix: string): Listing<StoredObject>;
  /** Also what was replaced or removed, where the store keeps that; otherwise what is there now. */
  listVersions(prefix: string): Listing<StoredVersion>;
  /** What was begun and neither completed nor abandoned. */
  listUnfinished(prefix: string): Listing<UnfinishedUpload>;
  /** Undefined when there is no such object. */
  head(key: string): Promise<ObjectFacts | undefined>;
  /** Fails rather than end early. Undefined when there is no such object. */
  read(key: string, range?: ByteRange): Promise<Readable | undefined>;
  /** Replaces what is there. The object is there whole or not at all, however the process ends. */
  write(key: string, content: Content, options?: WriteOptions): Promise<Written>;
  /**
   * Writes only where nothing is. After a fault, `already there` may mean one’s own earlier attempt: its `sha256`
   * tells.
   */
  add(key: string, content: Content, options?: WriteOptions): Promise<Written | 'already there'>;
  /** Removes any number; what is not there counts as removed. A version, where one is named, is gone for good. */
  remove(targets: Iterable<Target> | AsyncIterable<Target>): Promise<Removal>;
  /** Frees what an unfinished upload holds. */
  abandon(upload: UnfinishedUpload): Promise<void>;
  /**
   * Within the store, without reading the bytes through this process where that can be avoided.
   * @throws {OutsideError} `gone` when there is nothing under the first key.
   */
  copy(from: string, to: string): Promise<void>;
  /** An address that lets whoever has it download the object, and nothing else, until it expires. */
  link(key: string, options: LinkOptions): Promise<string>;
}

/** One after the other, or in the pages they arrive in, for whoever wants to stop after some. */
export interface Listing<T> extends AsyncIterable<T> {
  pages(): AsyncIterable<readonly T[]>;
}

export interface StoredObject {
  readonly key: string;
  readonly bytes: number;
  readonly etag: string; // changes with the content; no checksum
  readonly modifiedAt: Date;
}

export interface StoredVersion {
  readonly key: string;
  readonly etag: string; // '' for the mark of a removal
  readonly version: string; // '' where the store names none: then there is only one
  readonly bytes: number;
  readonly latest: boolean;
  readonly removed: boolean; // the mark that a removal leaves
}

export interface UnfinishedUpload {
  readonly key: string;
  readonly uploadId: string;
  readonly startedAt: Date;
}

export interface ObjectFacts extends StoredObject {
  readonly contentType: string;
  readonly metadata: Readonly<Record<string, string>>;
  /** Where it was known when the upload began: for single pieces, and where it was announced. */
  readonly sha256?: string;
}

/** From the first byte to before the last, as `slice` counts. */
export interface ByteRange {
  readonly from: number;
  readonly to?: number;
}

export type Content = Uint8Array | AsyncIterable<Uint8Array>;

export interface WriteOptions {
  readonly contentType?: string;
  /** Printable ASCII; names in lower case, since that is how they come back. */
  readonly metadata?: Readonly<Record<string, string>>;
  /** Announced, in hexadecimal: other content is not stored. */
  readonly sha256?: string;
}

export interface Written {
  readonly bytes: number;
  readonly sha256: string; // of what went in, in hexadecimal
  readonly etag: string;
}

export interface Target {
  readonly key: string;
  readonly version?: string; // '' names none
}

export interface Removal {
  readonly removed: number;
  readonly failed: readonly (Target & { readonly why: string })[];
}

export interface LinkOptions {
  readonly expiresIn: number; // milliseconds
  readonly fileName: string; // that the browser saves it under
}

/** What signed links lead to, where the bot itself serves them. */
export interface Downloads {
  /** `altered` also where it was never signed. */
  open(url: string): Promise<Download | 'altered' | 'expired' | 'gone'>;
}

export interface Download {
  readonly facts: ObjectFacts;
  readonly disposition: string; // the header that names the file
  /** Undefined when it has gone meanwhile. */
  read(range?: ByteRange): Promise<Readable | undefined>;
}

/**
 * Abandons what a crash or an outage left half uploaded: it costs room, and no listing shows it.
 * Nothing that was begun since then is touched: it may still be on its way.
 */
export async function sweepUnfinished(
  store: ObjectStore,
  prefix: string,
  olderThan: Date,
): Promise<number> {
  let swept = 0;
  for await (const upload of store.listUnfinished(prefix)) {
    if (upload.startedAt >= olderThan) continue;
    await store.abandon(upload);
    swept += 1;
  }
  return swept;
}
