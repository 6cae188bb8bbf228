import type { ServiceAnswer, ServiceRequest } from '../http-service.ts';
import type { Bucket } from './buckets.ts';
import { etagOf, versionOf } from './stored-object.ts';
import { xmlError } from './xml.ts';

const mostBytes = 1024 * 1024;
const prefix = 'x-amz-meta-';

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
