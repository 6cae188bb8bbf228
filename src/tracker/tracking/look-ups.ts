import type { Clock, Log } from '../../operations/ports.ts';
import type { Database } from '../../storage/database.ts';
import { listLookUps, saveLookUp } from '../../storage/tracker/look-ups.ts';
import type { Run } from '../../storage/tracker/runs.ts';
import type { Trouble } from '../crawl/trouble.ts';
import type { Answer } from '../databases/ask.ts';
import { type Asked, type Known, lookedUpOf } from '../databases/looked-up.ts';
import { type Crawled, type Mismatches, mismatchesBetween } from '../databases/mismatches.ts';
import type { Dataset } from '../dataset/dataset.ts';
import { isExternal } from '../dataset/dataset.ts';
import type { Duplicate } from '../duplicates/duplicates.ts';
import { isCandidate, type LookedUp } from '../sheets/columns.ts';

/** Something outside that answers one question. Never rejects: that it cannot be asked is an answer. */
export interface Source {
  readonly asked: Asked;
  readonly place: string; // as the configuration calls it
  ask(): Promise<Answer>;
}

/** What they have against what a run found, so far as it is written down. */
export type Against = (run: Run) => Promise<readonly Trouble[]>;

/** What databases say beside the crawl. */
export interface LookUps {
  /** Asks all of them. What was in the way, and what does not agree with what was crawled, is for the report. */
  ask(signal: AbortSignal): Promise<Against>;
  /** By the last answers; of those that came after `then` nothing is known. */
  lookedUp(then?: Date): Promise<LookedUp>;
  report(run: Run | undefined): Promise<LookUpReport>;
}

export interface LookUpReport {
  readonly questions: readonly AskedSource[];
  /** Undefined where none of the databases behind the site has ever answered. */
  readonly mismatches: Mismatches | undefined;
  readonly candidates: readonly string[]; // for automatic configuration
}
export interface AskedSource {
  readonly asked: Asked;
  readonly place: string;
  readonly askedAt: Date | undefined;
  readonly answeredAt: Date | undefined; // so old is what is told
  readonly count: number; // rows
  readonly fault: string | undefined;
}

const SITE = ['bulk experiments', 'single-cell experiments'] as const satisfies readonly Asked[];
const MOST_NAMED = 20; // in a line of the report

