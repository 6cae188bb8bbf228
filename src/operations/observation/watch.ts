import { type Cycle, wasInCatalogue } from '../../domain/cycle/cycle.ts';
import { hours, seconds } from '../../domain/duration.ts';
import type { RunbookEvent } from '../../domain/runbook/event.ts';
import { type Runbook, stateOf, type Watched } from '../../domain/runbook/runbook.ts';
import { runbookNamed, statesThat } from '../../runbooks/registry.ts';
import { findCycle, listLateCycles } from '../../storage/cycles/cycles.ts';
import { listWatched, saveWatch, type WatchedCycle } from '../../storage/cycles/watches.ts';
import type { Database } from '../../storage/database.ts';
import type { Advance } from '../advance.ts';
import { lockedBy, OPEN } from '../delivery/archiving/locked.ts';
import { type Catalogue, type Clock, type Ingest, type Log, OutsideError } from '../ports.ts';
import type { Looking } from '../reading/last-answer.ts';
import type { ObserveArchiving } from './archiving/observe.ts';
import { indexed, releaseOf } from './indexed.ts';
import { createObserve } from './observe.ts';
import { createSilence } from './silence.ts';

const LOOKS_AT_ONCE = 8;
const ARCHIVER = { kind: 'observer', source: 'archiver' } as const;
const HELD_MOST = hours(2);
const ARCHIVER_PATIENCE = seconds(10);
const WATCHED_STATES = statesThat(({ watched }) => watched !== undefined);

export interface Watch {
  /** Looks at everything that is due, once. */
  round(): Promise<void>;
  /** One cycle at once, because somebody asks. @throws {OutsideError} when the system does not answer. */
  lookNow(cycleId: string): Promise<Looked>;
  /** Rounds until the signal aborts. */
  run(signal: AbortSignal): Promise<void>;
}

/** Which system was asked, and whether it said something new; no system where people are waited for. */
export interface Looked {
  readonly system?: string;
  readonly news: boolean;
}

/**
 * Observes the services that people wait for. One answer covers all running exports (`listUnderWay`); single
 * exports are read for their progress, at a pause that grows while nothing changes, and at once when they have
 * left that list. Datasets that wait for people cost no call.
 */
