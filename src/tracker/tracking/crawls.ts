import { setImmediate as breathe } from 'node:timers/promises';
import { type Actor, actorName } from '../../domain/role.ts';
import type { Clock, Log } from '../../operations/ports.ts';
import type { Database } from '../../storage/database.ts';
import { settleStatusOfMoved } from '../../storage/tracker/corrections.ts';
import { tellDigest } from '../../storage/tracker/news.ts';
import {
  beginRun,
  completeRun,
  type Findings,
  findCrawling,
  findRun,
  type Run,
  saveFailedRun,
  undoRun,
} from '../../storage/tracker/runs.ts';
import { type Batch, saveBatch } from '../../storage/tracker/versions.ts';
import type { Source } from '../sources/source.ts';
import type { SourcesConfig } from '../sources/sources-config.ts';
import { isNews } from './digests.ts';
import type { Against, LookUps } from './look-ups.ts';
import { keepPiece } from './looking/kept-memo.ts';
import type { Look, Order, Piece } from './looking/piece.ts';

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
  readonly look: Look;
  /** What databases have against what is crawled meanwhile. */
  readonly lookUps?: Pick<LookUps, 'ask'> | undefined;
  /** Milliseconds that the channel waits for what people wrote into a spreadsheet, where one is kept. */
  readonly sheetPatience?: number | undefined;
  /** A crawl is done: there may be something to tell, and something else to show. */
  readonly news: () => void;
}

const TIMER = actorName({ kind: 'timer' });

export function createCrawls(needs: CrawlsNeeds): Crawls {
  const { db, clock, log } = needs;
  const stopping = new AbortController();
  const program = clock.now().toISOString();
  let underWay: Promise<Started & { readonly what: 'started' | 'no sources' }> | undefined;
  let lookedThrough: number | undefined; // the last run that is done, though it may not have ended

  async function begin(by: Actor): Promise<Awaited<NonNullable<typeof underWay>>> {
    const sources = await needs.sources();
    if (!sources.ok) {
      underWay = undefined;
      if (by.kind === 'timer') await tellOfFailure(sources.faults.join('\n'));
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

  /** Nobody waits for the answer to a scheduled crawl: it is a run all the same, and its channel is told. */
  async function tellOfFailure(fault: string): Promise<void> {
    await db.transaction().execute(async (transaction) => {
      const at = clock.now();
      const run = await saveFailedRun(transaction, { by: TIMER, at, fault });
      await tell(transaction, run);
    });
    needs.news();
  }

  const tell = (transaction: Database, { id }: Run): Promise<void> => {
    const now = clock.now();
    const by = new Date(now.getTime() + (needs.sheetPatience ?? 0));
    return tellDigest(transaction, id, { now, by });
  };

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
      if (!stopped && failed.by === TIMER) {
        await tell(db, failed);
        needs.news();
      }
      return failed;
    }
  }

  async function look(run: Run, sources: readonly Source[]): Promise<Run> {
    const { signal } = stopping;
    const asked = needs.lookUps?.ask(signal);
    asked?.catch(() => undefined); // whoever stops it says why
    let done: Run | undefined;
    try {
      const at = run.startedAt.toISOString();
      const order = { at, program, sources: sources.map(asOrdered) };
      for await (const pieces of needs.look(order, signal)) {
        signal.throwIfAborted();
        if (pieces.length > 0) await save(run, pieces);
        const found = pieces.find((piece) => piece.what === 'found');
        if (found !== undefined)
          done = await complete(run, await compared(run, found.findings, await asked));
        await breathe(); // other people wait, too
      }
    } catch (error) {
      if (done === undefined) throw error;
      log.warn('the next crawl reads more anew', { error: String(error) });
    }
    if (done === undefined)
      throw new Error('Whoever looked through all places did not say what was found.');
    return done;
  }

  /** Together, since the disk is waited for each time. */
  async function save(run: Run, pieces: readonly Piece[]): Promise<void> {
    await db.transaction().execute(async (transaction) => {
      for (const piece of pieces)
        if (piece.what === 'batch') await saveBatch(transaction, run.id, batchOf(piece));
        else if (piece.what !== 'found') await keepPiece(transaction, piece);
    });
  }

  /** With what databases have against it. */
  async function compared(run: Run, found: Findings, against?: Against): Promise<Findings> {
    const troubles = (await against?.(run)) ?? [];
    const troubled = troubles.length + found.troubled;
    return { ...found, troubles: [...troubles, ...found.troubles], troubled };
  }

  async function complete(run: Run, found: Findings): Promise<Run> {
    const done = await completeRun(db, run, found, clock.now(), async (transaction, ended) => {
      await settleStatusOfMoved(transaction, ended.id, ended.startedAt);
      if (ended.by === TIMER && (await isNews(transaction, ended))) await tell(transaction, ended);
    });
    lookedThrough = run.id;
    needs.news();
    log.info('crawl done', { run: run.id, datasets: found.datasets, changes: found.changes });
    return done;
  }

  return {
    async start(by) {
      for (let first = underWay; first !== undefined; first = underWay) {
        const started = await first;
        if (started.what !== 'started') return started;
        if (started.run.id !== lookedThrough) return { ...started, what: 'under way' };
        await started.ended.catch(() => undefined); // it tidies up: what has changed since is for the next
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

const asOrdered = ({ kind, location, stages, tech }: Source): Order['sources'][number] => ({
  kind,
  location,
  stages: [...stages],
  tech: [...tech],
});

const batchOf = ({ ended, begun, changes }: Extract<Piece, { what: 'batch' }>): Batch => ({
  ended,
  begun: begun.map(({ since, modifiedAt, ...version }) => ({
    ...version,
    since: new Date(since),
    modifiedAt: modifiedAt === undefined ? undefined : new Date(modifiedAt),
  })),
  changes,
});
