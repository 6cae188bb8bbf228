import { setImmediate as breathe } from 'node:timers/promises';
import type { Clock } from '../../operations/ports.ts';
import type { Database } from '../../storage/database.ts';
import { type BoardFilter, type BoardPage, readBoard } from '../../storage/tracker/board.ts';
import { type CensusRow, takeCensus, takeCorrectedCensus } from '../../storage/tracker/census.ts';
import type { Stretch } from '../../storage/tracker/changes.ts';
import { listCorrections, STATUS } from '../../storage/tracker/corrections.ts';
import { goneMentioning, mentioning } from '../../storage/tracker/mentions.ts';
import { findRun, latestRun, listRuns, type Run } from '../../storage/tracker/runs.ts';
import {
  findVersion,
  findVersions,
  pageVersions,
  type Version,
  versionsOf,
} from '../../storage/tracker/versions.ts';
import { commonName, fromGeo } from '../dataset/accession.ts';
import { countsAs, type Dataset, namesOf } from '../dataset/dataset.ts';
import {
  type ChangesWanted,
  changesIn,
  changesOfOne,
  countIn,
  type ToldChange,
} from './changes.ts';
import type { Crawls } from './crawls.ts';
import { createIngestCheck, type IngestCheck } from './ingest-check.ts';
import type { AskedRun, Gone, Tracked } from './tracked.ts';
import { createTwins, type Twins } from './twins.ts';
import { datasetAt } from './version.ts';

/** Where datasets stand and stood. What nothing is known of is undefined. */
export interface Tracker {
  readonly crawls: Pick<Crawls, 'start'>;
  readonly twins: Pick<Twins, 'list' | 'decide'>;
  /** Newest first. */
  runs(wanted: {
    readonly limit: number;
    readonly before?: number | undefined;
  }): Promise<readonly Run[]>;
  run(id: number): Promise<Run | undefined>;
  /** The run that says how everything stood at a time, now unless given. */
  runAt(at?: Date): Promise<AskedRun | undefined>;
  /** Nobody knows how anything stands then. */
  isToCome(at: Date): boolean;
  board(run: AskedRun, filter: BoardFilter, page: BoardPage): Promise<BoardOfRun>;
  /** All of them, in the order of their accessions, some at a time. */
  all(run: AskedRun): AsyncIterable<readonly Tracked[]>;
  dataset(run: AskedRun, accession: string): Promise<Tracked | undefined>;
  /** All that are called one of these names: by accession, by a secondary one, or as GEO calls them. */
  called(run: AskedRun, names: readonly string[]): Promise<readonly Tracked[]>;
  /** The same of those that are nowhere any more. */
  gone(run: AskedRun, names: readonly string[]): Promise<readonly Gone[]>;
  /** Whether something of this name may be ingested. */
  check(run: AskedRun, name: string, others?: readonly string[]): Promise<IngestCheck>;
  /** With what was accepted over the crawl. Of the same run all datasets are counted once. */
  census(run: AskedRun): Promise<readonly CensusRow[]>;
  /** Of these accessions, at most a thousand; in no particular order. */
  datasets(run: AskedRun, accessions: readonly string[]): Promise<readonly Tracked[]>;
  /** How a dataset stood, oldest first. */
  versions(accession: string): Promise<readonly Stood[]>;
  changes(
    of: Stretch | { readonly accession: string },
    wanted: ChangesWanted,
  ): Promise<readonly ToldChange[]>;
  /** How many of each kind. */
  countChanges(runs: Stretch): Promise<Readonly<Record<string, number>>>;
}

export interface BoardOfRun {
  readonly total: number; // on all pages
  readonly rows: readonly Tracked[];
}

export interface Stood extends Tracked {
  readonly run: number; // that found it so first
  readonly from: Date;
  readonly to: Date | undefined; // so it stands still
}

const PAGE = 1000;

