import type { BucketUsage } from '../../domain/bucket-request.ts';
import { bucketOf, type Grant } from '../grant/grant.ts';
import type { Setting } from '../policy/all-policies.ts';
import { targetOwnersStatements } from '../policy/bucket-policy.ts';
import { moverOf } from '../policy/party.ts';

/** How a dataset is used, for whoever asked for it, and what its target’s owner has to add. */
export function usageOf(setting: Setting, grant: Grant, testable: boolean): BucketUsage {
  const bucket = bucketOf(setting.naming, grant);
  const mover = grant.kind === 'push' ? moverOf(setting, grant) : undefined;
  const path = `s3://${bucket}/${grant.kind === 'push' ? `${grant.name}/` : ''}`;
  return {
    path,
    bucket,
    users: grant.users,
    readers: grant.kind === 'pull' ? grant.pullArns : [],
    command: `aws s3 cp my_data.csv ${path}my_data.csv`,
    fetch: grant.kind === 'pull' ? `aws s3 cp ${path}my_data.csv my_data.csv` : undefined,
    target:
      grant.kind === 'push' && mover !== undefined
        ? {
            bucket: grant.targetBucket,
            statements: JSON.stringify(targetOwnersStatements(mover, grant), undefined, 2),
            ...(mover.isKnown ? {} : { standIn: mover.arn }),
          }
        : undefined,
    testable,
  };
}
