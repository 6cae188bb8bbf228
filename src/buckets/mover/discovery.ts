import type { Clock } from '../../operations/ports.ts';
import { addLanded } from '../../storage/buckets/landed.ts';
import type { Database } from '../../storage/database.ts';
import type { MoverStore } from './ports.ts';
import { datasetOf, prefixOf, type Route } from './route.ts';

export interface Discovery {
  /** Looks through everything below a dataset’s prefix, page by page. Answers how much of it is new. */
  all(route: Route, signal: AbortSignal): Promise<number>;
  /** Looks at one key, since somebody said that something landed there. What belongs to no dataset is left alone. */
  one(key: string): Promise<number>;
}

export function createDiscovery(needs: {
  readonly db: Database;
  readonly clock: Pick<Clock, 'now'>;
  readonly hub: { readonly bucket: string; readonly store: MoverStore };
  readonly routes: () => readonly Route[];
}): Discovery {
  const { db, clock, hub } = needs;

  /** Versions of a key go on in the order in which they landed, and a listing has the newest first. */
  async function look(
    dataset: string,
    prefix: string,
    goesOn: (key: string | undefined) => boolean,
  ): Promise<number> {
    let added = 0;
    let lookedAt = clock.now();
    for await (const page of hub.store.landed(hub.bucket, prefix)) {
      const wanted = page.filter(({ key }) => datasetOf(key) === dataset && goesOn(key));
      added += await addLanded(db, dataset, wanted.toReversed(), { lookedAt, now: clock.now() });
      if (!goesOn(page.at(-1)?.key)) break;
      lookedAt = clock.now();
    }
    return added;
  }

  return {
    all: ({ dataset }, signal) => look(dataset, prefixOf(dataset), () => !signal.aborted),
    async one(key) {
      const dataset = datasetOf(key);
      const known = needs.routes().some((route) => route.dataset === dataset);
      // Others begin with the same letters; they come after it.
      return known && dataset !== undefined ? look(dataset, key, (found) => found === key) : 0;
    },
  };
}
