import type { ServiceAnswer } from '../http-service.ts';
import type { StagingObject } from './objects.ts';
import { xml, xmlError } from './xml.ts';

const mostKeys = 1000;

/** ListObjectsV2 over objects sorted by key. */
export function listing(
  bucket: string,
  objects: readonly StagingObject[],
  query: URLSearchParams,
): ServiceAnswer {
  const prefix = query.get('prefix') ?? '';
  const delimiter = query.get('delimiter') ?? '';
  const token = query.get('continuation-token');
  const asked = Number(query.get('max-keys') ?? mostKeys);
  if (!Number.isInteger(asked) || asked < 0) {
    return xmlError(400, 'InvalidArgument', 'Argument maxKeys must be a whole number.');
  }
  const most = Math.min(asked, mostKeys);
  const after = token === null ? (query.get('start-after') ?? '') : keyOf(token);
  const entries = entriesOf(objects, prefix, delimiter).filter(({ name }) => name > after);
  const taken = entries.slice(0, most);
  const last = taken.at(-1);
  const truncated = entries.length > taken.length && last !== undefined;
  return xml(200, 'ListBucketResult', {
    Name: bucket,
    Prefix: prefix,
    Delimiter: delimiter === '' ? undefined : delimiter,
    KeyCount: taken.length,
    MaxKeys: most,
    IsTruncated: truncated,
    ContinuationToken: token ?? undefined,
    NextContinuationToken: truncated ? tokenOf(last.name) : undefined,
    Contents: taken.flatMap(({ object }) => (object ? [contentsOf(object)] : [])),
    CommonPrefixes: taken.flatMap(({ name, object }) => (object ? [] : [{ Prefix: name }])),
  });
}

/** ETag of an object: stable, and no checksum of its content. */
export function etagOf({ key, modifiedAt }: StagingObject): string {
  return `"${Buffer.from(`${key}${modifiedAt}`).toString('hex').slice(-32)}"`;
}

function entriesOf(objects: readonly StagingObject[], prefix: string, delimiter: string) {
  const entries = new Map<string, StagingObject | undefined>();
  for (const object of objects) {
    if (!object.key.startsWith(prefix)) continue;
    const cut = delimiter === '' ? -1 : object.key.indexOf(delimiter, prefix.length);
    if (cut < 0) entries.set(object.key, object);
    else entries.set(object.key.slice(0, cut + delimiter.length), undefined);
  }
  return [...entries].map(([name, object]) => ({ name, object }));
}

function contentsOf(object: StagingObject) {
  return {
    Key: object.key,
    LastModified: new Date(object.modifiedAt).toISOString(),
    ETag: etagOf(object),
    Size: object.size,
    StorageClass: 'STANDARD',
  };
}

function tokenOf(key: string): string {
  return Buffer.from(key).toString('base64url');
}

function keyOf(token: string): string {
  return Buffer.from(token, 'base64url').toString('utf8');
}
