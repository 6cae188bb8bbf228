import { dataFileBody, dataFileNames, dataFileSize } from '../data-files.ts';
import type { Holding } from '../world/ledger.ts';
import { jobsAt } from '../world/life.ts';
import type { StoredObject } from './stored-object.ts';

/** Where wranglers upload data files, a folder for each submission; exports copy from here. */
export const uploadBucket = 'org-hca-data-archive-upload-prod';

const minute = 60_000;

export function uploadKey(submissionUuid: string, name: string): string {
  return `${submissionUuid}/${name}`;
}

/** What was uploaded for a submission and is still there: the lost files went after its first export began. */
export function uploadedObjects(
  { project, submission }: Holding,
  now: number,
): readonly StoredObject[] {
  const lost = jobsAt(submission, now).length > 0 ? (submission.lostUploads ?? []) : [];
  const names = dataFileNames(project);
  return names
    .slice(0, names.length - submission.missingFiles.length)
    .map((name, index) => {
      const body = dataFileBody(name);
      return {
        key: uploadKey(submission.uuid, name),
        size: dataFileSize(name),
        modifiedAt: submission.createdAt + (index + 1) * minute,
        ...(body === undefined ? {} : { body }),
      };
    })
    .filter(({ key }) => !lost.some((name) => key.endsWith(`/${name}`)));
}
