import type { Coverage } from '../http-service.ts';

/** What the storage simulator covers of S3 (and of the XML interface of Google Cloud Storage), for all its buckets. */
export const stagingCoverage: readonly Coverage[] = [
  {
    route: 'GET /:bucket',
    support: 'partial',
    note: 'ListObjectsV2 with prefix, delimiter, max-keys, start-after and continuation tokens; ListObjectVersions and ListMultipartUploads with prefix, markers and page size. Every object has one version, for no former ones are kept. Of buckets that were made: policy, versioning, encryption and publicAccessBlock as they were set; nothing of them is enforced. A request must be signed with the access key, but the signature is not checked.',
  },
  {
    route: 'HEAD /:bucket',
    support: 'supported',
    note: 'Whether there is one. There is one owner of them all.',
  },
  {
    route: 'PUT /:bucket',
    support: 'partial',
    note: 'CreateBucket, and its policy, versioning, encryption and publicAccessBlock, kept as they are sent and not enforced; no other settings.',
  },
  {
    route: 'POST /:bucket',
    support: 'partial',
    note: 'DeleteObjects, up to 1,000 keys, also by VersionId and Quiet; checksums of the list are not checked.',
  },
  {
    route: 'HEAD /:bucket/*key',
    support: 'supported',
    note: 'Size, date, version and the x-amz-meta-export_completed mark, which half-written objects and data files lack.',
  },
  {
    route: 'GET /:bucket/*key',
    support: 'partial',
    note: 'Whole or one range. The content of data files is made up, 1 MiB at a time (else 501). No former versions, no conditions.',
  },
  {
    route: 'PUT /:bucket/*key',
    support: 'partial',
    note: 'PutObject of up to 1 MiB with metadata and If-None-Match; CopyObject of what has content, also of one version, with its conditions; no parts or chunked bodies (501), checksums are not checked.',
  },
  {
    route: 'DELETE /:bucket/*key',
    support: 'supported',
    note: 'DeleteObject, also by versionId (another version is left alone), and AbortMultipartUpload.',
  },
  {
    route: 'POST /:bucket/*key',
    support: 'not',
    note: 'Uploads in parts: the only unfinished ones are those that stuck transfers leave.',
  },
];