export function createWatch(needs: {
  readonly db: Database;
  readonly clock: Clock;
  readonly log: Log;
  readonly ingest: Ingest;
  readonly catalogue: Catalogue;
  readonly advance: Advance;
  readonly poll: { readonly least: number; readonly most: number };
  readonly looking: Looking;
  readonly wake: () => void;
  /** Those that are switched on here; cycles of others rest. */
  readonly runbooks: readonly Runbook[];
  readonly observeArchiving?: ObserveArchiving | undefined;
}): Watch {
  const { db, clock, log, ingest, advance, poll } = needs;
  const drawSilence = createSilence(needs);
  const observe = createObserve(needs);
  const underWay = new Set<string>();

  async function round(): Promise<void> {
    const late = new Set((await listLateCycles(db, clock.now())).map((cycle) => cycle.id));
    const watched = (await listWatched(db, WATCHED_STATES)).filter(({ cycle }) => isOn(cycle));
    await drawSilence(watched, clock.now());
    const of = (kind: string) => watched.filter(({ cycle }) => watchedIn(cycle) === kind);
    await guard('ingest', () => lookAtExports(of('export'), late));
    await lookAtCatalogue(of('catalogue').filter(isDue));
    await guard('ingest', () => lookAtHeld(of('validity')));
    await lookAtArchiving(watched.filter(({ cycle }) => isArchivingWatch(watchedIn(cycle))));
    // After the looks: an export that has just finished is not late. Without an answer it is, all the same, and
    // so is what has become late while an answer was waited for.
    for (const cycle of await listLateCycles(db, clock.now())) {
      if (isOn(cycle)) await advance.tick(cycle.id);
    }
  }

  const isOn = ({ runbook }: Cycle): boolean => needs.runbooks.some(({ name }) => name === runbook);

  /** The archiver may take minutes to answer; nobody else waits for it, nor is anything asked twice at once. */
  async function lookAtArchiving(ones: readonly WatchedCycle[]): Promise<void> {
    const due = ones.filter((one) => isDue(one) && !underWay.has(one.cycle.id));
    for (const { cycle } of due) underWay.add(cycle.id);
    const looks = eachOf(due, async (one) => {
      const { actions } = one.cycle.memory;
      const patient = watchedIn(one.cycle) === 'hand-over' && !actions.includes('Export');
      await look(one, () => observe(one.cycle), patient ? HELD_MOST : poll.most);
      underWay.delete(one.cycle.id);
    });
    const answered = new AbortController();
    const patience = clock.sleep(ARCHIVER_PATIENCE, answered.signal);
    await Promise.race([looks, patience]);
    answered.abort();
  }

  const isDue = ({ nextAt }: WatchedCycle): boolean =>
    nextAt === undefined || nextAt <= clock.now();

  async function lookAtExports(
    exports: readonly WatchedCycle[],
    late: ReadonlySet<string>,
  ): Promise<void> {
    const accepted = exports.filter(({ cycle }) => cycle.memory.accepted === true);
    if (accepted.length === 0) return;
    const underWay = await ingest.listUnderWay();
    const due = accepted.filter(
      (one) =>
        isDue(one) ||
        late.has(one.cycle.id) ||
        one.cycle.memory.disturbed !== undefined ||
        !underWay.has(one.cycle.dataset.submissionUuid),
    );
    await eachOf(due, (one) => look(one, () => observe(one.cycle)));
  }

  async function lookAtCatalogue(due: readonly WatchedCycle[]): Promise<void> {
    const byRelease = Map.groupBy(due, ({ cycle }) => releaseOf(cycle));
    for (const ones of byRelease.values()) {
      // Shown before its import already: the catalogue cannot tell news from old, the browser team can.
      const telling = ones.filter(({ cycle }) => !wasInCatalogue(cycle));
      // One by one: a release that the catalogue does not know must not hide the others.
      if (telling.length > 0) await guard('catalogue', () => lookAtRelease(telling));
    }
  }

  async function lookAtRelease(telling: readonly WatchedCycle[]): Promise<void> {
    const isShown = await indexed(
      needs.catalogue,
      telling.map(({ cycle }) => cycle),
    );
    await eachOf(telling, (one) =>
      look(one, async () => (isShown(one.cycle) ? { name: 'indexed' } : undefined)),
    );
  }

  /**
   * Held datasets may be held for weeks: one answer tells which of them are valid again. A correction may come as
   * a new submission, too, which only the project tells; that is looked at now and then.
   */
  async function lookAtHeld(held: readonly WatchedCycle[]): Promise<void> {
    if (held.length === 0) return;
    const ready = await ingest.listReady();
    const due = held.filter((one) => isDue(one) || ready.has(one.cycle.dataset.submissionUuid));
    await eachOf(due, (one) => look(one, () => observe(one.cycle), HELD_MOST));
  }

  /** One look at one cycle: what it brings is advanced, and the next look is set. */
  async function look(
    { cycle, pause }: WatchedCycle,
    read: () => Promise<RunbookEvent | undefined>,
    most = poll.most,
  ): Promise<void> {
    const now = clock.now();
    try {
      const event = await read();
      const answered = (next: number): Promise<void> =>
        saveWatch(db, {
          cycleId: cycle.id,
          nextAt: new Date(now.getTime() + next),
          pause: next,
          seenAt: now,
        });
      if (cycle.memory.archive?.locked !== undefined && observerOf(cycle) === 'archiver') {
        await advance.advance({ cycleId: cycle.id, event: OPEN, actor: ARCHIVER });
      }
      // Before the news: the card that it draws says when the system last answered.
      await answered(Math.min(Math.round((pause ?? poll.least) * 1.5), most));
      const actor = { kind: 'observer', source: observerOf(cycle) } as const;
      const advanced = event && (await advance.advance({ cycleId: cycle.id, event, actor }));
      if (advanced?.ok === true && advanced.news) await answered(poll.least);
    } catch (error) {
      // One dataset that cannot be looked at must not keep the others from it, nor their deadlines.
      if (!(error instanceof OutsideError)) {
        log.error('look failed', {
          cycle: cycle.id,
          stack: error instanceof Error ? error.stack : String(error),
        });
        return;
      }
      if (!(await isKnownToBeLocked(cycle, error))) {
        log.warn('look failed', { cycle: cycle.id, system: error.system, message: error.message });
      }
    }
  }

  /** A wrong key is told once, and named in the log once: looks go on until it is mended. */
  async function isKnownToBeLocked(cycle: Cycle, error: OutsideError): Promise<boolean> {
    const event = observerOf(cycle) === 'archiver' ? lockedBy(error) : undefined;
    if (event === undefined) return false;
    const advanced = await advance.advance({ cycleId: cycle.id, event, actor: ARCHIVER });
    return advanced.ok && !advanced.news;
  }

  async function guard(system: string, work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (!(error instanceof OutsideError)) throw error;
      log.warn('round failed', { system, message: error.message });
    }
  }

  return {
    round,
    async lookNow(cycleId) {
      const cycle = await findCycle(db, cycleId);
      if (cycle === undefined || cycle.closedAt !== undefined) return { news: false };
      if (watchedIn(cycle) === undefined || !isOn(cycle)) return { news: false };
      const event = await observe(cycle);
      const source = observerOf(cycle);
      const actor = { kind: 'observer', source } as const;
      const advanced = event && (await advance.advance({ cycleId, event, actor }));
      return { system: source, news: advanced?.ok === true && advanced.news };
    },
    async run(signal) {
      while (!signal.aborted) {
        const began = clock.now().getTime();
        try {
          await round();
        } catch (error) {
          log.error('round failed', {
            error: error instanceof Error ? error.stack : String(error),
          });
        }
        // From beginning to beginning: a silent system must not make deadlines late.
        const took = clock.now().getTime() - began;
        await clock.sleep(Math.max(0, poll.least - took), signal);
      }
    },
  };
}

const watchedIn = (cycle: Cycle): Watched | undefined =>
  stateOf(runbookNamed(cycle.runbook), cycle.state).watched;

function isArchivingWatch(watched: Watched | undefined): boolean {
  return watched !== undefined && !['export', 'validity', 'catalogue'].includes(watched);
}

function observerOf(cycle: Cycle): string {
  switch (watchedIn(cycle)) {
    case 'catalogue':
      return 'catalogue';
    case 'DSP submission':
    case 'DSP':
    case 'ENA':
      return 'archiver';
    case 'files':
      return 'file archiver';
    default:
      return 'ingest';
  }
}

/** A few at a time, so that a thousand exports do not become a thousand calls at once. */
async function eachOf<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const queue = items.values();
  const workers = Array.from({ length: Math.min(LOOKS_AT_ONCE, items.length) }, async () => {
    for (const item of queue) await work(item);
  });
  await Promise.all(workers);
}
