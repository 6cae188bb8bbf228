import type { ServiceAnswer } from '../http-service.ts';
import type { Bucket } from './buckets.ts';
import { etagOf, type StoredObject, versionOf } from './stored-object.ts';
import { xml, xmlError } from './xml.ts';

const mostKeys = 1000;

/** ListObjectsV2. */
export function listing(bucket: Bucket, query: URLSearchParams): ServiceAnswer {
  const prefix = query.get('prefix') ?? '';
  const delimiter = query.get('delimiter') ?? '';
  const token = query.get('continuation-token');
  const after = token === null ? (query.get('start-after') ?? '') : keyOf(token);
  const entries = entriesOf(bucket.objects(prefix), prefix, delimiter);
  const page = pageOf(entries, query.get('max-keys'), ({ name }) => name > after);
  if (page === undefined) return badNumber('maxKeys');
  const { taken, next, most } = page;
  return xml(200, 'ListBucketResult', {
    Name: bucket.name,
    Prefix: prefix,
    Delimiter: delimiter === '' ? undefined : delimiter,
    KeyCount: taken.length,
    MaxKeys: most,
    IsTruncated: next !== undefined,
    ContinuationToken: token ?? undefined,
    NextContinuationToken: next && tokenOf(next.name),
    Contents: taken.flatMap(({ object }) => (object ? [contentsOf(object)] : [])),
    CommonPrefixes: taken.flatMap(({ name, object }) => (object ? [] : [{ Prefix: name }])),
  });
}

/** ListObjectVersions: one writing of every object, since these buckets keep no former ones. */
export function versionListing(bucket: Bucket, query: URLSearchParams): ServiceAnswer {
  const prefix = query.get('prefix') ?? '';
  const after = query.get('key-marker') ?? '';
  const page = pageOf(bucket.objects(prefix), query.get('max-keys'), ({ key }) => key > after);
  if (page === undefined) return badNumber('maxKeys');
  const { taken, next, most } = page;
  return xml(200, 'ListVersionsResult', {
    Name: bucket.name,
    Prefix: prefix,
    KeyMarker: after,
    MaxKeys: most,
    IsTruncated: next !== undefined,
    NextKeyMarker: next?.key,
    NextVersionIdMarker: next && versionOf(next),
    Version: taken.map((object) => ({
      VersionId: versionOf(object),
      IsLatest: true,
      ...contentsOf(object),
    })),
  });
}

/** ListMultipartUploads. */
export function uploadListing(bucket: Bucket, query: URLSearchParams): ServiceAnswer {
  const prefix = query.get('prefix') ?? '';
  const after = query.get('key-marker') ?? '';
  const afterUpload = query.get('upload-id-marker') ?? '';
  const page = pageOf(
    bucket.unfinished(prefix),
    query.get('max-uploads'),
    ({ key, uploadId }) =>
      key > after || (key === after && afterUpload !== '' && uploadId > afterUpload),
  );
  if (page === undefined) return badNumber('max-uploads');
  const { taken, next, most } = page;
  return xml(200, 'ListMultipartUploadsResult', {
    Bucket: bucket.name,
    Prefix: prefix,
    KeyMarker: after,
    UploadIdMarker: afterUpload,
    NextKeyMarker: next?.key,
    NextUploadIdMarker: next?.uploadId,
    MaxUploads: most,
    IsTruncated: next !== undefined,
    Upload: taken.map(({ key, uploadId, startedAt }) => ({
      Key: key,
      UploadId: uploadId,
      Initiated: new Date(startedAt).toISOString(),
      StorageClass: 'STANDARD',
    })),
  });
}

/** The first so many that come after the former page; `next` is the last of them when more follow. */
function pageOf<Item>(
  items: readonly Item[],
  asked: string | null,
  comesAfter: (item: Item) => boolean,
) {
  const number = Number(asked ?? mostKeys);
  if (!Number.isInteger(number) || number < 0) return undefined;
  const most = Math.min(number, mostKeys);
  const rest = items.filter(comesAfter);
  const taken = rest.slice(0, most);
  return { most, taken, next: rest.length > taken.length ? taken.at(-1) : undefined };
}

function badNumber(name: string): ServiceAnswer {
  return xmlError(400, 'InvalidArgument', `Argument ${name} must be a whole number.`);
}

function entriesOf(objects: readonly StoredObject[], prefix: string, delimiter: string) {
  const entries = new Map<string, StoredObject | undefined>();
  for (const object of objects) {
    const cut = delimiter === '' ? -1 : object.key.indexOf(delimiter, prefix.length);
    if (cut < 0) entries.set(object.key, object);
    else entries.set(object.key.slice(0, cut + delimiter.length), undefined);
  }
  return [...entries].map(([name, object]) => ({ name, object }));
}

function contentsOf(object: StoredObject) {
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
