import { openRecords } from '../buckets/changes/open-records.ts';
import { readAll } from '../buckets/folder/reading.ts';
import type { Tell } from '../buckets/mover/alerts.ts';
import { createMover, type Mover } from '../buckets/mover/mover.ts';
import type { MoverStore } from '../buckets/mover/ports.ts';
import { type Route, routesOf } from '../buckets/mover/route.ts';
import { createSqsQueue } from '../buckets/mover/sqs-queue.ts';
import { createS3Mover } from '../buckets/mover/store/s3-store.ts';
import type { BucketsConfig } from '../config/buckets.ts';
import type { Config, Secrets } from '../config/config.ts';
import { targetKeysIn } from '../config/target-keys.ts';
import type { Clock, Log } from '../operations/ports.ts';
import type { Database } from '../storage/database.ts';

/** What moves data from the hub to its targets; undefined where it is switched off. */
export function openMover(needs: {
  readonly config: Pick<Config, 'buckets'>;
  readonly secrets: Pick<Secrets, 'bucketsAccessKey' | 'bucketsSecretKey' | 'bucketsTargetKeys'>;
  readonly db: Database;
  readonly clock: Clock;
  readonly log: Log;
  readonly tell: Tell;
}): Mover | undefined {
  const { config, secrets } = needs;
  const { bucketsAccessKey: accessKey, bucketsSecretKey: secretKey } = secrets;
  const { buckets } = config;
  if (buckets?.mover === undefined || buckets.store === undefined) return undefined;
  if (accessKey === undefined || secretKey === undefined) return undefined;
  const { naming, store: its, mover } = buckets;
  const keys = { accessKey, secretKey };
  const store = createS3Mover({ system: 'The store of buckets', ...its, ...keys });
  const elsewhere = openElsewhere(mover.elsewhere, secrets.bucketsTargetKeys ?? '');
  return createMover({
    ...needs,
    interval: mover.interval,
    atOnce: mover.atOnce,
    hub: { bucket: naming.hub, store },
    storeOf: (bucket) => elsewhere.get(bucket) ?? store,
    readRoutes: () => readRoutes(buckets),
    queue: mover.queue && createSqsQueue({ ...mover.queue, ...keys }),
  });
}

/** What holds now: a request that is only proposed moves nothing, nor does one that is set aside. */
async function readRoutes({ folder, branch, naming }: BucketsConfig): Promise<readonly Route[]> {
  const records = await openRecords(folder, branch);
  const { good } = readAll(await records.files(), { naming });
  return routesOf(good.map(({ grant }) => grant));
}

function openElsewhere(
  places: NonNullable<BucketsConfig['mover']>['elsewhere'],
  text: string,
): ReadonlyMap<string, MoverStore> {
  const keys = targetKeysIn(text);
  return new Map(
    places.flatMap(({ bucket, ...place }) => {
      const its = keys.get(bucket);
      const system = `The store of ${bucket}`;
      return its === undefined ? [] : [[bucket, createS3Mover({ system, ...place, ...its })]];
    }),
  );
}
