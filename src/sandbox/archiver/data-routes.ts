import { createHash } from 'node:crypto';
import { z } from 'zod';
import { dataFileBody } from '../data-files.ts';
import { json, type Route } from '../http-service.ts';
import { uploadBucket, uploadKey } from '../staging/upload-area.ts';
import { dataResults } from './archive.ts';
import { type ArchiverWorld, bodyOf, serverError } from './archiver-world.ts';

const dataBody = z.object({ sub_uuid: z.string(), files: z.array(z.string()).optional() });

/** Files straight to ENA: the archiver hands a message to a broker, and reads results from ingest. */
export function dataRoutes({ ledger, faults }: ArchiverWorld): readonly Route[] {
  return [
    {
      method: 'POST',
      path: '/archiveSubmissions/data',
      answer(request) {
        const parsed = dataBody.safeParse(bodyOf(request));
        if (!parsed.success) return json(200, { message: 'Invalid data archiving request' });
        const { sub_uuid: submissionUuid, files } = parsed.data;
        const { requests, data } = ledger.record.archiving;
        const at = ledger.now();
        requests.push({ at, call: 'archive data', subject: submissionUuid, status: 200 });
        ledger.touch();
        if (faults.has('archiver-data-refused')) {
          return json(200, { message: 'Data archiving request failed' });
        }
        if (!faults.has('archiver-nothing-happens')) {
          data.push({
            submissionUuid,
            at,
            ...(files === undefined ? {} : { files }),
            ...(faults.has('archiver-data-errors') ? { leavesErrors: true } : {}),
          });
          ledger.touch();
        }
        return json(200, { message: 'Data archiving request triggered successfully' });
      },
    },
    {
      method: 'GET',
      path: '/archiveSubmissions/data/:uuid',
      answer({ params }) {
        const holding = ledger.submissionBy({ uuid: params['uuid'] ?? '' });
        if (holding === undefined) return serverError;
        const { submission } = holding;
        const files = dataResults(ledger, holding).map(({ uuid, name, archivedAt, error }) => ({
          uuid,
          file_name: name,
          cloud_url: `s3://${uploadBucket}/${uploadKey(submission.uuid, name)}`,
          fileArchiveResult:
            archivedAt === undefined
              ? error === undefined
                ? null
                : { lastArchived: null, compressed: false, md5: null, enaUploadPath: null, error }
              : {
                  lastArchived: new Date(archivedAt).toISOString(),
                  compressed: false,
                  md5: createHash('md5')
                    .update(dataFileBody(name) ?? name)
                    .digest('hex'),
                  enaUploadPath: `dev/${submission.uuid}/${name}`,
                  error: null,
                },
        }));
        return json(200, { message: 'Data archiving result', sub_uuid: submission.uuid, files });
      },
    },
  ];
}
