import type { ServiceAnswer, ServiceRequest } from '../http-service.ts';
import type { Bucket } from './buckets.ts';
import { etagOf, type StoredObject, versionOf } from './stored-object.ts';
import { xml, xmlError } from './xml.ts';

const mostBytes = 1024 * 1024;
const prefix = 'x-amz-meta-';

/** CopyObject of something small, with all that belongs to it; `source` is what its header names. */
export function copyAnswer(
  source: StoredObject | undefined,
  bucket: Bucket,
  key: string,
  { headers }: ServiceRequest,
): ServiceAnswer {
  if (source === undefined) return xmlError(404, 'NoSuchKey', 'The specified key does not exist.');
  const wanted = headers['x-amz-copy-source-if-match'];
  const isTaken = headers['if-none-match'] === '*' && bucket.find(key) !== undefined;
  if (isTaken || (wanted !== undefined && wanted !== etagOf(source)))
    return xmlError(412, 'PreconditionFailed', 'At least one of the preconditions did not hold.');
  const { body, type, metadata = {} } = source;
  if (body === undefined)
    return xmlError(501, 'NotImplemented', 'The content of data files is made up, and not copied.');
  const object = bucket.put({ key, body: Buffer.from(body), metadata, ...(type && { type }) });
  const LastModified = new Date(object.modifiedAt).toISOString();
  return xml(200, 'CopyObjectResult', { ETag: etagOf(object), LastModified });
}

/** PutObject of something small, whole. */
export function putAnswer(bucket: Bucket, key: string, request: ServiceRequest): ServiceAnswer {
  const { bytes, headers } = request;
  if (headers['content-encoding']?.includes('aws-chunked')) {
    return xmlError(501, 'NotImplemented', 'A body in signed chunks is not simulated.');
  }
  if (bytes.length > mostBytes) {
    return xmlError(400, 'EntityTooLarge', 'No more than 1 MiB can be written here.');
  }
  if (headers['if-none-match'] === '*' && bucket.find(key) !== undefined) {
    return xmlError(412, 'PreconditionFailed', 'At least one of the preconditions did not hold.');
  }
  const metadata = Object.fromEntries(
    Object.entries(headers)
      .filter(([name]) => name.startsWith(prefix))
      .map(([name, value]) => [name.slice(prefix.length), String(value)]),
  );
  const type = headers['content-type'];
  const object = bucket.put({ key, body: bytes, metadata, ...(type && { type }) });
  return {
    status: 200,
    headers: { etag: etagOf(object), 'x-amz-version-id': versionOf(object) },
  };
}
