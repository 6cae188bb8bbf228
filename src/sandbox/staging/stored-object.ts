import { createHash } from 'node:crypto';
import { numberOf } from '../world/identity.ts';

/** One object of a bucket. */
export interface StoredObject {
  readonly key: string;
  readonly size: number;
  readonly modifiedAt: number;
  /** What is in it; data files have a size alone, and their content is made up when it is read. */
  readonly body?: string | Buffer;
  readonly type?: string;
  readonly metadata?: Readonly<Record<string, string>>;
}

/** An upload in parts that nobody finished: no object, and yet it takes room. */
export interface UnfinishedUpload {
  readonly key: string;
  readonly uploadId: string;
  readonly startedAt: number;
}

export function byKey(a: { readonly key: string }, b: { readonly key: string }): number {
  return a.key < b.key ? -1 : 1;
}

/** Every writing of an object has its own, like a generation of Google Cloud Storage. */
export function versionOf({ key, modifiedAt }: StoredObject): string {
  return `${Math.floor(modifiedAt)}${String(numberOf(`${key} ${modifiedAt}`, 1000)).padStart(3, '0')}`;
}

/** The MD5 sum where there is content; else stable, and no checksum. */
export function etagOf(object: StoredObject): string {
  const content = object.body ?? `${object.key} ${object.modifiedAt}`;
  return `"${createHash('md5').update(content).digest('hex')}"`;
}

const line = '@read\nGATTACAGATTACAGATTACAGATTACA\n+\nFFFFFFFFFFFFFFFFFFFFFFFFFFFF\n';

/** The bytes from `from` up to and with `to`. */
export function contentOf({ body }: StoredObject, from: number, to: number): Buffer {
  if (body !== undefined) return Buffer.from(body).subarray(from, to + 1);
  const begin = from % line.length;
  const length = to - from + 1;
  const lines = line.repeat(Math.ceil((begin + length) / line.length));
  return Buffer.from(lines.slice(begin, begin + length));
}
