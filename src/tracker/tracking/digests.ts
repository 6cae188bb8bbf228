import type { CrawlDigest, FailedCrawl } from '../../domain/crawl-digest.ts';
import { actorName } from '../../domain/role.ts';
import type { Database } from '../../storage/database.ts';
import type { Stretch } from '../../storage/tracker/changes.ts';
import { findRun, lastRunBy, type Run } from '../../storage/tracker/runs.ts';
import { CHANGE_KINDS, type Change } from '../history/changes.ts';
import { changesIn, countIn } from './changes.ts';

/** Changes that are told one by one. */
const MOST_TOLD = 20;
/** Of each kind at least, where there are so many. */
const FEW = 3;

const TIMER = actorName({ kind: 'timer' });

/** Whether a scheduled crawl has something to tell: a change since the last one, or a place that is or was not read. */
export async function isNews(db: Database, run: Run): Promise<boolean> {
  const before = await lastRunBy(db, TIMER, run.id);
  const counts = await countIn(db, sinceThe(before, run));
  return Object.keys(counts).length > 0 || unreadIn(before) !== unreadIn(run);
}

/** Undefined where there is no such run, or it has not come to its end yet. */
export async function readDigest(
  db: Database,
  runId: number,
  workbookOf: (run: Run) => Promise<string | undefined>,
): Promise<CrawlDigest | FailedCrawl | undefined> {
  const run = await findRun(db, runId);
  if (run?.state === 'failed') return { run: run.id, at: run.startedAt, fault: run.fault ?? '' };
  if (run?.found === undefined) return undefined;
  const before = await lastRunBy(db, TIMER, run.id);
  const stretch = sinceThe(before, run);
  const counts = await countIn(db, stretch);
  const changes: Change[] = [];
  for (const [kind, limit] of sharesOf(counts)) {
    const some = await changesIn(db, stretch, { kind, limit });
    changes.push(...some.map(({ change }) => change));
  }
  return {
    run: run.id,
    since: stretch.first,
    at: run.startedAt,
    datasets: run.found.datasets,
    isFirst: before === undefined,
    counts,
    changes,
    troubled: run.found.troubled,
    unread: run.found.unread,
    workbook: await workbookOf(run),
  };
}

/** How many of each kind are told: a few of each, so that many of one hide no other; then what matters most. */
function sharesOf(counts: Readonly<Record<string, number>>): ReadonlyMap<Change['kind'], number> {
  const there = CHANGE_KINDS.filter((kind) => (counts[kind] ?? 0) > 0);
  const shares = new Map(there.map((kind) => [kind, Math.min(counts[kind] ?? 0, FEW)]));
  let left = MOST_TOLD - shares.values().reduce((sum, share) => sum + share, 0);
  for (const [kind, share] of shares) {
    const more = Math.min((counts[kind] ?? 0) - share, left);
    shares.set(kind, share + more);
    left -= more;
  }
  return shares;
}

/** Others may have crawled meanwhile: what they found was told to nobody but them. */
const sinceThe = (before: Run | undefined, run: Run): Stretch => ({
  first: (before?.id ?? 0) + 1,
  last: run.id,
});

const unreadIn = (run: Run | undefined): string =>
  JSON.stringify((run?.found?.unread ?? []).map(({ location }) => location).sort());
