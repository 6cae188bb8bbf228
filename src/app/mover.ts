import { openRecords } from '../buckets/changes/open-records.ts';
import { readAll } from '../buckets/folder/reading.ts';
import type { Tell } from '../buckets/mover/alerts.ts';
import { createMover, type Mover } from '../buckets/mover/mover.ts';
import { createMoverReports, type MoverReports } from '../buckets/mover/reports.ts';
import { type Route, routesOf } from '../buckets/mover/route.ts';
import { createSqsQueue } from '../buckets/mover/sqs-queue.ts';
import { openStores } from '../buckets/mover/store/open-stores.ts';
import type { BucketsConfig } from '../config/buckets.ts';
import { targetKeysIn } from '../config/target-keys.ts';
import type { Clock, Log } from '../operations/ports.ts';
import type { Database } from '../storage/database.ts';
import type { StoreKeys } from './bucket-requests.ts';

export type OpenMover = Mover & { readonly reports: MoverReports };

/** What moves data from the hub to its targets; undefined where it is switched off. */
export function openMover(needs: {
  readonly buckets: BucketsConfig;
  readonly keys: StoreKeys | undefined;
  readonly targetKeys: string | undefined;
  readonly db: Database;
  readonly clock: Clock;
  readonly log: Log;
  readonly tell: Tell;
}): OpenMover | undefined {
  const { buckets, keys } = needs;
  const { naming, store: its, mover } = buckets;
  if (mover === undefined || its === undefined || keys === undefined) return undefined;
  const stores = openStores({
    hub: { ...its, ...keys },
    elsewhere: mover.elsewhere,
    keys: targetKeysIn(needs.targetKeys ?? ''),
  });
  const routes = () => readRoutes(buckets);
  const reports = createMoverReports({ db: needs.db, readRoutes: routes });
  const made = createMover({
    ...needs,
    interval: mover.interval,
    atOnce: mover.atOnce,
    hub: { bucket: naming.hub, store: stores.hub },
    storeOf: stores.of,
    readRoutes: routes,
    queue: mover.queue && createSqsQueue({ ...mover.queue, ...keys }),
  });
  return { ...made, reports };
}

/** What holds now: a request that is only proposed moves nothing, nor does one that is set aside. */
async function readRoutes({ folder, branch, naming }: BucketsConfig): Promise<readonly Route[]> {
  const records = await openRecords(folder, branch);
  const { good } = readAll(await records.files(), { naming });
  return routesOf(good.map(({ grant }) => grant));
}
