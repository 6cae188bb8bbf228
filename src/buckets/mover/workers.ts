import { minutes, seconds } from '../../domain/duration.ts';
import { S3Fault } from '../../objects/s3/connection.ts';
import { type Clock, type Log, OutsideError } from '../../operations/ports.ts';
import { quarantineTransfer } from '../../storage/buckets/quarantine.ts';
import {
  giveBackTransfers,
  leaseTransfer,
  leaseUntried,
  renewTransfers,
  retryTransfer,
  returnLostTransfers,
  type Transfer,
} from '../../storage/buckets/transfers.ts';
import { type CarryNeeds, carry } from './carry.ts';
import { carryTogether, goesTogether, TOGETHER } from './carry-together.ts';
import { MOST_ATTEMPTS, pauseAfter } from './decide.ts';
import { createPace } from './pace.ts';
import type { Route } from './route.ts';
import { createTurns } from './turns.ts';

const LEASE_LASTS = minutes(2);
const HEARTBEAT = seconds(30);
const LOOK_AGAIN = seconds(2);
/** Of small objects that go together: while those of one are looked at and noted, those of the others are copied. */
const BATCHES_AT_ONCE = 4;
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
  const turns = createTurns(BATCHES_AT_ONCE);
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
          await carryNext(...taken, signal);
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

  async function carryNext(first: Transfer, route: Route, signal: AbortSignal): Promise<void> {
    const { dataset } = route;
    await holding([first], async () => {
      if (goesTogether(needs, first, route))
        return turns(() => carryWithOthers(first, route, signal));
      await carry(needs, first, route, signal)
        .then(() => pace.wentWell(dataset))
        .catch((error: unknown) => wentWrong(first, error, signal));
    });
  }

  async function carryWithOthers(
    first: Transfer,
    route: Route,
    signal: AbortSignal,
  ): Promise<void> {
    const { dataset } = route;
    const room = { most: TOGETHER.most - 1, mostBytes: TOGETHER.mostBytes };
    const others = await leaseUntried(db, dataset, room, clock.now(), later(LEASE_LASTS));
    const all = [first, ...others];
    let left: readonly Transfer[] = all;
    await holding(others, async () => {
      try {
        if (!signal.aborted) left = await carryTogether(needs, all, route, signal);
      } catch (error) {
        log.warn('transfers not carried together', { dataset, error: String(error) });
      }
      if (left.length < all.length) pace.wentWell(dataset);
      await giveBackTransfers(db, left);
    });
  }

  async function holding(these: readonly Transfer[], run: () => Promise<void>): Promise<void> {
    for (const one of these) held.add(one);
    await run().finally(() => {
      for (const one of these) held.delete(one);
    });
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
