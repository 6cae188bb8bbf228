import type { BucketRequests } from '../buckets/requests/bucket-requests.ts';
import type { Config, Secrets } from '../config/config.ts';
import type { Clock, Log, People, Random } from '../operations/ports.ts';
import type { Database } from '../storage/database.ts';
import { enqueue } from '../storage/outbox.ts';
import { openBucketRequests } from './bucket-requests.ts';
import { openBucketStores } from './bucket-stores.ts';
import { type OpenMover, openMover } from './mover.ts';

/** Push and pull buckets: what is asked for and applied, and what moves the data. Nothing where they are switched off. */
export function openBuckets(needs: {
  readonly config: Pick<Config, 'buckets' | 'dataDir'>;
  readonly secrets: Pick<Secrets, 'bucketsAccessKey' | 'bucketsSecretKey' | 'bucketsTargetKeys'>;
  readonly db: Database;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly people: People;
  readonly wake: () => void;
}): { readonly buckets?: BucketRequests; readonly mover?: OpenMover | undefined } {
  const { buckets, dataDir } = needs.config;
  if (buckets === undefined) return {};
  const { bucketsAccessKey, bucketsSecretKey, bucketsTargetKeys: targetKeys } = needs.secrets;
  const keys =
    bucketsAccessKey === undefined || bucketsSecretKey === undefined
      ? undefined
      : { accessKey: bucketsAccessKey, secretKey: bucketsSecretKey };
  const { db, clock, wake } = needs;
  const stores = openBucketStores(buckets, keys, targetKeys);
  const opened = { ...needs, buckets, keys, stores };
  const wakeMover = buckets.mover && (() => mover?.wake());
  const requests = openBucketRequests({ ...opened, dataDir, wakeMover });
  const mover = openMover({
    ...opened,
    grants: requests.grants,
    tell: async (alert, key) => {
      const errand = { kind: 'mover alert', alert } as const;
      await enqueue(db, { key: `mover:${key}`, lane: 'mover', errand, now: clock.now() });
      wake();
    },
  });
  return {
    buckets: requests,
    mover,
  };
}
