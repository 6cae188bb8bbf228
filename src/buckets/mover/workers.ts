import { minutes, seconds } from '../../domain/duration.ts';
import { S3Fault } from '../../objects/s3/connection.ts';
import { type Clock, type Log, OutsideError } from '../../operations/ports.ts';
import { quarantineTransfer } from '../../storage/buckets/quarantine.ts';
import {
  leaseTransfer,
  renewTransfers,
  retryTransfer,
  returnLostTransfers,
  type Transfer,
} from '../../storage/buckets/transfers.ts';
import { type CarryNeeds, carry } from './carry.ts';
import { MOST_ATTEMPTS, pauseAfter } from './decide.ts';
import { createPace } from './pace.ts';
import type { Route } from './route.ts';

const LEASE_LASTS = minutes(2);
const HEARTBEAT = seconds(30);
const LOOK_AGAIN = seconds(2);
/** After the record itself could not be read or written, e.g. on a full disk. */
const WITHOUT_RECORD = seconds(1);

/** Carry what was found, so many objects at once, one dataset after the other. */
export interface Workers {
  /** Tell them that there may be something to do. */
  wake(): void;
  /** Until the signal aborts; what is under way then is given back. */
  run(signal: AbortSignal): Promise<void>;
}

export function createWorkers(
  needs: Omit<CarryNeeds, 'clock'> & {
    readonly clock: Clock;
    readonly log: Log;
    readonly routes: () => readonly Route[];
    readonly atOnce: number;
  },
): Workers {
  const { db, clock, log } = needs;
  const pace = createPace(clock);
  const held = new Set<Transfer>();
  let alarm = new AbortController();
  const wake = (): void => alarm.abort();
  const later = (pause: number): Date => new Date(clock.now().getTime() + pause);

  async function next(): Promise<[Transfer, Route] | undefined> {
    const routes = needs.routes().filter(({ dataset }) => !pace.isResting(dataset));
    const names = routes.map(({ dataset }) => dataset);
    const transfer = await leaseTransfer(db, names, clock.now(), later(LEASE_LASTS));
    const route = routes.find(({ dataset }) => dataset === transfer?.dataset);
    return transfer && route && [transfer, route];
  }

  async function work(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const heard = alarm;
      try {
        const taken = await next();
        if (taken !== undefined) {
          const [transfer, route] = taken;
          held.add(transfer);
          await carry(needs, transfer, route, signal)
            .then(() => pace.wentWell(route.dataset))
            .catch((error: unknown) => wentWrong(transfer, error, signal))
            .finally(() => held.delete(transfer));
          continue;
        }
      } catch (error) {
        log.error('mover failed', { error: String(error) });
        await clock.sleep(WITHOUT_RECORD, signal);
        continue;
      }
      await clock.sleep(LOOK_AGAIN, AbortSignal.any([signal, heard.signal]));
      if (alarm.signal.aborted) alarm = new AbortController();
    }
  }

  async function wentWrong(transfer: Transfer, error: unknown, signal: AbortSignal): Promise<void> {
    const { id, dataset, attempts } = transfer;
    if (signal.aborted) {
      const untried = { fault: null, notBefore: clock.now(), counts: false };
      return retryTransfer(db, transfer, untried);
    }
    const fault = error instanceof OutsideError ? error.message : 'The bot itself failed at this.';
    const cause = error instanceof Error ? (error.cause ?? error) : error;
    log.warn('transfer failed', { id, dataset, attempts, fault, cause: String(cause) });
    pace.wentWrong(dataset);
    // Who is silent says nothing against this object.
    const counts = !(error instanceof S3Fault && error.isSilent);
    const made = attempts + (counts ? 1 : 0);
    if (made >= MOST_ATTEMPTS) return quarantineTransfer(db, transfer, fault, clock.now());
    const notBefore = later(pauseAfter(Math.max(made, 1)));
    return retryTransfer(db, transfer, { fault, notBefore, counts });
  }

  async function beat(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await clock.sleep(HEARTBEAT, signal);
      try {
        await renewTransfers(db, held, later(LEASE_LASTS));
        await returnLostTransfers(db, clock.now());
      } catch (error) {
        log.error('mover failed', { error: String(error) });
      }
    }
  }

  return {
    wake,
    async run(signal) {
      // One instance is active for a database: what is leased now, a process held that is gone.
      await returnLostTransfers(db);
      const stopped = new AbortController();
      const heart = beat(AbortSignal.any([signal, stopped.signal]));
      await Promise.all(Array.from({ length: needs.atOnce }, () => work(signal)));
      stopped.abort();
      await heart;
    },
  };
}
