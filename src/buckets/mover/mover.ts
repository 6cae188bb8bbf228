import { seconds } from '../../domain/duration.ts';
import type { Clock, Log } from '../../operations/ports.ts';
import { releaseTransfers } from '../../storage/buckets/quarantine.ts';
import type { Database } from '../../storage/database.ts';
import { type Tell, tellAlerts } from './alerts.ts';
import { createDiscovery } from './discovery.ts';
import { createEvents, type EventQueue } from './events.ts';
import type { MoverStore } from './ports.ts';
import type { Route } from './route.ts';
import { MOST_COPIED_AT_ONCE } from './send.ts';
import { createWorkers } from './workers.ts';

const ALERTS_EVERY = seconds(10);

/** Carries what lands in the hub to its targets. */
export interface Mover {
  /** Looks at once, without waiting for the next round. */
  wake(): void;
  /** What is held of a dataset is tried again. Answers how many objects that are. */
  release(dataset: string, by: string): Promise<number>;
  /** Until the signal aborts. */
  run(signal: AbortSignal): Promise<void>;
}

export interface MoverNeeds {
  readonly db: Database;
  readonly clock: Clock;
  readonly log: Log;
  readonly hub: { readonly bucket: string; readonly store: MoverStore };
  readonly storeOf: (bucket: string) => MoverStore;
  /** As they are granted now. What belongs to none of them is left where it is. */
  readonly readRoutes: () => Promise<readonly Route[]>;
  readonly tell: Tell;
  /** Milliseconds between two looks through the hub. */
  readonly interval: number;
  readonly atOnce: number; // objects; of small ones up to four times as many
  /** Where the hub says what has landed; the looks find it without. */
  readonly queue?: EventQueue | undefined;
  readonly mostCopiedAtOnce?: number; // bytes
}

export function createMover(needs: MoverNeeds): Mover {
  const { db, clock, log, interval } = needs;
  let known: readonly Route[] = [];
  let alarm = new AbortController();
  const routes = (): readonly Route[] => known;
  const workers = createWorkers({ mostCopiedAtOnce: MOST_COPIED_AT_ONCE, ...needs, routes });
  const discovery = createDiscovery({ ...needs, routes });

  async function look(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const heard = alarm;
      try {
        known = await needs.readRoutes();
        workers.wake();
        for (const route of known) if (!signal.aborted) await lookThrough(route, signal);
      } catch (error) {
        log.error('the requests for buckets can’t be read', { error: String(error) });
      }
      await clock.sleep(interval, AbortSignal.any([signal, heard.signal]));
      if (alarm.signal.aborted) alarm = new AbortController();
    }
  }

  async function lookThrough(route: Route, signal: AbortSignal): Promise<void> {
    try {
      if ((await discovery.all(route, signal)) > 0) workers.wake();
    } catch (error) {
      log.warn('the hub can’t be looked through', { ...route, error: String(error) });
    }
  }

  async function alert(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      try {
        await tellAlerts(db, needs.tell, clock.now());
      } catch (error) {
        log.error('alerts of the mover are not told', { error: String(error) });
      }
      await clock.sleep(ALERTS_EVERY, signal);
    }
  }

  return {
    wake: () => alarm.abort(),
    async release(dataset, by) {
      const objects = await releaseTransfers(db, dataset, by, clock.now());
      workers.wake();
      return objects;
    },
    async run(signal) {
      const { queue } = needs;
      const events = queue && createEvents({ ...needs, queue, discovery, found: workers.wake });
      // Messages of datasets that nobody has read yet would be let go.
      known = await needs.readRoutes().catch(() => []);
      await Promise.all([look(signal), workers.run(signal), events?.run(signal), alert(signal)]);
    },
  };
}
