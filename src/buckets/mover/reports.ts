import { type Held, listHeld } from '../../storage/buckets/quarantine.ts';
import {
  listTraffic,
  listTransferred,
  type Traffic,
  type Transferred,
} from '../../storage/buckets/reports.ts';
import type { Database } from '../../storage/database.ts';
import type { Route } from './route.ts';

/** What people ask of the mover: for `/bucket transfers <name>`, and for the list of all. */
export interface MoverReports {
  /** The newest first; `before` is the id of the last one seen. */
  transfers(
    dataset: string,
    page: { readonly most: number; readonly before?: number },
  ): Promise<readonly Transferred[]>;
  /** What waits for somebody, by dataset and reason. */
  held(dataset?: string): Promise<readonly Held[]>;
  /** Of datasets that are granted, and of those that left something behind. */
  traffic(since?: Date): Promise<readonly Traffic[]>;
  /** Granted, and nothing was transferred since then; `last` is undefined where nothing ever was. */
  unused(since: Date): Promise<readonly UnusedGrant[]>;
}

export interface UnusedGrant {
  readonly dataset: string;
  readonly target: string;
  readonly last: Date | undefined;
}

const NOTHING = { objects: 0, bytes: 0 };

export function createMoverReports(needs: {
  readonly db: Database;
  readonly readRoutes: () => Promise<readonly Route[]>;
}): MoverReports {
  const { db, readRoutes } = needs;
  return {
    transfers: (dataset, page) => listTransferred(db, dataset, page),
    held: (dataset) => listHeld(db, dataset),
    async traffic(since) {
      const found = await listTraffic(db, since);
      const known = new Set(found.map(({ dataset }) => dataset));
      const silent = (await readRoutes())
        .filter(({ dataset }) => !known.has(dataset))
        .map(({ dataset }) => ({
          dataset,
          transferred: NOTHING,
          waiting: NOTHING,
          quarantined: NOTHING,
          last: undefined,
        }));
      return [...found, ...silent].sort((a, b) => (a.dataset < b.dataset ? -1 : 1));
    },
    async unused(since) {
      const last = new Map((await listTraffic(db)).map((one) => [one.dataset, one.last]));
      return (await readRoutes())
        .map(({ dataset, target }) => ({ dataset, target, last: last.get(dataset) }))
        .filter((one) => one.last === undefined || one.last < since);
    },
  };
}
