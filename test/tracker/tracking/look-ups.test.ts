import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { hours } from '../../../src/domain/duration.ts';
import { type Database, openDatabase } from '../../../src/storage/database.ts';
import type { Answer } from '../../../src/tracker/databases/ask.ts';
import type { Asked } from '../../../src/tracker/databases/looked-up.ts';
import { aDataFolder } from '../../support/data-folder.ts';
import { createTestClock, type TestClock } from '../../support/test-clock.ts';
import { crawled, startTracking } from '../../support/tracking.ts';
import { aTree, of, tsv } from '../tree.ts';

let open: DisposableStack;
let db: Database;
let clock: TestClock;
let dataDir: string;
let sources: string;
let answers: Partial<Record<Asked, Answer>>;
beforeEach(() => {
  open = new DisposableStack();
  const rna = tsv(
    ['Investigation Title', 'T'],
    ['Comment[AEExperimentType]', 'RNA-seq of coding RNA'],
  );
  const human = tsv(['Source Name', 'Characteristics[organism]'], ['s', 'Homo sapiens']);
  const tree = open.use(
    aTree({
      'ext/E-GEOD-5.idf.txt': rna,
      'ext/E-GEOD-5.sdrf.txt': human,
      'ext/E-GEOD-6.idf.txt': rna,
      'published/E-MTAB-1/x': '',
      'published/E-MTAB-2/x': '',
    }),
  );
  sources = tree.put(
    'sources_config.json',
    JSON.stringify({
      [tree.at('ext')]: of('external'),
      [tree.at('published')]: of('published'),
    }),
  );
  dataDir = open.use(aDataFolder()).path;
  db = openDatabase(dataDir);
  clock = createTestClock(new Date('2026-03-03T09:00:00Z'));
  answers = {
    'bulk experiments': rows({ accession: 'E-MTAB-1', private: false, access_key: null }),
    'single-cell experiments': rows({ accession: 'E-CURD-77', private: false, access_key: null }),
    eligibility: rows({ ae2_acc: 'E-GEOD-5', status: 'PASS' }),
    submissions: rows({ accession: 'E-GEOD-6', atlas_fail_score: 4 }),
    species: rows('homo_sapiens'),
  };
});
afterEach(async () => {
  await db.destroy();
  open.dispose();
});

const rows = (...items: readonly unknown[]): Answer => ({ ok: true, items });
const DOWN: Answer = { ok: false, why: 'silent', detail: 'it is down' };
const ALL = ['bulk experiments', 'single-cell experiments', 'eligibility', 'submissions'] as const;
const start = (asked: readonly Asked[] = [...ALL, 'species']) =>
  startTracking({
    ...{ db, clock, dataDir, sources },
    lookUps: asked.map((one) => ({
      asked: one,
      place: one === 'species' ? 'api.example.org' : 'gxa',
      ask: async () => answers[one] ?? DOWN,
    })),
  });

/** The cells of these columns, by accession. */
async function cells({ tracking }: ReturnType<typeof start>, ...titles: readonly string[]) {
  return cellsThen(tracking, undefined, ...titles);
}
async function cellsThen(
  tracking: ReturnType<typeof start>['tracking'],
  then: Date | undefined,
  ...titles: readonly string[]
) {
  const run = await tracking.runAt(then);
  if (run === undefined) throw new Error('There was no run.');
  const found: Record<string, readonly string[]> = {};
  for (const sheet of ['discover', 'track'] as const) {
    const chunks = await (await tracking.files.open(run, { kind: 'csv', sheet })).toArray();
    const [header = '', ...lines] = Buffer.concat(chunks).toString().trim().split('\n');
    const at = titles.map((title) => header.split(',').indexOf(title));
    for (const line of lines) {
      const all = line.split(',');
      found[all[0] ?? ''] = at.map((index) => all[index] ?? '');
    }
  }
  return found;
}