export function createLookUps(needs: {
  readonly db: Database;
  readonly clock: Pick<Clock, 'now'>;
  readonly log: Log;
  readonly sources: readonly Source[];
  readonly all: (run: Run) => AsyncIterable<readonly { readonly dataset: Dataset }[]>;
  readonly duplicates: () => Promise<readonly Duplicate[]>;
}): LookUps {
  const { db, clock, log, sources } = needs;

  async function askOne({ asked, place, ask }: Source): Promise<readonly Trouble[]> {
    const answer = await ask();
    const at = clock.now();
    if (!answer.ok) {
      log.warn('look-up failed', { asked, place, fault: answer.detail });
      await saveLookUp(db, asked, { at, fault: answer.detail });
      return [{ location: place, why: answer.why, detail: `${asked}: ${answer.detail}` }];
    }
    await saveLookUp(db, asked, { at, items: answer.items });
    const { odd } = answer;
    if (odd === undefined) return [];
    const detail = `${asked}: ${odd.count} left out that are not as they should be, ${odd.first}`;
    return [{ location: place, why: 'broken', detail }];
  }

  /** Of those that are configured; the others no longer count. */
  async function listKnown(then?: Date): Promise<readonly Known[]> {
    const kept = new Map((await listLookUps(db)).map((one) => [one.question, one]));
    return sources.flatMap(({ asked }) => {
      const found = kept.get(asked);
      if (found === undefined) return [];
      const { fault, answer } = found;
      if (then !== undefined && answer !== undefined && answer.at > then)
        return [{ asked, at: undefined, isFresh: false, isLater: true, items: [] }];
      return [{ asked, at: answer?.at, isFresh: fault === undefined, items: answer?.items ?? [] }];
    });
  }

  function mismatchesIn(
    known: readonly Known[],
    site: LookedUp['site'],
    datasets: readonly Crawled[],
  ): Mismatches | undefined {
    const answered = SITE.filter((one) =>
      known.some(({ asked, at }) => asked === one && at !== undefined),
    );
    if (answered.length === 0) return undefined;
    const { onlyInDatabase, onlyCrawled } = mismatchesBetween(site.keys(), datasets);
    // What one of the two does not have the other may.
    return { onlyInDatabase, onlyCrawled: answered.length === SITE.length ? onlyCrawled : [] };
  }

  return {
    async ask(signal) {
      const troubles = (await unlessAborted(Promise.all(sources.map(askOne)), signal)).flat();
      const known = await listKnown();
      const { site } = lookedUpOf(known);
      return async (run) => {
        const crawled: Crawled[] = [];
        for await (const page of needs.all(run))
          for (const { dataset } of page)
            crawled.push({ accession: dataset.accession, reach: dataset.reach });
        return [...troubles, ...troublesOf(mismatchesIn(known, site, crawled), placesOf(sources))];
      };
    },
    lookedUp: async (then) => lookedUpOf(await listKnown(then)),
    async report(run) {
      const kept = new Map((await listLookUps(db)).map((one) => [one.question, one]));
      const known = await listKnown();
      const lookedUp = lookedUpOf(known);
      const warnings = new Map(
        (await needs.duplicates()).map(({ external, warning }) => [external.accession, warning]),
      );
      const datasets: Dataset[] = [];
      if (run !== undefined)
        for await (const page of needs.all(run))
          datasets.push(...page.map(({ dataset }) => dataset));
      return {
        questions: sources.map(({ asked, place }) => {
          const found = kept.get(asked);
          return {
            asked,
            place,
            askedAt: found?.askedAt,
            answeredAt: found?.answer?.at,
            count: found?.answer?.items.length ?? 0,
            fault: found?.fault,
          };
        }),
        mismatches: mismatchesIn(known, lookedUp.site, datasets),
        candidates: datasets.flatMap((dataset) => {
          const warning = warnings.get(dataset.accession);
          return isExternal(dataset) && isCandidate({ dataset, warning, lookedUp })
            ? [dataset.accession]
            : [];
        }),
      };
    },
  };
}

/** Whoever stops does not wait for a database that hangs. */
function unlessAborted<T>(answer: Promise<T>, signal: AbortSignal): Promise<T> {
  const aborted = Promise.withResolvers<never>();
  const stop = (): void => aborted.reject(signal.reason);
  signal.addEventListener('abort', stop, { once: true });
  if (signal.aborted) stop();
  return Promise.race([answer, aborted.promise]).finally(() =>
    signal.removeEventListener('abort', stop),
  );
}

/** Where the site’s experiments are asked for. */
function placesOf(sources: readonly Source[]): string {
  const places = sources.filter(({ asked }) => SITE.some((one) => one === asked));
  return [...new Set(places.map(({ place }) => place))].join(' & ');
}

function troublesOf(mismatches: Mismatches | undefined, location: string): readonly Trouble[] {
  if (mismatches === undefined) return [];
  const { onlyInDatabase, onlyCrawled } = mismatches;
  const kinds = [
    [onlyInDatabase, 'in the database, and in none of the places'],
    [onlyCrawled, 'published by its place, and not in the database'],
  ] as const;
  return kinds.flatMap(([accessions, says]) => {
    if (accessions.length === 0) return [];
    const names = accessions.slice(0, MOST_NAMED).join(', ');
    const more = accessions.length > MOST_NAMED ? ', …' : '';
    const detail = `${accessions.length} ${says}: ${names}${more}`;
    return [{ location, why: 'mismatch' as const, detail }];
  });
}
