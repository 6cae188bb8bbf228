import { createIamControl } from '../buckets/apply/iam-control.ts';
import { createS3Control } from '../buckets/apply/s3-control.ts';
import { openRecords } from '../buckets/changes/open-records.ts';
import { type BucketRequests, createBucketRequests } from '../buckets/requests/bucket-requests.ts';
import type { RequestStore } from '../buckets/requests/needs.ts';
import type { BucketsConfig } from '../config/buckets.ts';
import type { Config, Secrets } from '../config/config.ts';
import { createS3Store } from '../objects/s3/s3-store.ts';
import type { Clock, Log, People, Random } from '../operations/ports.ts';
import type { Database } from '../storage/database.ts';

interface Needs {
  readonly config: Pick<Config, 'buckets' | 'dataDir'>;
  readonly secrets: Pick<Secrets, 'bucketsAccessKey' | 'bucketsSecretKey'>;
  readonly db: Database;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly people: People;
  readonly wake: () => void;
}

/** Requests for push and pull buckets; undefined where they are switched off. */
export function openBucketRequests(needs: Needs): BucketRequests | undefined {
  const { buckets, dataDir } = needs.config;
  if (buckets === undefined) return undefined;
  const { folder, branch, naming, identities, usersIn, grace } = buckets;
  return createBucketRequests({
    ...needs,
    setting: { naming, identities, usersIn },
    openRecords: () => openRecords(folder, branch),
    store: storeOf(buckets, needs),
    planFolder: `${dataDir}/bucket-plan`,
    grace,
  });
}

function storeOf(
  { store, iam, naming, identities }: BucketsConfig,
  { secrets, random }: Needs,
): RequestStore | undefined {
  const { bucketsAccessKey: accessKey, bucketsSecretKey: secretKey } = secrets;
  if (store === undefined || accessKey === undefined || secretKey === undefined) return undefined;
  const { accounts, has, ...place } = store;
  const its = { system: 'The store of buckets', ...place, accessKey, secretKey };
  const account = accounts ? naming.account : undefined;
  return {
    buckets: createS3Control({ ...its, has, account }),
    identities: iam && createIamControl({ ...iam, accessKey, secretKey, identities }),
    objectsIn: (bucket) => createS3Store({ ...its, bucket, random }),
  };
}
