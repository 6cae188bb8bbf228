import type { Coverage } from '../http-service.ts';

/** What the staging simulator covers of S3 (and of the XML interface of Google Cloud Storage). */
export const stagingCoverage: readonly Coverage[] = [
  {
    route: 'GET /:bucket',
    support: 'partial',
    note: 'ListObjectsV2 with prefix, delimiter, max-keys, start-after and continuation tokens. It asks for a signed request with its access key but does not check the signature.',
  },
  {
    route: 'HEAD /:bucket/*key',
    support: 'supported',
    note: 'Size, date and the x-amz-meta-export_completed mark, which half-written objects and data files lack.',
  },
  {
    route: 'GET /:bucket/*key',
    support: 'partial',
    note: 'Content of metadata, descriptors and links; data files have none (501). No ranges.',
  },
  { route: 'PUT /:bucket/*key', support: 'not', note: 'Only exports write here.' },
  {
    route: 'DELETE /:bucket/*key',
    support: 'not',
    note: 'Cleaning the area is for people: the controls play it.',
  },
];
