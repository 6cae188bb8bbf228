import type { Grant } from '../buckets/grant/grant.ts';
import type { Tell } from '../buckets/mover/alerts.ts';
import { createMover, type Mover } from '../buckets/mover/mover.ts';
import { createMoverReports, type MoverReports } from '../buckets/mover/reports.ts';
import { routesOf } from '../buckets/mover/route.ts';
import { createSqsQueue } from '../buckets/mover/sqs-queue.ts';
import type { MoverStores } from '../buckets/mover/store/open-stores.ts';
import type { BucketsConfig } from '../config/buckets.ts';
import type { Clock, Log } from '../operations/ports.ts';
import type { Database } from '../storage/database.ts';
import type { StoreKeys } from './bucket-stores.ts';

export type OpenMover = Mover & { readonly reports: MoverReports };

/** What moves data from the hub to its targets; undefined where it is switched off. */
export function openMover(needs: {
  readonly buckets: BucketsConfig;
  readonly keys: StoreKeys | undefined;
  readonly stores: MoverStores | undefined;
  /** What holds now: what is only proposed, set aside or changed by hand moves nothing. */
  readonly grants: () => Promise<readonly Grant[]>;
  readonly db: Database;
  readonly clock: Clock;
  readonly log: Log;
  readonly tell: Tell;
}): OpenMover | undefined {
  const { buckets, keys, stores } = needs;
  const { naming, mover } = buckets;
  if (mover === undefined || stores === undefined || keys === undefined) return undefined;
  const routes = async () => routesOf(await needs.grants());
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
