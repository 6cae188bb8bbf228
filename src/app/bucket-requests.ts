import { createIamControl } from '../buckets/apply/iam-control.ts';
import { createS3Control } from '../buckets/apply/s3-control.ts';
import { openRecords } from '../buckets/changes/open-records.ts';
import type { MoverStores } from '../buckets/mover/store/open-stores.ts';
import type { OwnMover } from '../buckets/policy/party.ts';
import { type BucketRequests, createBucketRequests } from '../buckets/requests/bucket-requests.ts';
import type { RequestStore } from '../buckets/requests/needs.ts';
import type { BucketsConfig, MoverConfig } from '../config/buckets.ts';
import { createS3Store } from '../objects/s3/s3-store.ts';
import type { Clock, Log, People, Random } from '../operations/ports.ts';
import type { Database } from '../storage/database.ts';
import type { StoreKeys } from './bucket-stores.ts';

interface Needs {
  readonly buckets: BucketsConfig;
  readonly dataDir: string;
  readonly keys: StoreKeys | undefined;
  readonly stores: MoverStores | undefined;
  readonly wakeMover?: (() => void) | undefined;
  readonly db: Database;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly people: People;
  readonly wake: () => void;
}

/** Requests for push and pull buckets, and what keeps their grants current. */
export function openBucketRequests(needs: Needs): BucketRequests {
  const { buckets, dataDir } = needs;
  const { folder, branch, naming, identities, usersIn } = buckets;
  const { mover } = buckets;
  const moves = mover !== undefined;
  return createBucketRequests({
    ...needs,
    ...buckets,
    moves,
    setting: {
      naming,
      identities,
      usersIn,
      hubKeepsVersions: moves,
      mover: mover && movingAs(mover),
    },
    openRecords: () => openRecords(folder, branch),
    store: storeOf(buckets, needs),
    planFolder: `${dataDir}/bucket-plan`,
  });
}

/** Who delivers: whoever the keys of each target belong to. */
function movingAs({ principal, elsewhere }: MoverConfig): OwnMover {
  const others = elsewhere.map((one) => [one.bucket, one.principal] as const);
  return { principal, elsewhere: Object.fromEntries(others) };
}

function storeOf(
  { store, iam, naming, identities }: BucketsConfig,
  { keys, stores, random }: Needs,
): RequestStore | undefined {
  if (store === undefined || keys === undefined || stores === undefined) return undefined;
  const { accounts, has, ...place } = store;
  const its = { system: 'The store of buckets', ...place, ...keys };
  const account = accounts ? naming.account : undefined;
  return {
    buckets: createS3Control({ ...its, has, account }),
    identities: iam && createIamControl({ ...iam, ...keys, identities }),
    stores,
    objectsIn: (bucket) => createS3Store({ ...its, bucket, random }),
  };
}
