import { setImmediate as breathe } from 'node:timers/promises';
import { type Actor, actorName } from '../../domain/role.ts';
import type { Clock, Log } from '../../operations/ports.ts';
import type { Database } from '../../storage/database.ts';
import {
  beginRun,
  completeRun,
  findCrawling,
  findRun,
  latestRun,
  type Run,
  undoRun,
} from '../../storage/tracker/runs.ts';
import { crawl } from '../crawl/crawl.ts';
import type { Place } from '../crawl/place.ts';
import { snapshotOf } from '../history/snapshot.ts';
import type { Source } from '../sources/source.ts';
import type { SourcesConfig } from '../sources/sources-config.ts';
import { saveSnapshot } from './compare.ts';
import { keepMemo, recallMemo } from './kept-memo.ts';
import type { LookUps } from './look-ups.ts';

/** Of all that could not be read the first are kept; how many there were is counted. */
const MOST_TROUBLES = 1000;

export type Started =
  | { readonly what: 'started'; readonly run: Run; readonly ended: Promise<Run> }
  /** By somebody else: whoever is told can wait for that one. */
  | { readonly what: 'under way'; readonly run: Run; readonly ended: Promise<Run> }
  /** The configuration of the places, a line for each fault. */
  | { readonly what: 'no sources'; readonly faults: readonly string[] };

/** Crawls, one at a time. */
export interface Crawls {
  /** Resolves when it has begun. */
  start(by: Actor): Promise<Started>;
  /** Ends what is under way, unfinished: nothing of it counts. */
  stop(): Promise<void>;
}

export interface CrawlsNeeds {
  readonly db: Database;
  readonly clock: Clock;
  readonly log: Log;
  /** Read anew for each crawl. */
  readonly sources: () => Promise<SourcesConfig>;
  readonly open: (source: Source) => Place;
  /** What databases have against what is crawled meanwhile. */
  readonly lookUps?: Pick<LookUps, 'ask'> | undefined;
  /** Called after each run that counts. */
  readonly done?: () => void;
}

export function createCrawls(needs: CrawlsNeeds): Crawls {
  const { db, clock, log } = needs;
  const stopping = new AbortController();
  let underWay: Promise<Started & { readonly what: 'started' | 'no sources' }> | undefined;

  async function begin(by: Actor): Promise<Awaited<NonNullable<typeof underWay>>> {
    const sources = await needs.sources();
    if (!sources.ok) {
      underWay = undefined;
      return { what: 'no sources', faults: sources.faults };
    }
    await undoLeftOver();
    const run = await beginRun(db, { by: actorName(by), at: clock.now() });
    const ended = finish(run, sources.sources).finally(() => {
      underWay = undefined;
    });
    ended.catch((error: unknown) => {
      log.error('crawl not taken back', { run: run.id, error: String(error) }); // the next one does
    });
    return { what: 'started', run, ended };
  }

  /** Of a process that was killed. */
  async function undoLeftOver(): Promise<void> {
    const left = await findCrawling(db);
    if (left !== undefined) await undoRun(db, left, 'The bot was stopped meanwhile.', clock.now());
  }

  async function finish(run: Run, sources: readonly Source[]): Promise<Run> {
    try {
      return await look(run, sources);
    } catch (error) {
      const stopped = stopping.signal.aborted;
      if (!stopped) log.error('crawl failed', { run: run.id, error: String(error) });
      const fault = stopped ? 'The bot was stopped meanwhile.' : 'A fault of the bot: see its log.';
      await undoRun(db, run, fault, clock.now());
      const failed = await findRun(db, run.id);
      if (failed === undefined) throw error;
      return failed;
    }
  }

  async function look(run: Run, sources: readonly Source[]): Promise<Run> {
    const { signal } = stopping;
    const recalled = await recallMemo(db);
    const [seen, against] = await Promise.all([
      crawl(sources, recalled, {
        open: needs.open,
        signal,
        clock: { now: () => run.startedAt },
      }),
      needs.lookUps?.ask(signal),
    ]);
    await breathe();
    signal.throwIfAborted();
    const { at, datasets, unread, ...snapshot } = snapshotOf(seen);
    const troubles = [...(against?.(datasets) ?? []), ...snapshot.troubles];
    await breathe();
    const before = await latestRun(db);
    const changes = await saveSnapshot(db, run.id, before, { at, datasets });
    signal.throwIfAborted();
    const found = {
      datasets: datasets.length,
      filesRead: seen.filesRead,
      changes,
      troubles: troubles.slice(0, MOST_TROUBLES),
      troubled: troubles.length,
      unread,
    };
    const done = await completeRun(db, run, found, clock.now());
    log.info('crawl done', { run: run.id, datasets: found.datasets, changes });
    await keepMemo(db, seen.memo, recalled).catch((error: unknown) => {
      log.warn('the next crawl reads all anew', { error: String(error) });
    });
    needs.done?.();
    return done;
  }

  return {
    async start(by) {
      const first = underWay;
      if (first !== undefined) {
        const started = await first;
        return started.what === 'started' ? { ...started, what: 'under way' } : started;
      }
      const mine = begin(by);
      underWay = mine;
      return mine.catch((error: unknown) => {
        underWay = undefined;
        throw error;
      });
    },
    async stop() {
      stopping.abort();
      const started = await underWay?.catch(() => undefined);
      if (started?.what === 'started') await started.ended;
    },
  };
}
