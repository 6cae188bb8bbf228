import type { Route, ServiceAnswer, ServiceRequest } from '../http-service.ts';
import type { Ledger } from '../world/ledger.ts';
import { etagOf, listing } from './listing.ts';
import { type StagingObject, stagingObjects } from './objects.ts';
import { xmlError } from './xml.ts';

/** The bucket of the real exports; the sandbox keeps its name. */
export const stagingBucket = 'broad-dsp-monster-hca-prod-ebi-storage';

export interface StagingWorld {
  readonly ledger: Ledger;
  readonly accessKey: string;
}

/** Every route of the staging simulator: path-style S3, read only. */
export function stagingRoutes({ ledger, accessKey }: StagingWorld): readonly Route[] {
  /** The objects under a key or prefix: one project's, when it names a project. */
  const objectsFor = (path: string): readonly StagingObject[] => {
    const uuid = /^prod\/([0-9a-f-]{36})/.exec(path)?.[1];
    const named = uuid && ledger.projectBy({ uuid });
    const projects = uuid ? (named ? [named] : []) : ledger.record.projects;
    return projects
      .flatMap((project) => stagingObjects(project, ledger.now()))
      .sort((a, b) => (a.key < b.key ? -1 : 1));
  };
  const signed =
    (answer: (request: ServiceRequest) => ServiceAnswer): Route['answer'] =>
    (request) => {
      const authorization = request.headers.authorization ?? '';
      if (!authorization.startsWith('AWS4-HMAC-SHA256 ')) {
        return xmlError(403, 'AccessDenied', 'Access Denied');
      }
      if (!authorization.includes(`Credential=${accessKey}/`)) {
        return xmlError(403, 'InvalidAccessKeyId', 'The access key id does not exist.');
      }
      if (request.params['bucket'] !== stagingBucket) {
        return xmlError(404, 'NoSuchBucket', 'The specified bucket does not exist');
      }
      return answer(request);
    };
  const find = (request: ServiceRequest) => {
    const key = request.params['key'] ?? '';
    return objectsFor(key).find((object) => object.key === key);
  };
  return [
    {
      method: 'GET',
      path: '/:bucket',
      answer: signed(({ query }) =>
        query.get('list-type') === '2'
          ? listing(stagingBucket, objectsFor(query.get('prefix') ?? ''), query)
          : xmlError(501, 'NotImplemented', 'Of bucket requests only ListObjectsV2 is simulated.'),
      ),
    },
    {
      method: 'HEAD',
      path: '/:bucket/*key',
      answer: signed((request) => {
        const object = find(request);
        if (object === undefined) return { status: 404 };
        return { status: 200, headers: headersOf(object) };
      }),
    },
    {
      method: 'GET',
      path: '/:bucket/*key',
      answer: signed((request) => {
        const object = find(request);
        if (object === undefined) {
          return xmlError(404, 'NoSuchKey', 'The specified key does not exist.');
        }
        if (object.body === undefined) {
          return xmlError(501, 'NotImplemented', 'Data files have a size here but no content.');
        }
        return { status: 200, headers: headersOf(object), body: object.body };
      }),
    },
  ];
}

function headersOf(object: StagingObject): Record<string, string> {
  return {
    'content-length': String(object.size),
    'content-type': object.body === undefined ? 'application/octet-stream' : 'application/json',
    etag: etagOf(object),
    'last-modified': new Date(object.modifiedAt).toUTCString(),
    ...(object.exportCompleted ? { 'x-amz-meta-export_completed': 'true' } : {}),
  };
}