export function createTracker(needs: {
  readonly db: Database;
  readonly clock: Clock;
  readonly crawls: Pick<Crawls, 'start'>;
  /** Something was decided that is to be shown. */
  readonly changed: () => void;
}): Tracker {
  const { db, clock, crawls } = needs;
  let counted: { readonly run: number; readonly rows: readonly CensusRow[] } | undefined;

  /** With what was accepted over the crawl. */
  async function readerAt(run: AskedRun): Promise<(version: Version) => Tracked> {
    const corrections = await listCorrections(db, run.then);
    const read = trackedAt(run);
    return (version) => {
      const corrected = corrections.get(version.accession);
      const accepted = corrected?.get(STATUS);
      const found = read(version);
      const isCounted = accepted !== undefined && countsAs(accepted.reach, found.dataset);
      return { ...found, since: isCounted ? accepted.at : version.since, corrected };
    };
  }

  async function* all(run: AskedRun): AsyncGenerator<readonly Tracked[]> {
    const read = await readerAt(run);
    for (let after = ''; ; await breathe()) {
      const page = await pageVersions(db, run.id, { after, limit: PAGE });
      const last = page.at(-1);
      if (last === undefined) return;
      yield page.map(read);
      after = last.accession;
    }
  }

  async function datasets(run: AskedRun, accessions: readonly string[]) {
    return (await findVersions(db, run.id, accessions)).map(await readerAt(run));
  }

  async function called(run: AskedRun, names: readonly string[]): Promise<readonly Tracked[]> {
    const found = await mentioning(db, run.id, spellingsOf(names));
    return found.map(await readerAt(run)).filter(isCalled(names));
  }

  async function gone(run: AskedRun, names: readonly string[]): Promise<readonly Gone[]> {
    const read = datasetAt(run);
    const found = await goneMentioning(db, run.id, spellingsOf(names));
    return found
      .map((version) => ({ dataset: read(version), to: version.to }))
      .filter(isCalled(names));
  }

  return {
    crawls,
    called,
    gone,
    check: createIngestCheck({ db, called, gone }),
    twins: createTwins({ ...needs, all, datasets }),
    runs: (wanted) => listRuns(db, wanted),
    run: (id) => findRun(db, id),
    async runAt(then) {
      const run = await latestRun(db, then);
      return run && { ...run, then };
    },
    isToCome: (at) => at > clock.now(),
    countChanges: (runs) => countIn(db, runs),
    all,
    async board(run, filter, page) {
      const { total, versions } = await readBoard(db, run, filter, page);
      return { total, rows: versions.map(await readerAt(run)) };
    },
    async dataset(run, accession) {
      const version = await findVersion(db, run.id, accession);
      return version && (await readerAt(run))(version);
    },
    async census(run) {
      if (counted?.run !== run.id) counted = { run: run.id, rows: await takeCensus(db, run.id) };
      return takeCorrectedCensus(db, counted.rows, run);
    },
    datasets,
    async versions(accession) {
      const stood: Stood[] = [];
      for (const version of await versionsOf(db, accession)) {
        const run = await findRun(db, version.run);
        const { from, to } = version;
        if (run !== undefined) stood.push({ ...trackedAt(run)(version), run: run.id, from, to });
      }
      return stood;
    },
    changes: (of, wanted) =>
      'accession' in of ? changesOfOne(db, of.accession, wanted) : changesIn(db, of, wanted),
  };
}

function trackedAt(run: Run): (version: Version) => Tracked {
  const read = datasetAt(run);
  return (version) => ({ dataset: read(version), since: version.since });
}

/** As the datasets may spell them. */
function spellingsOf(names: readonly string[]): readonly string[] {
  const common = names.map(commonName);
  return [...new Set(common.flatMap((name) => [name, fromGeo(name) ?? name]))];
}

function isCalled(names: readonly string[]): (one: { readonly dataset: Dataset }) => boolean {
  const wanted = new Set(names.map(commonName));
  return ({ dataset }) => namesOf(dataset).some((name) => wanted.has(commonName(name)));
}
