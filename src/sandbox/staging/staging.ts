import type { Route, ServiceAnswer, ServiceRequest } from '../http-service.ts';
import type { Ledger } from '../world/ledger.ts';
import { type Bucket, openBuckets } from './buckets.ts';
import { removeObject, removeObjects } from './deletion.ts';
import { listing, uploadListing, versionListing } from './listing.ts';
import { headAnswer, readAnswer } from './reading.ts';
import { putBucket, settingAnswer } from './settings.ts';
import { type StoredObject, versionOf } from './stored-object.ts';
import { copyAnswer, putAnswer } from './writing.ts';
import { xmlError } from './xml.ts';

export interface StagingWorld {
  readonly ledger: Ledger;
  readonly accessKey: string;
}

type BucketAnswer = (bucket: Bucket, request: ServiceRequest, key: string) => ServiceAnswer;

/** Every route of the storage simulator: path-style S3 over the staging and the upload bucket, and those that are made. */
export function stagingRoutes({ ledger, accessKey }: StagingWorld): readonly Route[] {
  const find = openBuckets(ledger);
  const signedIn =
    (answer: Route['answer']): Route['answer'] =>
    (request) => {
      const authorization = request.headers.authorization ?? '';
      if (!authorization.startsWith('AWS4-HMAC-SHA256 ')) {
        return xmlError(403, 'AccessDenied', 'Access Denied');
      }
      if (!authorization.includes(`Credential=${accessKey}/`)) {
        return xmlError(403, 'InvalidAccessKeyId', 'The access key id does not exist.');
      }
      return answer(request);
    };
  const signed = (answer: BucketAnswer): Route['answer'] =>
    signedIn((request) => {
      const bucket = find(request.params['bucket'] ?? '');
      if (bucket === undefined) {
        return xmlError(404, 'NoSuchBucket', 'The specified bucket does not exist');
      }
      return answer(bucket, request, request.params['key'] ?? '');
    });
  /** `bucket/a%20key?versionId=1`: that very writing, where it names one. */
  const sourceOf = (source: string): StoredObject | undefined => {
    const [path = '', version] = source.replace(/^\//, '').split('?versionId=');
    const [name = '', ...key] = path.split('/').map(decodeURIComponent);
    const object = find(name)?.find(key.join('/'));
    return object && (version ?? versionOf(object)) === versionOf(object) ? object : undefined;
  };
  return [
    {
      method: 'GET',
      path: '/:bucket',
      answer: signed((bucket, request, key) => {
        const setting = settingAnswer(ledger, bucket.name, request.query);
        return setting ?? listAnswer(bucket, request, key);
      }),
    },
    { method: 'HEAD', path: '/:bucket', answer: signed(() => ({ status: 200 })) },
    {
      method: 'PUT',
      path: '/:bucket',
      answer: signedIn((request) => putBucket(ledger, request.params['bucket'] ?? '', request)),
    },
    {
      method: 'POST',
      path: '/:bucket',
      answer: signed((bucket, { query, body }) =>
        query.has('delete') ? removeObjects(bucket, body) : notSimulated,
      ),
    },
    {
      method: 'HEAD',
      path: '/:bucket/*key',
      answer: signed((bucket, _, key) => headAnswer(bucket.find(key))),
    },
    {
      method: 'GET',
      path: '/:bucket/*key',
      answer: signed((bucket, request, key) => readAnswer(bucket.find(key), request)),
    },
    {
      method: 'PUT',
      path: '/:bucket/*key',
      answer: signed((bucket, request, key) => {
        if (request.query.has('partNumber')) return notSimulated;
        const source = request.headers['x-amz-copy-source'];
        return typeof source === 'string'
          ? copyAnswer(sourceOf(source), bucket, key, request)
          : putAnswer(bucket, key, request);
      }),
    },
    { method: 'DELETE', path: '/:bucket/*key', answer: signed(deleteAnswer) },
  ];
}

const notSimulated = xmlError(501, 'NotImplemented', 'This request is not simulated.');

const listAnswer: BucketAnswer = (bucket, { query }) => {
  if (query.get('list-type') === '2') return listing(bucket, query);
  if (query.has('versions')) return versionListing(bucket, query);
  if (query.has('uploads')) return uploadListing(bucket, query);
  return notSimulated;
};

const deleteAnswer: BucketAnswer = (bucket, { query }, key) => {
  const uploadId = query.get('uploadId');
  if (uploadId === null) {
    removeObject(bucket, { key, version: query.get('versionId') ?? undefined });
    return { status: 204 };
  }
  const upload = bucket
    .unfinished(key)
    .find((each) => each.key === key && each.uploadId === uploadId);
  if (upload === undefined) {
    return xmlError(404, 'NoSuchUpload', 'The specified multipart upload does not exist.');
  }
  bucket.abandon(upload);
  return { status: 204 };
};