describe('what databases say', () => {
  it('fills the columns that a crawl cannot', async () => {
    const tracker = start();
    await crawled(tracker);
    expect(
      await cells(
        tracker,
        'Atlas Eligibility',
        'Organism Status',
        'AutoConfig Location',
        'Web Link',
      ),
    ).toEqual({
      'E-GEOD-5': ['PASS', 'Supported in Atlas', 'Candidate', ''],
      'E-GEOD-6': ['4', '', '', ''],
      'E-MTAB-1': ['', '', '', 'https://www.ebi.ac.uk/gxa/experiments/E-MTAB-1'],
      'E-MTAB-2': ['', '', '', ''],
    });
  });

  it('is not told as of an earlier time, once the database was asked again', async () => {
    const tracker = start();
    await crawled(tracker);
    const then = clock.now();
    const eligibility = () => cellsThen(tracker.tracking, then, 'Atlas Eligibility');
    expect(await eligibility()).toMatchObject({ 'E-GEOD-5': ['PASS'] });
    await clock.advance(hours(5));
    answers = { ...answers, eligibility: rows({ ae2_acc: 'E-GEOD-5', status: 'FAIL' }) };
    await crawled(tracker);
    expect(await eligibility()).toMatchObject({
      'E-GEOD-5': ['not kept: the database was asked again since'],
    });
  });

  it('counts with its time while it is down, and the report of the run has that', async () => {
    const tracker = start();
    await crawled(tracker);
    await clock.advance(hours(30));
    answers = { ...answers, eligibility: DOWN, species: DOWN };
    const run = await crawled(tracker);
    expect(run).toMatchObject({ state: 'done' });
    expect(run.found?.troubles).toContainEqual({
      location: 'gxa',
      why: 'silent',
      detail: 'eligibility: it is down',
    });
    expect(await cells(tracker, 'Atlas Eligibility', 'Organism Status')).toMatchObject({
      'E-GEOD-5': ['PASS (as of 2026-03-03)', 'Supported in Atlas (as of 2026-03-03)'],
    });
    const { questions } = await tracker.tracking.lookUps.report(run);
    expect(questions[2]).toEqual({
      asked: 'eligibility',
      place: 'gxa',
      askedAt: clock.now(),
      answeredAt: new Date('2026-03-03T09:00:00Z'),
      count: 1,
      fault: 'it is down',
    });
  });

  it('is said to be unknown where there never was an answer', async () => {
    answers = {};
    const tracker = start();
    expect(await crawled(tracker)).toMatchObject({ state: 'done', found: { datasets: 4 } });
    const unknown = 'not known: the database did not answer';
    expect(await cells(tracker, 'Atlas Eligibility', 'Web Link')).toMatchObject({
      'E-GEOD-5': [unknown, ''],
      'E-MTAB-1': [unknown, unknown],
    });
  });

  it('no longer counts once it is not configured', async () => {
    await crawled(start());
    expect(await cells(start([]), 'Atlas Eligibility')).toMatchObject({ 'E-GEOD-5': [''] });
  });

  it('is left out where a row is odd, which is told', async () => {
    answers = {
      ...answers,
      eligibility: { ok: true, items: [], odd: { count: 3, first: 'row 7, status: too long' } },
    };
    expect((await crawled(start())).found?.troubles).toContainEqual({
      location: 'gxa',
      why: 'broken',
      detail: 'eligibility: 3 left out that are not as they should be, row 7, status: too long',
    });
  });
});

describe('mismatches', () => {
  it('between database and crawl are told, in the report too', async () => {
    const tracker = start();
    const run = await crawled(tracker);
    const { mismatches, candidates } = await tracker.tracking.lookUps.report(run);
    expect(mismatches).toEqual({ onlyInDatabase: ['E-CURD-77'], onlyCrawled: ['E-MTAB-2'] });
    expect(candidates).toEqual(['E-GEOD-5']);
    expect(run.found?.troubles.filter(({ why }) => why === 'mismatch')).toEqual([
      {
        location: 'gxa',
        why: 'mismatch',
        detail: '1 in the database, and in none of the places: E-CURD-77',
      },
      {
        location: 'gxa',
        why: 'mismatch',
        detail: '1 published by its place, and not in the database: E-MTAB-2',
      },
    ]);
  });

  it('count nothing as missing that a database may have which was never heard', async () => {
    const tracker = start(['bulk experiments']);
    const { mismatches } = await tracker.tracking.lookUps.report(await crawled(tracker));
    expect(mismatches).toEqual({ onlyInDatabase: [], onlyCrawled: [] });
    answers = {};
    await db.deleteFrom('look_up').execute();
    expect((await start().tracking.lookUps.report(undefined)).mismatches).toBeUndefined();
  });
});

it('whoever stops does not wait for a database that hangs', async () => {
  const asked = Promise.withResolvers<void>();
  const tracker = startTracking({
    ...{ db, clock, dataDir, sources },
    lookUps: [
      {
        asked: 'species',
        place: 'x',
        ask() {
          asked.resolve();
          return new Promise(() => undefined);
        },
      },
    ],
  });
  const started = await tracker.crawls.start({ kind: 'timer' });
  await asked.promise;
  await tracker.crawls.stop();
  if (started.what === 'no sources') throw new Error('It did not start.');
  expect(await started.ended).toMatchObject({ state: 'failed' });
});
