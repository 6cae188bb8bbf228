import { minutes, seconds } from '../../domain/duration.ts';
import type { Database } from '../../storage/database.ts';
import { tellGivenUp } from '../../storage/exports/cards.ts';
import { enqueue } from '../../storage/outbox.ts';
import {
  giveUp,
  listHeads,
  markDone,
  markSending,
  moveToLane,
  nextDue,
  type OutboxRow,
  postpone,
  settleInterrupted,
} from '../../storage/sending.ts';
import { type Clock, type Log, OutsideError, type Random } from '../ports.ts';

/** How many errands run at once towards each system, so that a slow one holds up nobody but itself. */
const AT_ONCE: Readonly<Record<string, number>> = {
  staging: 2,
  catalogue: 2,
  ingest: 4,
  answer: 4,
};
const AT_ONCE_ELSEWHERE = 8;
const MOST_AT_ONCE = Math.max(AT_ONCE_ELSEWHERE, ...Object.values(AT_ONCE));
const LONGEST_PAUSE = minutes(5);
/** About a week at the longest pause; then a person has to look. An outage may last longer. */
const MOST_ATTEMPTS = 2000;
/** The pause when the outbox itself cannot be read or written, e.g. on a full disk. */
const WITHOUT_STORE = seconds(1);

/**
 * Does one errand. Resolves when the world has confirmed it. `repeated` means an earlier try may have got
 * through: look before doing it again.
 */
export type CarryOut = (row: OutboxRow, repeated: boolean) => Promise<void>;

export interface Deliver {
  /** Tell it that something may have become due. */
  wake(): void;
  /** Runs until the signal aborts; resolves when nothing is under way any more. */
  run(signal: AbortSignal): Promise<void>;
}

/**
 * Drains the outbox: in order within a lane, lanes side by side. At least once towards the world; exactly once
 * in effect, because whatever cannot be repeated is looked for first.
 */
export function createDeliver(needs: {
  readonly db: Database;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly carryOut: CarryOut;
  /** How long a lost answer may still be on its way, milliseconds. */
  readonly settle: number;
}): Deliver {
  const { db, clock, log } = needs;
  const busy = new Map<string, { readonly system: string; readonly running: Promise<void> }>(); // by lane
  let alarm = new AbortController();
  const wake = (): void => alarm.abort();

  async function attempt(row: OutboxRow): Promise<void> {
    try {
      await markSending(db, row.id, clock.now());
      await needs.carryOut(row, row.interrupted);
      await markDone(db, row);
    } catch (error) {
      await fail(row, error);
    }
  }

  async function fail(row: OutboxRow, error: unknown): Promise<void> {
    const outside = error instanceof OutsideError ? error : undefined;
    const message = error instanceof Error ? error.message : String(error);
    const attempts = row.attempts + 1;
    const hopeless = outside === undefined || outside.outcome === 'refused';
    // An answer that Slack will not take is of no use later, nor is news where nobody takes it; anything else waits for
    // somebody to mend it.
    const useless =
      outside?.outcome === 'refused' &&
      (row.errand.kind === 'notification' ||
        (['answer', 'make export', 'bucket order'].includes(row.errand.kind) &&
          outside.system === 'slack'));
    if (useless || (hopeless && attempts >= MOST_ATTEMPTS)) {
      log.error('errand given up', { key: row.key, attempts, message });
      return leave(row, message);
    }
    const pause = outside?.retryAfter ?? Math.min(seconds(1) * 2 ** (attempts - 1), LONGEST_PAUSE);
    // A surprise of our own may have come after the other side did what it was asked for.
    const ambiguous = row.interrupted || outside === undefined || outside.outcome === 'ambiguous';
    const wait = ambiguous ? Math.max(pause, needs.settle) : pause;
    await postpone(db, row.id, new Date(clock.now().getTime() + wait), message, ambiguous);
    if (outside?.outcome === 'refused' && row.attempts === 0) await stepAside(row, message);
    const details = { key: row.key, attempts, message, waitMilliseconds: wait };
    if (outside !== undefined) log.warn('errand postponed', details);
    else {
      const reference = needs.random.reference();
      log.error('errand failed', {
        ...details,
        reference,
        stack: error instanceof Error ? error.stack : undefined,
      });
    }
  }

  async function leave({ id, errand }: OutboxRow, fault: string): Promise<void> {
    await giveUp(db, id, fault);
    if (errand.kind !== 'notification') return;
    const { jobId, targetId } = errand;
    await tellGivenUp(db, { jobId, targetId, fault }, clock.now());
  }

  /**
   * What Slack refuses must not keep the rest of its lane from people. It goes on trying by itself, and #dcp-ops is
   * told at once, since somebody was not told what they should have been.
   */
  async function stepAside(row: OutboxRow, remedy: string): Promise<void> {
    const { errand } = row;
    if (errand.kind !== 'effect' || !['tell', 'announce', 'alert'].includes(errand.effect.kind))
      return;
    await moveToLane(db, row.id, `aside ${row.key}`);
    await enqueue(db, {
      key: `undelivered:${row.key}`,
      lane: `undelivered ${row.key}`,
      errand: { kind: 'undelivered', cycleId: errand.cycleId, remedy },
      now: clock.now(),
    });
  }

  /** Starts what is due; resolves to how much that was. */
  async function startDue(now: Date, signal: AbortSignal): Promise<number> {
    let started = 0;
    for (const row of await listHeads(db, [...busy.keys()], now, MOST_AT_ONCE)) {
      const { system } = row;
      const underWay = [...busy.values()].filter((one) => one.system === system).length;
      if (underWay >= (AT_ONCE[system] ?? AT_ONCE_ELSEWHERE)) continue;
      started += 1;
      const running = attempt(row)
        .catch((error: unknown) => waitForStore(error, signal))
        .finally(() => {
          busy.delete(row.lane);
          wake();
        });
      busy.set(row.lane, { system, running });
    }
    return started;
  }

  async function untilNext(now: Date, signal: AbortSignal): Promise<void> {
    const due = await nextDue(db, [...busy.keys()], now);
    const wait = due === undefined ? minutes(1) : due.getTime() - clock.now().getTime();
    await clock.sleep(Math.max(0, wait), AbortSignal.any([signal, alarm.signal]));
  }

  /** Nothing is lost: what could not be written down stands as it was, and is looked for before it is repeated. */
  async function waitForStore(error: unknown, signal: AbortSignal): Promise<void> {
    log.error('outbox failed', { error: error instanceof Error ? error.stack : String(error) });
    await clock.sleep(WITHOUT_STORE, signal);
  }

  return {
    wake,
    async run(signal) {
      let settled = false;
      while (!signal.aborted) {
        alarm = new AbortController();
        try {
          if (!settled) await settleInterrupted(db, new Date(clock.now().getTime() + needs.settle));
          settled = true;
          const now = clock.now();
          if ((await startDue(now, signal)) === 0) await untilNext(now, signal);
        } catch (error) {
          await waitForStore(error, signal);
        }
      }
      await Promise.all([...busy.values()].map(({ running }) => running));
    },
  };
}
