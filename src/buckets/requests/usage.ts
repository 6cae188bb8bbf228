import type { BucketUsage } from '../../domain/bucket-request.ts';
import { type Grant, pullBucketOf } from '../grant/grant.ts';
import type { Setting } from '../policy/all-policies.ts';
import { targetOwnersStatements } from '../policy/bucket-policy.ts';

/** How a dataset is used, for whoever asked for it, and what its target’s owner has to add. */
export function usageOf({ naming }: Setting, grant: Grant, testable: boolean): BucketUsage {
  const bucket = grant.kind === 'push' ? naming.hub : pullBucketOf(naming, grant.name);
  const path = `s3://${bucket}/${grant.kind === 'push' ? `${grant.name}/` : ''}`;
  return {
    path,
    bucket,
    users: grant.users,
    readers: grant.kind === 'pull' ? grant.pullArns : [],
    command: `aws s3 cp my_data.csv ${path}my_data.csv`,
    target:
      grant.kind === 'push'
        ? {
            bucket: grant.targetBucket,
            statements: JSON.stringify(targetOwnersStatements(naming, grant), undefined, 2),
          }
        : undefined,
    testable,
  };
}
